package org.vitrail.bot.core.admission;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.quota.Amount;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.Decision;
import org.vitrail.bot.quota.Grants;
import org.vitrail.bot.quota.Limit;
import org.vitrail.bot.quota.QuotaSubject;
import org.vitrail.bot.quota.Rule;
import org.vitrail.bot.quota.Subject;
import redis.clients.jedis.UnifiedJedis;

/** A ledger under one set of rules, for tests that do not care where rules come from. */
public final class TestLedger {
  public final Ledger ledger;
  private final Accounts accounts;
  private final Grants grants;

  /**
   * @param perMinute requests a minute, 0 = any
   * @param daily pictures a day, 0 = any
   */
  public TestLedger(
      UnifiedJedis redis,
      TimeSource clock,
      int burst,
      int perMinute,
      int daily,
      int jobs,
      int jobsPerPerson) {
    Calendar calendar = new Calendar(ZoneOffset.UTC);
    accounts = new Accounts(redis, clock, calendar);
    ledger = new Ledger(redis, clock, calendar, accounts);
    grants =
        new Grants(
            burst,
            decision(Limit.MINUTE, perMinute),
            List.of(decision(Limit.DAY, daily)),
            decision(Limit.AT_ONCE, jobsPerPerson),
            decision(Limit.QUEUE, 0),
            jobs);
  }

  public static Decision decision(Limit limit, int amount) {
    Amount granted = amount == 0 ? Amount.UNLIMITED : new Amount.Exactly(amount);
    return Decision.ofInstance(Rule.ofFile(Subject.HOUSE, limit, granted));
  }

  public Verdict take(String person, String jobId, int pictures) {
    QuotaSubject asking =
        new QuotaSubject(person, accounts.of(person), person.split(":")[0], "web", "", Set.of());
    return ledger.take(person, asking, jobId, pictures, grants);
  }

  public boolean settle(String jobId, Settlement settlement) {
    return ledger.settle(jobId, settlement);
  }

  public List<LedgerEntry> open() {
    return ledger.open();
  }

  public List<String> settledLately() {
    return ledger.settledLately();
  }

  Accounts accounts() {
    return accounts;
  }
}
