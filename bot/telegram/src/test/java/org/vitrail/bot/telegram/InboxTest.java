package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.CutOffRedis;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.inference.protocol.RedisServerExtension;

class InboxTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration SOON = Duration.ofMillis(200);

  private Inbox here;
  private Inbox there;

  @BeforeEach
  void open() {
    here = new Inbox(REDIS.client(), Duration.ofMillis(300));
    there = new Inbox(REDIS.client(), Duration.ofMillis(300));
    assertThat(here.take(1, SOON)).isEmpty();
  }

  @Test
  void what_arrives_is_taken_once_and_in_its_order() {
    here.add("1", "first");
    here.add("2", "second");

    assertThat(texts(here.take(1, SOON))).containsExactly("first");
    assertThat(texts(there.take(9, SOON))).containsExactly("second");
    assertThat(there.take(9, Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void keeping_what_arrived_and_dealing_with_it_is_one_command_each() {
    here.add("1", "first");
    try (CutOffRedis counted = new CutOffRedis(REDIS.port())) {
      Inbox inbox = new Inbox(counted);

      assertThat(inbox.add("2", "second")).isTrue();
      assertThat(counted.commands()).isEqualTo(1);
      inbox.done(here.take(1, SOON).get(0));
      assertThat(counted.commands()).isEqualTo(2);
    }
  }

  @Test
  void what_cannot_be_kept_counts_as_never_arrived() {
    REDIS.client().del("vitrail:{inbox}:telegram");
    REDIS.client().set("vitrail:{inbox}:telegram", "of another type");

    assertThatThrownBy(() -> here.add("1", "first"))
        .isInstanceOf(InboxUnreachableException.class)
        .hasMessageContaining("WRONGTYPE");

    assertThat(REDIS.client().keys("vitrail:{inbox}:*"))
        .containsExactly("vitrail:{inbox}:telegram");
  }

  @Test
  void what_arrives_twice_is_kept_once() {
    assertThat(here.add("1", "first")).isTrue();
    assertThat(there.add("1", "first")).isFalse();

    assertThat(here.take(9, SOON)).hasSize(1);
  }

  @Test
  void what_an_adapter_took_and_never_finished_goes_to_another() {
    here.add("1", "first");
    here.take(1, SOON);

    assertThat(awaited(there)).extracting(Inbox.Item::text).containsExactly("first");
  }

  @Test
  void what_is_done_comes_to_nobody_again() {
    here.add("1", "done");
    here.add("2", "left behind");
    here.done(here.take(2, SOON).get(0));

    assertThat(awaited(there)).extracting(Inbox.Item::text).containsExactly("left behind");
    assertThat(here.add("1", "done")).isFalse();
    assertThat(REDIS.client().xlen("vitrail:{inbox}:telegram")).isEqualTo(1);
  }

  @Test
  void how_often_something_was_taken_is_counted_whoever_took_it() {
    here.add("1", "first");
    here.add("2", "second");
    assertThat(here.take(2, SOON)).extracting(Inbox.Item::attempt).containsExactly(1, 1);

    List<Inbox.Item> second = awaited(there);
    second.forEach(it -> there.again(it, Duration.ZERO));

    assertThat(second).extracting(Inbox.Item::attempt).containsExactly(2, 2);
    assertThat(here.take(2, SOON)).extracting(Inbox.Item::attempt).containsExactly(3, 3);
  }

  @Test
  void what_is_to_be_tried_again_waits_for_no_death() {
    Inbox patient = new Inbox(REDIS.client(), Duration.ofHours(1));
    patient.add("1", "first");
    Inbox.Item item = patient.take(1, SOON).get(0);

    patient.again(item, Duration.ofMinutes(30));
    assertThat(patient.take(1, Duration.ofMillis(1))).isEmpty();
    patient.again(item, Duration.ZERO);

    assertThat(patient.take(1, SOON)).extracting(Inbox.Item::attempt).containsExactly(2);
  }

  @Test
  void what_somebody_still_deals_with_is_not_taken_from_them() {
    here.add("1", "slow");
    here.add("2", "left behind");
    Inbox.Item slow = here.take(2, SOON).get(0);

    List<Inbox.Item> taken =
        await()
            .until(
                () -> {
                  here.renew(List.of(slow));
                  return there.take(2, Duration.ofMillis(1));
                },
                it -> !it.isEmpty());

    assertThat(texts(taken)).containsExactly("left behind");
  }

  @Test
  void what_is_given_up_leaves_a_dead_letter_and_does_not_come_again() {
    here.add("1", "poison");
    here.add("2", "left behind");
    DeadLetter letter =
        new DeadLetter(
            Instant.ofEpochMilli(1_760_000_000_123L), "1", "message/photo", "java.lang.Error");

    here.bury(here.take(2, SOON).get(0), letter);

    assertThat(there.deadLetters()).containsExactly(letter);
    assertThat(REDIS.client().pttl("vitrail:{inbox}:telegram:dead"))
        .isBetween(1L, Duration.ofDays(7).toMillis());
    assertThat(texts(awaited(there))).containsExactly("left behind");
  }

  @Test
  void of_several_parts_the_first_that_asks_is_the_first_for_everybody() {
    assertThat(here.firstPart("album")).isEmpty();
    assertThat(there.firstPart("album", "7")).isEqualTo("7");
    assertThat(here.firstPart("album", "8")).isEqualTo("7");
    assertThat(there.firstPart("album", "7")).isEqualTo("7");
    assertThat(here.firstPart("album")).contains("7");
  }

  @Test
  void what_arrived_before_anybody_read_is_not_lost() {
    REDIS.client().flushAll();
    here.add("7", "early");

    assertThat(here.take(1, SOON)).isEmpty();
    assertThat(texts(here.take(1, SOON))).containsExactly("early");
  }

  /** What comes once the one who took it counts as dead. */
  private static List<Inbox.Item> awaited(Inbox inbox) {
    return await().until(() -> inbox.take(9, Duration.ofMillis(20)), it -> !it.isEmpty());
  }

  private static List<String> texts(List<Inbox.Item> items) {
    return items.stream().map(Inbox.Item::text).toList();
  }
}
