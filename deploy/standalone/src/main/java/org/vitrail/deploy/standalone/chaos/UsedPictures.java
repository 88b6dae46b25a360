package org.vitrail.deploy.standalone.chaos;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.admission.Accounts;
import org.vitrail.bot.core.admission.Ledger;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.bot.quota.Limit;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.protocol.RedisConnection;
import redis.clients.jedis.UnifiedJedis;

/** How many pictures the ledger counts of people. */
record UsedPictures(String redisUrl, TimeSource time) {
  /** Each person's of this week; a run over midnight from Sunday to Monday is not counted whole. */
  Map<String, Long> of(List<String> people) {
    try (UnifiedJedis redis = RedisConnection.open(RedisAddress.parse(redisUrl))) {
      Calendar calendar = new Calendar(ZoneOffset.UTC);
      Accounts accounts = new Accounts(redis, time, calendar);
      Ledger ledger = new Ledger(redis, time, calendar, accounts);
      return people.stream()
          .collect(Collectors.toMap(it -> it, it -> used(ledger, accounts.of(it))));
    }
  }

  /** Each picture counts in all scopes that it belongs to, one of which is everywhere. */
  private static long used(Ledger ledger, String account) {
    return ledger.used(account).get(Limit.WEEK).values().stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }
}
