package org.vitrail.bot.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.TestLedger;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.operator.OperatorKey;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.QueuedJobs;
import org.vitrail.bot.core.people.Names;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.reports.Reports;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.inference.protocol.RedisServerExtension;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Writes that only make sense together: nobody who is killed, and nothing that Redis refuses,
 * leaves half of them.
 */
class HalfDoneJobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final TimeSource CLOCK = new HurriedTime();
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Person ANN = new Person("telegram", "1", "Ann", "en");
  private static final Person BEN = new Person("telegram", "2", "Ben", "en");
  private static final String PLACE = "discord:7";

  private static final String LEDGER = "vitrail:{admission}:";
  private static final String OUTBOX = "vitrail:{queue}:outbox:";
  private static final String PLACES = "vitrail:{places}:";

  /** Each begins from what {@link #prepare} left. */
  private enum Step {
    TAKE {
      @Override
      void go(UnifiedJedis redis) {
        ledger(redis).take(ANN.key(), "new", 2);
      }
    },
    SETTLE {
      @Override
      void go(UnifiedJedis redis) {
        ledger(redis).settle("old", Settlement.FAILED);
      }
    },
    JOIN {
      @Override
      void go(UnifiedJedis redis) {
        assertThat(accounts(redis).join(BEN.key(), "zzzz2222")).isTrue();
      }
    },
    QUEUE_WITH_PARCEL {
      @Override
      void go(UnifiedJedis redis) {
        QueuedJobs.queue(redis, outbox(redis), ANN, "new", Map.of("chat", "1"));
      }
    },
    CLOSE_PARCEL {
      @Override
      void go(UnifiedJedis redis) {
        outbox(redis).close("telegram", "old");
      }
    },
    DROP_PARCEL {
      @Override
      void go(UnifiedJedis redis) {
        outbox(redis).drop("telegram", "old");
      }
    },
    FIND_ABANDONED {
      @Override
      void go(UnifiedJedis redis) {
        outbox(redis).abandoned("telegram", 9);
      }
    },
    WANT_REMOVED {
      @Override
      void go(UnifiedJedis redis) {
        outbox(redis).wantRemoved("telegram", "old");
      }
    },
    TAKE_REMOVALS {
      @Override
      void go(UnifiedJedis redis) {
        assertThat(outbox(redis).takeRemovals("telegram", 9)).containsExactly("gone");
      }
    },
    CHANGE_BOOK {
      @Override
      void go(UnifiedJedis redis) {
        book(redis)
            .apply(
                new Act(PLACE, ANN.key(), "/pause", "", "")
                    .with("one", Optional.of("1"))
                    .with("two", Optional.empty()));
      }
    },
    FORGET_NAMES {
      @Override
      void go(UnifiedJedis redis) {
        new Names(redis, CLOCK).forget(ANN.key());
      }
    },
    REPORT {
      @Override
      void go(UnifiedJedis redis) {
        new Reports(redis, CLOCK, WEEK).add(PLACE, "old", BEN.key());
      }
    },
    LIST_JOB {
      @Override
      void go(UnifiedJedis redis) {
        new RecentJobs(redis, WEEK).add(ANN, "new", CLOCK.instant());
      }
    },
    MAKE_OPERATOR_KEY {
      @Override
      void go(UnifiedJedis redis) {
        assertThat(new OperatorKey(redis, 1).makeIfMissing()).isPresent();
      }
    };

    abstract void go(UnifiedJedis redis);
  }

  private static void prepare() {
    UnifiedJedis redis = REDIS.client();
    ledger(redis).take(ANN.key(), "old", 3);
    redis.set(LEDGER + "link:zzzz2222", ANN.key());
    for (String id : List.of("old", "gone")) {
      QueuedJobs.queue(redis, outbox(redis), ANN, id, Map.of("chat", "1"));
    }
    outbox(redis).wantRemoved("telegram", "gone");
    book(redis).apply(new Act(PLACE, ANN.key(), "/pause", "", "").with("two", Optional.of("2")));
    new Names(redis, CLOCK).remember(ANN, "ann");
    new Reports(redis, CLOCK, WEEK).add(PLACE, "old", ANN.key());
    new Reports(redis, CLOCK, WEEK).add(PLACE, "other", BEN.key());
    new RecentJobs(redis, WEEK).add(ANN, "old", CLOCK.instant());
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      mode = EnumSource.Mode.EXCLUDE,
      // What was taken before is read before, of what nobody changes meanwhile.
      names = {"TAKE", "SETTLE"})
  void what_belongs_together_is_one_command(Step step) {
    prepare();
    try (CutOffRedis counted = new CutOffRedis(REDIS.port())) {
      step.go(counted);

      assertThat(counted.commands()).isEqualTo(1);
    }
  }

  static Stream<Arguments> stepsAndKeysTheyWrite() {
    return Stream.of(
        Arguments.of(Step.TAKE, LEDGER + "jobs"),
        Arguments.of(Step.TAKE, LEDGER + "jobs-per-account"),
        Arguments.of(Step.TAKE, LEDGER + "jobs-per-place"),
        Arguments.of(Step.TAKE, LEDGER + "first-seen"),
        Arguments.of(Step.TAKE, LEDGER + "rate:" + ANN.key()),
        Arguments.of(Step.SETTLE, LEDGER + "jobs-per-account"),
        Arguments.of(Step.SETTLE, LEDGER + "jobs-per-place"),
        Arguments.of(Step.SETTLE, LEDGER + "settled"),
        Arguments.of(Step.SETTLE, LEDGER + "rate:" + ANN.key()),
        Arguments.of(Step.JOIN, LEDGER + "jobs"),
        Arguments.of(Step.JOIN, LEDGER + "jobs-per-account"),
        Arguments.of(Step.QUEUE_WITH_PARCEL, OUTBOX + "telegram:held"),
        Arguments.of(Step.QUEUE_WITH_PARCEL, OUTBOX + "parcel:new"),
        Arguments.of(Step.QUEUE_WITH_PARCEL, "vitrail:{queue}:sequence"),
        Arguments.of(Step.QUEUE_WITH_PARCEL, "vitrail:{queue}:open:bundled"),
        Arguments.of(Step.CLOSE_PARCEL, OUTBOX + "telegram:held"),
        Arguments.of(Step.DROP_PARCEL, OUTBOX + "telegram:held"),
        Arguments.of(Step.DROP_PARCEL, OUTBOX + "telegram:removing"),
        Arguments.of(Step.WANT_REMOVED, OUTBOX + "telegram:removing"),
        Arguments.of(Step.TAKE_REMOVALS, OUTBOX + "telegram:removing"),
        Arguments.of(Step.CHANGE_BOOK, PLACES + "book:" + PLACE),
        Arguments.of(Step.CHANGE_BOOK, PLACES + "audit:" + PLACE),
        Arguments.of(Step.CHANGE_BOOK, PLACES + "acts"),
        Arguments.of(Step.CHANGE_BOOK, PLACES + "audited"),
        Arguments.of(Step.FORGET_NAMES, PLACES + "handles"),
        Arguments.of(Step.REPORT, PLACES + "reports-by:" + BEN.key()),
        Arguments.of(Step.REPORT, PLACES + "reported-places"),
        Arguments.of(Step.REPORT, PLACES + "reports:" + PLACE));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("stepsAndKeysTheyWrite")
  void a_step_that_cannot_write_everything_writes_nothing(Step step, String spoilt) {
    prepare();
    boolean isText = REDIS.client().type(spoilt).equals("string");
    REDIS.client().del(spoilt);
    if (isText) {
      REDIS.client().sadd(spoilt, "of another type");
    } else {
      REDIS.client().set(spoilt, "of another type");
    }
    Map<String, String> before = everything();

    assertThatThrownBy(() -> step.go(REDIS.client()))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("WRONGTYPE");

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void a_lost_count_of_acts_stops_nobody_from_writing_in_the_book() {
    prepare();
    book(REDIS.client()).apply(new Act(PLACE, ANN.key(), "/pause", "", ""));
    REDIS.client().del(PLACES + "acts");

    assertThat(
            book(REDIS.client())
                .apply(new Act(PLACE, ANN.key(), "/resume", "", "").with("one", Optional.of("1")))
                .number())
        .isEqualTo(3);
    assertThat(book(REDIS.client()).apply(new Act("other", ANN.key(), "/pause", "", "")).number())
        .isEqualTo(4);
  }

  @Test
  void half_a_key_of_the_operator_is_made_whole() {
    REDIS.client().hset("vitrail:{house}:operator", "salt", "00");
    OperatorKey key = new OperatorKey(REDIS.client(), 1);

    assertThat(key.makeIfMissing()).isPresent();
    assertThat(key.makeIfMissing()).isEmpty();
  }

  @Test
  void a_count_of_reports_that_lost_its_end_gets_one() {
    REDIS.client().set(PLACES + "reports-by:" + BEN.key(), "3");

    new Reports(REDIS.client(), CLOCK, WEEK).add(PLACE, "old", BEN.key());

    assertThat(REDIS.client().pttl(PLACES + "reports-by:" + BEN.key())).isPositive();
  }

  /** Every key with its value, as Redis would write it to disk. */
  private static Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>();
    for (String key : REDIS.client().keys("*")) {
      all.put(key, Arrays.toString(REDIS.client().dump(key)));
    }
    return all;
  }

  private static TestLedger ledger(UnifiedJedis redis) {
    return new TestLedger(redis, CLOCK, 9, 9, 100, 100, 10);
  }

  private static Accounts accounts(UnifiedJedis redis) {
    return new Accounts(redis, CLOCK, new Calendar(ZoneOffset.UTC));
  }

  private static Outbox outbox(UnifiedJedis redis) {
    return new Outbox(redis, CLOCK, WEEK);
  }

  private static CommunitySettingsStore book(UnifiedJedis redis) {
    return new CommunitySettingsStore(redis, CLOCK);
  }
}
