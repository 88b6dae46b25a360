package org.vitrail.bot.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.Verdict.Admitted;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.inference.protocol.RedisServerExtension;

class AccountsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String ON_DISCORD = "discord:9007199254740993";
  private static final String ON_TELEGRAM = "telegram:9007199254740992";

  private final HandMovedClock clock = new HandMovedClock();
  private TestLedger ledger;
  private Accounts accounts;

  @BeforeEach
  void open() {
    ledger = new TestLedger(REDIS.client(), clock, 1, 0, 10, 100, 3);
    accounts = ledger.accounts();
  }

  @Test
  void linked_people_take_from_one_share() {
    ledger.take(ON_DISCORD, "a", 4);
    ledger.take(ON_TELEGRAM, "b", 3);

    assertThat(accounts.join(ON_TELEGRAM, accounts.newCode(ON_DISCORD))).isTrue();

    assertThat(accounts.sharing(ON_TELEGRAM)).containsExactlyInAnyOrder(ON_DISCORD, ON_TELEGRAM);
    assertThat(ledger.take(ON_TELEGRAM, "c", 4)).isInstanceOf(QuotaSpent.class);
    assertThat(ledger.take(ON_DISCORD, "d", 3)).isInstanceOf(Admitted.class);
    assertThat(ledger.take(ON_TELEGRAM, "e", 1)).isInstanceOf(QuotaSpent.class);
  }

  @Test
  void linking_and_leaving_in_turn_grants_nothing() {
    ledger.take(ON_DISCORD, "a", 10);
    accounts.join(ON_TELEGRAM, accounts.newCode(ON_DISCORD));

    assertThat(accounts.leave(ON_TELEGRAM)).isTrue();

    assertThat(ledger.take(ON_TELEGRAM, "b", 1)).isInstanceOf(QuotaSpent.class);
    assertThat(ledger.take(ON_DISCORD, "c", 1)).isInstanceOf(QuotaSpent.class);
    assertThat(accounts.leave(ON_TELEGRAM)).isFalse();
  }

  @Test
  void open_jobs_and_refunds_go_along() {
    ledger.take(ON_DISCORD, "a", 1);
    ledger.take(ON_TELEGRAM, "b", 4);
    ledger.take(ON_TELEGRAM, "c", 1);
    accounts.join(ON_TELEGRAM, accounts.newCode(ON_DISCORD));

    assertThat(ledger.take(ON_DISCORD, "d", 1)).isInstanceOf(TooManyWaiting.class);
    ledger.settle("b", Settlement.FAILED);
    assertThat(ledger.take(ON_DISCORD, "d", 8)).isInstanceOf(Admitted.class);
    assertThat(ledger.take(ON_TELEGRAM, "e", 1)).isInstanceOf(QuotaSpent.class);
  }

  @Test
  void a_code_is_good_once_and_however_it_is_typed() {
    String code = accounts.newCode(ON_DISCORD);
    String typed = code.toUpperCase().replace('0', 'O').replace('1', 'I');

    assertThat(accounts.join(ON_TELEGRAM, "nonsense")).isFalse();
    assertThat(accounts.join(ON_TELEGRAM, typed)).isTrue();
    assertThat(accounts.join("web:x", code)).isFalse();
    assertThat(accounts.of("web:x")).isEqualTo("web:x");
  }

  @Test
  void the_share_of_a_new_day_is_one_as_well() {
    accounts.join(ON_TELEGRAM, accounts.newCode(ON_DISCORD));
    clock.advance(Duration.ofDays(1));
    ledger.take(ON_TELEGRAM, "a", 10);

    assertThat(ledger.take(ON_DISCORD, "b", 1)).isInstanceOf(QuotaSpent.class);
  }

  @Test
  void who_linked_by_way_of_another_adapter_takes_from_the_new_share_and_gives_back_to_it() {
    ledger.take(ON_TELEGRAM, "a", 4);
    Accounts elsewhere = new Accounts(REDIS.client(), clock, new Calendar(ZoneOffset.UTC));
    elsewhere.join(ON_TELEGRAM, elsewhere.newCode(ON_DISCORD));

    assertThat(ledger.take(ON_TELEGRAM, "b", 6)).isInstanceOf(Admitted.class);

    assertThat(ledger.ledger.openOf(ON_DISCORD)).isEqualTo(2);
    assertThat(ledger.ledger.openOf(ON_TELEGRAM)).isZero();
    assertThat(ledger.take(ON_DISCORD, "c", 1)).isInstanceOf(QuotaSpent.class);
    ledger.settle("b", Settlement.FAILED);
    assertThat(ledger.take(ON_DISCORD, "c", 6)).isInstanceOf(Admitted.class);
  }
}
