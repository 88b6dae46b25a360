package org.vitrail.bot.core.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.quota.Calendar;
import org.vitrail.inference.protocol.CrockfordBase32;
import org.vitrail.inference.protocol.LuaScript;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Whose share a person takes from: their own, until they link what they are on one platform with
 * what they are on another. Nobody gains by it: who joins an account brings along what they took,
 * and who leaves it keeps the count of what was taken together.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Accounts {
  static final String ACCOUNTS = Ledger.PREFIX + "accounts";
  private static final String CODE = Ledger.PREFIX + "link:";
  private static final LuaScript JOIN = LuaScript.beside(Accounts.class, "join.lua");

  /** 40 bits, good once and for ten minutes. */
  private static final int CODE_LENGTH = 8;

  public static final Duration CODE_LIVES = Duration.ofMinutes(10);

  /** Other adapters link people, too. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private static final int MAX_PEOPLE = 20_000;

  private final SecureRandom random = new SecureRandom();
  private final UnifiedJedis redis;
  private final TimeSource time;
  private final Calendar calendar;
  private final Cache<String, String> cache;

  public Accounts(UnifiedJedis redis, TimeSource time, Calendar calendar) {
    this.redis = redis;
    this.time = time;
    this.calendar = calendar;
    this.cache =
        Caffeine.newBuilder()
            .expireAfterWrite(FRESH)
            .maximumSize(MAX_PEOPLE)
            .ticker(time::nanoTime)
            .build();
  }

  /** The account of a person; by default the person's own key. */
  public String of(String person) {
    return cache.get(person, this::read);
  }

  /** Everybody who shares the account of a person, the person included. */
  public List<String> sharing(String person) {
    String account = of(person);
    List<String> people = new ArrayList<>();
    redis
        .hgetAll(ACCOUNTS)
        .forEach(
            (other, theirs) -> {
              if (theirs.equals(account)) {
                people.add(other);
              }
            });
    for (String one : List.of(account, person)) {
      if (!people.contains(one) && of(one).equals(account)) {
        people.add(one);
      }
    }
    return people;
  }

  /** A code by which another platform's person joins this person's account, once. */
  public String newCode(String person) {
    String code = CrockfordBase32.random(random, CODE_LENGTH);
    redis.set(CODE + code, of(person), SetParams.setParams().px(CODE_LIVES.toMillis()));
    return code;
  }

  /**
   * Joins the account that a code was made for.
   *
   * @return false when the code is unknown, used or too old; then nothing changes
   */
  public boolean join(String person, String code) {
    return move(person, CrockfordBase32.read(code), "join");
  }

  /**
   * Leaves the account that the person joined.
   *
   * @return false when the account is their own
   */
  public boolean leave(String person) {
    return move(person, "", "leave");
  }

  /** The account as it is this moment. */
  String read(String person) {
    return Optional.ofNullable(redis.hget(ACCOUNTS, person)).orElse(person);
  }

  /** The account as it is this moment, also for who asks next. */
  String reread(String person) {
    cache.invalidate(person);
    return of(person);
  }

  private boolean move(String person, String code, String how) {
    Instant now = time.instant();
    Object moved =
        JOIN.run(
            redis,
            List.of(ACCOUNTS, Ledger.OPEN_JOBS, Ledger.OPEN_PER_ACCOUNT, CODE + code, Ledger.USED),
            person,
            LedgerEntry.SEPARATOR,
            how,
            Ledger.WINDOWS.stream().map(window -> calendar.window(window, now)).toList());
    cache.invalidate(person);
    return Long.valueOf(1).equals(moved);
  }
}
