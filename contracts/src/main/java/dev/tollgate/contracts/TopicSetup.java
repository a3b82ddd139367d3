package dev.tollgate.contracts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing and refuses those that cannot be worked with. Every application calls it first. */
public final class TopicSetup {
    private TopicSetup() {}

    /**
     * Makes sure that all topics are there, as {@link Topic} says, but for those that are optional. Safe to call from several
     * applications at once.
     *
     * @param wanted the optional ones that must be there, too
     * @throws IllegalStateException if a topic has another number of partitions
     * @throws ExecutionException if the broker refuses
     * @throws InterruptedException if interrupted while waiting for it
     */
    public static void ensure(Admin admin, Topic... wanted) throws ExecutionException, InterruptedException {
        List<Topic> topics = Arrays.stream(Topic.values())
                .filter(topic -> !topic.isOptional() || List.of(wanted).contains(topic))
                .toList();
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (Topic topic : topics) {
            if (!existing.contains(topic.topicName())) {
                missing.add(topic.toNewTopic());
            }
        }
        create(admin, missing);
        check(admin, topics);
    }

    private static void create(Admin admin, List<NewTopic> missing) throws ExecutionException, InterruptedException {
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                // Another application was faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static void check(Admin admin, List<Topic> topics) throws ExecutionException, InterruptedException {
        List<String> names = topics.stream().map(Topic::topicName).toList();
        Map<String, TopicDescription> found =
                admin.describeTopics(names).allTopicNames().get();
        for (Topic topic : topics) {
            TopicDescription description = found.get(topic.topicName());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.partitions()) {
                throw new IllegalStateException("The topic " + topic.topicName() + " has " + partitions
                        + " partitions where " + topic.partitions() + " are expected. Their number decides where an"
                        + " account's events are; it must not be changed. Use another cluster, or restore the topic.");
            }
        }
    }
}
