package dev.tollgate.contracts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing and refuses those that cannot be worked with. Every application calls it first. */
public final class TopicSetup {
    /** How long a topic may be known to the controller, which makes it, and not yet to a broker. */
    private static final long UNKNOWN_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private static final long ASK_AGAIN_MILLIS = 20;

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
        Map<String, TopicDescription> found = describe(admin, names);
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

    /** All of them, once the broker that is asked has heard of them: it learns of a topic after the controller has made it. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> names)
            throws ExecutionException, InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() - began > UNKNOWN_NANOS_MAX) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
        }
    }
}
