package org.vitrail.bot.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.Person;
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
    here.open(ZOE, "a", CHAT);
  }

  @Test
  void a_parcel_keeps_its_address_language_and_message() {
    here.posted("a", new PostedMessage("12", true));

    assertThat(there.find("a"))
        .hasValueSatisfying(
            parcel -> {
              assertThat(parcel.address()).isEqualTo(CHAT);
              assertThat(parcel.locale()).isEqualTo("de");
              assertThat(parcel.openedAt()).isEqualTo(clock.instant());
              assertThat(parcel.message()).contains(new PostedMessage("12", true));
              assertThat(parcel.postingSince()).isEmpty();
            });
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

    assertThat(there.abandoned("telegram", 10)).extracting(Parcel::jobId).containsExactly("a");
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

    there.open(ZOE, "a", Map.of("chat", "1"));

    assertThat(there.find("a").orElseThrow().address()).isEqualTo(CHAT);
    assertThat(there.take("telegram", "a")).isEmpty();
  }
}
