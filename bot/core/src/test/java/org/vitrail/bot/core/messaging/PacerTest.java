package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.messaging.Pacer.Budget;
import org.vitrail.bot.core.messaging.Pacer.Chat;

class PacerTest {
  private static final Chat GROUP = new Chat("g", new Budget(Duration.ofSeconds(3), 20));
  private static final Chat OTHER = new Chat("o", new Budget(Duration.ofSeconds(1), 3));

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Pacer pacer = new Pacer(new Budget(Duration.ofMillis(40), 25), nanos::get);

  @Test
  void a_burst_may_go_and_then_one_each_interval() {
    assertThat(sentAtOnce(OTHER, false)).isEqualTo(3);
    assertThat(pacer.take(OTHER, false)).isEqualTo(Duration.ofSeconds(1));

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(sentAtOnce(OTHER, false)).isEqualTo(1);
  }

  @Test
  void progress_leaves_room_for_answers() {
    int progress = sentAtOnce(GROUP, true);

    assertThat(progress).isBetween(8, 12);
    assertThat(progress + sentAtOnce(GROUP, false)).isEqualTo(20);
  }

  @Test
  void all_chats_share_one_budget() {
    int sent = 0;
    for (int chat = 0; chat < 100; chat++) {
      sent += pacer.take(new Chat("c" + chat, OTHER.budget()), false).isZero() ? 1 : 0;
    }

    assertThat(sent).isEqualTo(25);
  }

  @Test
  void over_a_minute_a_group_gets_what_its_budget_says() {
    int sent = 0;
    for (int tick = 0; tick < 600; tick++) {
      sent += sentAtOnce(GROUP, false);
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
    }

    assertThat(sent).isBetween(39, 40);
  }

  @Test
  void a_pause_that_the_platform_asked_for_is_kept() {
    pacer.pause(OTHER, Duration.ofSeconds(7));

    assertThat(pacer.take(OTHER, false)).isEqualTo(Duration.ofSeconds(7));
    assertThat(pacer.take(GROUP, false)).isZero();

    pacer.pauseAll(Duration.ofSeconds(9));
    assertThat(pacer.take(GROUP, false)).isEqualTo(Duration.ofSeconds(9));
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    assertThat(pacer.take(OTHER, false)).isZero();
  }

  private int sentAtOnce(Chat chat, boolean isProgress) {
    int sent = 0;
    while (pacer.take(chat, isProgress).isZero()) {
      sent++;
    }
    return sent;
  }
}
