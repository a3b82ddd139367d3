package dev.tollgate.auth;

import dev.tollgate.auth.follow.Followers;
import dev.tollgate.auth.follow.TopicFollower;
import dev.tollgate.auth.follow.TopicsAtStart;
import dev.tollgate.auth.key.KeyDirectory;
import dev.tollgate.auth.key.PlanDirectory;
import dev.tollgate.contracts.v1.QuotaState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The followers of all topics that the gate has a view of: begins them once the topics are there, ends them after the
 * last request.
 */
final class Views implements SmartLifecycle, BooleanSupplier {
    private final TopicsAtStart topics;
    private final Supplier<List<TopicFollower>> makeDeciding;
    private final Supplier<TopicFollower> makeUsage;
    private volatile List<TopicFollower> deciding = List.of();
    private @Nullable TopicFollower usage;
    private volatile boolean running;
    private volatile boolean topicsAreThere;

    /**
     * @param makeDeciding makes the followers of what decisions depend on
     * @param makeUsage makes the follower of what is for showing only
     */
    Views(TopicsAtStart topics, Supplier<List<TopicFollower>> makeDeciding, Supplier<TopicFollower> makeUsage) {
        this.topics = topics;
        this.makeDeciding = makeDeciding;
        this.makeUsage = makeUsage;
    }

    static List<TopicFollower> deciding(
            Followers followers, KeyDirectory keys, PlanDirectory plans, @Nullable Consumer<QuotaState> quotaStates) {
        List<TopicFollower> deciding = new ArrayList<>(List.of(followers.plans(plans), followers.apiKeys(keys)));
        if (quotaStates != null) {
            deciding.add(followers.quotaState(quotaStates));
        }
        return List.copyOf(deciding);
    }

    /** Whether every view that a decision depends on is whole. Once true, always. */
    @Override
    public boolean getAsBoolean() {
        List<TopicFollower> followers = deciding;
        for (TopicFollower follower : followers) {
            if (!follower.isCaughtUp()) {
                return false;
            }
        }
        return !followers.isEmpty();
    }

    /** The followers that decisions depend on; empty before the start. */
    List<TopicFollower> deciding() {
        return deciding;
    }

    /** Whether the topics have been found, or made, since the start. */
    boolean topicsAreThere() {
        return topicsAreThere;
    }

    /** Why the topics cannot be worked with, for a person; null if they can, or are yet to be looked at. */
    @Nullable
    String problem() {
        return topics.problem();
    }

    @Override
    public synchronized void start() {
        deciding = makeDeciding.get();
        TopicFollower forShowing = makeUsage.get();
        usage = forShowing;
        running = true;
        List<TopicFollower> all = new ArrayList<>(deciding);
        all.add(forShowing);
        topics.whenThere(() -> {
            topicsAreThere = true;
            all.forEach(TopicFollower::start);
        });
    }

    @Override
    public synchronized void stop() {
        running = false;
        topics.close();
        deciding.forEach(TopicFollower::close);
        if (usage != null) {
            usage.close();
        }
    }

    @Override
    public int getPhase() {
        // Started before the web server, and stopped after it.
        return 0;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
