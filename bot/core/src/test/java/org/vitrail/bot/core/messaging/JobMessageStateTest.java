package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.outbox.OutboxEntry;

class JobMessageStateTest {
  private final HandMovedTime time = new HandMovedTime();
  private final JobMessageState state =
      new JobMessageState(
          new OutboxEntry(
              "7k2m9q4x0b",
              Map.of(),
              "en",
              Instant.EPOCH,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          time);

  @Test
  void one_thread_at_a_time_works_on_it_and_hears_what_came_meanwhile() {
    assertThat(state.begin()).isTrue();
    assertThat(state.begin()).isFalse();
    assertThat(state.done()).isTrue();

    assertThat(state.begin()).isTrue();
    assertThat(state.done()).isFalse();
  }
}
