package org.vitrail.bot.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.RedisServerExtension;

class OperatorKeyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String KEPT = "vitrail:{house}:operator";

  @Test
  void a_key_is_hashed_in_many_iterations_unless_fewer_are_asked_for() {
    OperatorKey quick = new OperatorKey(REDIS.client(), 2);
    OperatorKey key = new OperatorKey(REDIS.client());
    String first = key.renew();

    assertThat(REDIS.client().hget(KEPT, "iterations")).isEqualTo("210000");
    String second = quick.renew();
    assertThat(REDIS.client().hget(KEPT, "iterations")).isEqualTo("2");
    assertThat(key.fits(second)).as("however many it would take itself").isTrue();
    assertThat(key.fits(first)).isFalse();
  }

  /** Hashed once in 210,000 iterations, by Python's hashlib.pbkdf2_hmac. */
  @Test
  void a_key_that_was_kept_without_their_number_still_fits() {
    REDIS
        .client()
        .hset(
            KEPT,
            Map.of(
                "salt",
                "000102030405060708090a0b0c0d0e0f",
                "hash",
                "5b5f9e6fb40e6dea1dd0d499527173f0391126105208784654b04e81c75005a2"));
    OperatorKey key = new OperatorKey(REDIS.client(), 2);

    assertThat(key.fits("ABCDE-fghjk-mnpqr-stvwx-yz012-34567")).isTrue();
    assertThat(key.makeIfMissing()).isEmpty();
  }
}
