package dev.tollgate.admin.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statistic on keys of which it is known whether anything was unusual. */
class UsualRateTest {
    private static final int KEYS = 60;
    private static final int JUDGED = 14 * 24;
    private static final int[] WORKING_HOURS = {
        0, 0, 0, 0, 0, 1, 2, 5, 9, 10, 10, 9, 7, 9, 10, 9, 7, 4, 2, 1, 1, 0, 0, 0
    };

    /** How a key is used where nothing is wrong: requests of an hour, 0 a Monday's first. */
    private enum Habit {
        /** Now and then one. */
        QUIET {
            @Override
            long at(int hour, double size, Random random) {
                return poisson(0.3, random);
            }
        },
        /** In working hours, on working days. */
        WEEKLY {
            @Override
            long at(int hour, double size, Random random) {
                double weekend = hour / 24 % 7 >= 5 ? 0.1 : 1;
                return poisson(
                        size * WORKING_HOURS[hour % 24] / 10 * weekend * (0.85 + 0.3 * random.nextDouble()), random);
            }
        },
        /** All of a week's work in one hour. */
        MONDAYS {
            @Override
            long at(int hour, double size, Random random) {
                return hour % (7 * 24) == 3 ? poisson(size * 20 * (0.9 + 0.2 * random.nextDouble()), random) : 0;
            }
        },
        /** Whenever somebody starts a job, of whatever size. */
        BURSTY {
            @Override
            long at(int hour, double size, Random random) {
                return random.nextInt(20) == 0 ? poisson(size * Math.exp(0.5 * random.nextGaussian()), random) : 0;
            }
        };

        abstract long at(int hour, double size, Random random);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeldomFindAnythingWhereNothingIsWrong(Habit habit) {
        int found = 0;
        for (int key = 0; key < KEYS; key++) {
            long[] hours = hours(habit, key);
            for (int hour = UsualRate.HOURS; hour < hours.length; hour++) {
                found += isUnusual(hours[hour], hours, hour) ? 1 : 0;
            }
        }

        // Of 60 keys in two weeks: less than one in a key's year, but for those that have no habit at all.
        assertThat(found).isLessThanOrEqualTo(habit == Habit.BURSTY ? 8 : 1);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindAKeyThatSomebodyElseUsesFiveTimesAsMuchAsItEverWas(Habit habit) {
        int found = 0;
        for (int key = 0; key < KEYS; key++) {
            long[] hours = hours(habit, key);
            Random random = new Random(key);
            int hour = UsualRate.HOURS + random.nextInt(JUDGED);
            long most = Arrays.stream(before(hours, hour)).max().orElseThrow();
            long stolen = hours[hour] + poisson(Math.max(200, most * (5 + 15 * random.nextDouble())), random);
            found += isUnusual(stolen, hours, hour) ? 1 : 0;
        }

        assertThat(found).isGreaterThanOrEqualTo(KEYS * 95 / 100);
    }

    @Test
    void shouldSayWhatIsUsual() {
        long[] before = new long[UsualRate.HOURS];
        Arrays.fill(before, 100);
        before[5] = 200;
        before[6] = 0;

        assertThat(UsualRate.judge(301, before)).hasValueSatisfying(finding -> {
            assertThat(finding.median()).isEqualTo(100);
            assertThat(finding.peak()).isEqualTo(200);
            // 2·√301.375 − 2·√100.375, and no deviation at all counts as 1.
            assertThat(finding.score()).isBetween(14.68, 14.69);
        });
        assertThat(UsualRate.judge(300, before)).isEmpty();
    }

    @Test
    void shouldJudgeNeitherFewRequestsNorAYoungKey() {
        long[] quiet = new long[UsualRate.HOURS];
        quiet[0] = 1;
        long[] young = new long[UsualRate.HOURS];
        young[UsualRate.HOURS - 7 * 24 + 1] = 1;
        long[] week = new long[UsualRate.HOURS];
        week[UsualRate.HOURS - 7 * 24] = 1;

        assertThat(UsualRate.judge(99, quiet)).isEmpty();
        assertThat(UsualRate.judge(100, quiet)).isPresent();
        assertThat(UsualRate.judge(100_000, young)).isEmpty();
        assertThat(UsualRate.judge(100_000, week)).isPresent();
        assertThat(UsualRate.judge(100_000, new long[UsualRate.HOURS])).isEmpty();
    }

    private static boolean isUnusual(long requests, long[] hours, int hour) {
        return UsualRate.judge(requests, before(hours, hour)).isPresent();
    }

    private static long[] before(long[] hours, int hour) {
        return Arrays.copyOfRange(hours, hour - UsualRate.HOURS, hour);
    }

    private static long[] hours(Habit habit, int key) {
        Random random = new Random(key * 31L + habit.name().hashCode());
        double size = 20 * Math.exp(5 * random.nextDouble());
        long[] hours = new long[UsualRate.HOURS + JUDGED];
        for (int hour = 0; hour < hours.length; hour++) {
            // Business grows, by two in a hundred each week.
            hours[hour] = habit.at(hour, size * Math.pow(1.02, hour / 168.0), random);
        }
        return hours;
    }

    /** By Knuth's way for few, by the normal distribution for many. */
    private static long poisson(double mean, Random random) {
        if (mean > 50) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        long count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}
