package org.vitrail.bot.core.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.core.outbox.Parcel;

class TripTest {
  private final Trip trip =
      new Trip(
          new Parcel(
              "7k2m9q4x0b", Map.of(), "en", Instant.EPOCH, Optional.empty(), Optional.empty()));

  @Test
  void one_thread_at_a_time_works_on_it_and_hears_what_came_meanwhile() {
    assertThat(trip.begin()).isTrue();
    assertThat(trip.begin()).isFalse();
    assertThat(trip.done()).isTrue();

    assertThat(trip.begin()).isTrue();
    assertThat(trip.done()).isFalse();
  }
}
