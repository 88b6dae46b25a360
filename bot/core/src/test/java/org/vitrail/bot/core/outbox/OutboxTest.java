package org.vitrail.bot.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

class OutboxTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ZOE = new Person("telegram", "9007199254740993", "Zoë", "de");
  private static final Map<String, String> CHAT = Map.of("chat", "9007199254740993");

  private final HandMovedClock clock = new HandMovedClock();
  private Outbox here;
  private Outbox there;

  @BeforeEach
  void open() {
    here = new Outbox(REDIS.client(), clock, Duration.ofDays(7));
    there = new Outbox(REDIS.client(), clock, Duration.ofDays(7));
    open(here, ZOE, "a", CHAT);
  }

  private static Optional<OutboxEntry> open(
      Outbox by, Person who, String jobId, Map<String, String> address) {
    return QueuedJobs.queue(REDIS.client(), by, who, jobId, address);
  }

  @Test
  void a_parcel_keeps_its_address_language_and_message() {
    here.posted("a", new PostedMessage("12", true));

    assertThat(there.find("a"))
        .hasValueSatisfying(
            outboxEntry -> {
              assertThat(outboxEntry.address()).isEqualTo(CHAT);
              assertThat(outboxEntry.locale()).isEqualTo("de");
              assertThat(outboxEntry.openedAt()).isEqualTo(clock.instant());
              assertThat(outboxEntry.message()).contains(new PostedMessage("12", true));
              assertThat(outboxEntry.postingSince()).isEmpty();
            });
  }

  @Test
  void who_opens_a_parcel_has_it_in_hand_and_who_comes_second_has_not() {
    OutboxEntry opened = open(here, ZOE, "b", CHAT).orElseThrow();

    assertThat(here.find("b")).contains(opened);
    assertThat(open(there, ZOE, "b", CHAT)).isEmpty();
  }

  @Test
  void nobody_takes_what_another_holds() {
    assertThat(there.take("telegram", "a")).isEmpty();
    assertThat(there.abandoned("telegram", 10)).isEmpty();
    assertThat(here.take("telegram", "a")).isPresent();
  }

  @Test
  void a_parcel_whose_holder_died_is_taken_by_one_other_only() {
    Outbox third = new Outbox(REDIS.client(), clock, Duration.ofDays(7));
    clock.advance(Outbox.LEASE.plusMillis(1));

    assertThat(there.abandoned("telegram", 10)).extracting(OutboxEntry::jobId).containsExactly("a");
    assertThat(there.take("telegram", "a")).isPresent();
    assertThat(third.take("telegram", "a")).isEmpty();
    assertThat(here.take("telegram", "a")).isEmpty();
  }

  @Test
  void who_renews_keeps_and_who_lost_hears_of_it() {
    clock.advance(Outbox.LEASE.minusSeconds(1));
    assertThat(here.renew("telegram", List.of("a"))).isEmpty();
    clock.advance(Outbox.LEASE.minusSeconds(1));
    assertThat(there.take("telegram", "a")).isEmpty();

    clock.advance(Duration.ofSeconds(2));
    assertThat(there.take("telegram", "a")).isPresent();
    assertThat(here.renew("telegram", List.of("a"))).containsExactly("a");
  }

  @Test
  void a_late_word_of_a_former_holder_changes_nothing() {
    clock.advance(Outbox.LEASE.plusMillis(1));
    there.take("telegram", "a");
    there.posted("a", new PostedMessage("2", false));

    here.posted("a", new PostedMessage("1", true));

    assertThat(here.find("a").orElseThrow().message()).contains(new PostedMessage("2", false));
  }

  @Test
  void a_settled_parcel_is_taken_by_nobody_and_can_be_looked_up() {
    here.close("telegram", "a");
    clock.advance(Outbox.LEASE.plusMillis(1));

    assertThat(there.abandoned("telegram", 10)).isEmpty();
    assertThat(there.take("telegram", "a")).isEmpty();
    assertThat(there.find("a")).isPresent();
  }

  @Test
  void what_is_released_is_free_at_once() {
    here.release("telegram", "a");

    assertThat(there.take("telegram", "a")).isPresent();
  }

  @Test
  void opening_twice_changes_nothing() {
    here.posted("a", new PostedMessage("12", false));

    open(there, ZOE, "a", Map.of("chat", "1"));

    assertThat(there.find("a").orElseThrow().address()).isEqualTo(CHAT);
    assertThat(there.take("telegram", "a")).isEmpty();
  }

  @Test
  void what_an_older_program_left_half_open_is_opened_whole() {
    REDIS.client().hset("vitrail:{queue}:outbox:parcel:half", "openedAt", "1");

    open(there, ZOE, "half", CHAT);

    assertThat(there.take("telegram", "half"))
        .hasValueSatisfying(
            outboxEntry -> {
              assertThat(outboxEntry.address()).isEqualTo(CHAT);
              assertThat(outboxEntry.locale()).isEqualTo("de");
              assertThat(outboxEntry.openedAt()).isEqualTo(clock.instant());
            });
    assertThat(REDIS.client().pttl("vitrail:{queue}:outbox:parcel:half")).isPositive();
  }

  @Test
  void a_settled_parcel_is_opened_again_where_its_message_went_and_keeps_it() {
    here.moved("a", Map.of("chat", "another"));
    here.posted("a", new PostedMessage("12", true));
    here.close("telegram", "a");
    clock.advance(Duration.ofMinutes(1));

    open(there, ZOE, "a", CHAT);

    assertThat(there.take("telegram", "a"))
        .hasValueSatisfying(
            outboxEntry -> {
              assertThat(outboxEntry.message()).contains(new PostedMessage("12", true));
              assertThat(outboxEntry.address()).containsEntry("chat", "another");
              assertThat(outboxEntry.openedAt()).isEqualTo(clock.instant());
            });
  }

  @Test
  void who_lost_a_parcel_does_not_take_it_from_its_new_holder_by_releasing_it() {
    Outbox third = new Outbox(REDIS.client(), clock, Duration.ofDays(7));
    clock.advance(Outbox.LEASE.plusMillis(1));
    there.take("telegram", "a");

    here.release("telegram", "a");

    assertThat(third.take("telegram", "a")).isEmpty();
    assertThat(there.take("telegram", "a")).isPresent();
  }

  @Test
  void a_parcel_that_has_expired_is_struck_off_the_list() {
    REDIS.client().del("vitrail:{queue}:outbox:parcel:a");
    clock.advance(Outbox.LEASE.plusMillis(1));

    assertThat(there.abandoned("telegram", 10)).isEmpty();

    assertThat(REDIS.client().zcard("vitrail:{queue}:outbox:telegram:held")).isZero();
  }

  @Test
  void a_removal_that_its_taker_never_finished_goes_to_another() {
    here.wantRemoved("telegram", "a");
    assertThat(here.takeRemovals("telegram", 10)).containsExactly("a");
    assertThat(there.takeRemovals("telegram", 10)).isEmpty();

    clock.advance(Outbox.LEASE.plusMillis(1));

    assertThat(there.takeRemovals("telegram", 10)).containsExactly("a");
    assertThat(here.takeRemovals("telegram", 10)).isEmpty();
  }

  @Test
  void a_removal_that_was_dealt_with_comes_to_nobody_again() {
    for (String id : List.of("a", "b", "c")) {
      open(here, ZOE, id, CHAT);
      here.wantRemoved("telegram", id);
    }
    assertThat(here.takeRemovals("telegram", 2)).containsExactly("a", "b");
    here.drop("telegram", "a");
    here.nothingToRemove("telegram", "b");
    clock.advance(Outbox.LEASE.plusMillis(1));

    assertThat(there.takeRemovals("telegram", 10)).containsExactly("c");
    assertThat(there.find("a")).isEmpty();
  }

  @Test
  void a_removal_that_failed_is_wanted_again_at_once() {
    here.wantRemoved("telegram", "a");
    here.takeRemovals("telegram", 10);

    here.wantRemoved("telegram", "a");

    assertThat(there.takeRemovals("telegram", 10)).containsExactly("a");
    clock.advance(Outbox.LEASE.minusMillis(1));
    assertThat(here.takeRemovals("telegram", 10)).isEmpty();
  }

  @Test
  void of_jobs_that_have_no_message_no_removal_is_noted() {
    for (String platform : List.of("web", "telegram", "discord")) {
      here.wantRemoved(platform, "without-a-parcel");

      assertThat(there.takeRemovals(platform, 10)).as(platform).isEmpty();
    }
    assertThat(REDIS.client().keys("vitrail:{queue}:outbox:*:remov*")).isEmpty();
  }

  @Test
  void a_removal_whose_parcel_is_gone_before_it_is_wanted_again_is_forgotten() {
    here.wantRemoved("telegram", "a");
    here.takeRemovals("telegram", 10);
    REDIS.client().del("vitrail:{queue}:outbox:parcel:a");

    here.wantRemoved("telegram", "a");

    assertThat(REDIS.client().keys("vitrail:{queue}:outbox:*:remov*")).isEmpty();
  }

  @Test
  void an_open_entry_outlasts_its_job_however_short_settled_ones_are_kept() {
    Duration minute = Duration.ofMinutes(1);
    Duration day = Duration.ofDays(1);
    QueueSettings waiting =
        QueueSettings.DEFAULT.withRetention(minute, day).withLongestWait(day.multipliedBy(2));
    JobQueue queue = new JobQueue(REDIS.client(), waiting);
    Outbox outbox = Outbox.of(REDIS.client(), clock, queue, minute);
    String key = "vitrail:{queue}:outbox:parcel:b";

    open(outbox, ZOE, "b", CHAT);
    assertThat(kept(key)).isEqualTo(day.multipliedBy(4));

    // As after days without a worker, of which its message is to tell.
    REDIS.client().pexpire(key, day.toMillis());
    assertThat(outbox.renew("telegram", List.of("b"))).isEmpty();
    assertThat(kept(key)).isEqualTo(day.multipliedBy(4));

    outbox.close("telegram", "b");
    assertThat(kept(key)).isEqualTo(minute);

    outbox.wantRemoved("telegram", "b");
    assertThat(kept(key)).as("it says which message is to be removed").isGreaterThan(day);
  }

  /** To the minute. */
  private static Duration kept(String key) {
    return Duration.ofMinutes(Math.round(REDIS.client().pttl(key) / 60e3));
  }

  @Test
  void what_an_earlier_program_left_in_the_old_place_is_found_once_nobody_holds_it() {
    String held = "vitrail:{outbox}:telegram:held";
    REDIS.client().hset("vitrail:{outbox}:parcel:old", Map.of("openedAt", "1", "to.chat", "7"));
    REDIS.client().zadd(held, clock.millis() + 1_000, "old");
    here.bringOver("telegram", 10);
    assertThat(here.find("old")).isEmpty();
    clock.advance(Duration.ofSeconds(2));

    here.bringOver("telegram", 10);
    there.bringOver("telegram", 10);

    assertThat(there.take("telegram", "old").orElseThrow().address()).containsEntry("chat", "7");
    assertThat(REDIS.client().exists(held)).isFalse();
  }

  @Test
  void with_a_redis_that_is_full_messages_are_held_shown_settled_and_removed_as_ever() {
    open(here, ZOE, "b", CHAT);
    open(here, ZOE, "c", CHAT);
    here.wantRemoved("telegram", "c");
    REDIS.client().configSet("maxmemory", "1");
    try {
      clock.advance(Outbox.LEASE.minusSeconds(1));
      assertThat(here.renew("telegram", List.of("a", "b"))).isEmpty();
      clock.advance(Outbox.LEASE.minusSeconds(1));
      assertThat(there.take("telegram", "a")).as("renewed").isEmpty();

      here.posting("a", clock.instant());
      here.posted("a", new PostedMessage("1", true));
      assertThat(here.find("a").orElseThrow().message()).contains(new PostedMessage("1", true));
      assertThat(here.found("b", new PostedMessage("2", false))).isTrue();
      assertThat(here.close("telegram", "a")).isTrue();

      here.release("telegram", "b");
      assertThat(there.take("telegram", "b")).isPresent();
      assertThat(here.late("telegram", "b")).isTrue();
      assertThat(there.close("telegram", "b")).as("to be shown once more").isFalse();
      assertThat(there.takeRemovals("telegram", 10)).containsExactly("c");
    } finally {
      REDIS.client().configSet("maxmemory", "0");
    }
  }

  @Test
  void removals_that_no_adapter_takes_expire_with_the_parcels() {
    here.wantRemoved("telegram", "a");

    assertThat(REDIS.client().pttl("vitrail:{queue}:outbox:telegram:removals"))
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofDays(7).toMillis());
  }
}
