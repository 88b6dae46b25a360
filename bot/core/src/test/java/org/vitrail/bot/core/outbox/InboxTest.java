package org.vitrail.bot.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.RedisServerExtension;

class InboxTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private Inbox here;
  private Inbox there;

  @BeforeEach
  void open() {
    here = new Inbox(REDIS.client(), "telegram", Duration.ofHours(1));
    there = new Inbox(REDIS.client(), "telegram", Duration.ofHours(1));
    assertThat(here.take(1, SOON)).isEmpty();
  }

  @Test
  void what_arrives_is_taken_once_and_in_its_order() {
    here.add("1", "first");
    here.add("2", "second");

    assertThat(texts(here.take(1, SOON))).containsExactly("first");
    assertThat(texts(there.take(9, SOON))).containsExactly("second");
    assertThat(there.take(9, AT_ONCE)).isEmpty();
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

    assertThat(there.take(1, AT_ONCE)).isEmpty();
    assertThat(texts(successor().take(1, AT_ONCE))).containsExactly("first");
  }

  @Test
  void what_is_done_comes_to_nobody_again() {
    here.add("1", "first");
    here.add("2", "second");
    List<Inbox.Item> taken = here.take(2, SOON);
    assertThat(texts(taken)).containsExactly("first", "second");

    here.done(taken.get(0));

    // Whoever takes over what was left behind gets the other, so it would have got this one, too.
    assertThat(texts(successor().take(9, AT_ONCE))).containsExactly("second");
    assertThat(here.add("1", "first")).isFalse();
    assertThat(REDIS.client().xlen("vitrail:{inbox}:telegram")).isEqualTo(1);
  }

  @Test
  void what_arrived_before_anybody_read_is_not_lost() {
    REDIS.client().flushAll();
    here.add("7", "early");

    assertThat(here.take(1, SOON)).isEmpty();
    assertThat(texts(here.take(1, SOON))).containsExactly("early");
  }

  /** One that takes over at once whatever another took and has not finished. */
  private static Inbox successor() {
    return new Inbox(REDIS.client(), "telegram", Duration.ZERO);
  }

  private static List<String> texts(List<Inbox.Item> items) {
    return items.stream().map(Inbox.Item::text).toList();
  }
}
