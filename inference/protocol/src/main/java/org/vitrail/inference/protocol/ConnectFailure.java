package org.vitrail.inference.protocol;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisException;

/** Says why a server could not be reached, and what helps. */
final class ConnectFailure {
  private ConnectFailure() {}

  /** A sentence without its subject, which is the server. */
  static String of(RedisAddress address, JedisException failure) {
    Deque<Throwable> open = new ArrayDeque<>(Set.of(failure));
    Set<Throwable> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Throwable each = open.pop();
      if (!seen.add(each)) {
        continue;
      }
      String known = known(address, each);
      if (!known.isEmpty()) {
        return known;
      }
      if (each.getCause() != null) {
        open.push(each.getCause());
      }
      // Jedis tries each address of a name and keeps each failure beside its own.
      for (Throwable suppressed : each.getSuppressed()) {
        open.push(suppressed);
      }
    }
    return "does not answer. Start it, or correct REDIS_URL; without REDIS_URL Vitrail uses the one"
        + " inside.";
  }

  private static String known(RedisAddress address, Throwable each) {
    if (each instanceof UnknownHostException) {
      return "is not found: no machine of the name %s is known here. Correct the host in REDIS_URL."
          .formatted(address.host());
    } else if (each instanceof ConnectException) {
      return "does not answer: nothing listens at %s. Start it, correct REDIS_URL, or unset it to use the one inside."
          .formatted(
              address.isCluster()
                  ? "its nodes"
                  : "port %d of %s".formatted(address.port(), address.host()));
    } else if (each instanceof SocketTimeoutException) {
      return address.tls()
          ? "does not answer in time; a firewall may be in between, or it speaks no TLS (then write"
              + " redis:// in REDIS_URL)."
          : "does not answer in time; a firewall may be in between, or it hangs. Start it anew, or"
              + " correct REDIS_URL.";
    } else if (each instanceof SSLException) {
      return "cannot be reached by TLS: it speaks none (then write redis:// in REDIS_URL), or its"
          + " certificate is not trusted here (name the PEM file of its authority by"
          + " redis.caFile) or made for another name.";
    }
    String message = String.valueOf(each.getMessage());
    if (message.startsWith(RedisRoute.NO_MASTER)) {
      return "is not found: none of its sentinels answers and knows the master %s. Start them, or correct REDIS_URL."
          .formatted(address.route().master());
    } else if (message.startsWith("Unknown reply")) {
      return "answers, but not as Redis does: another service listens there. Correct REDIS_URL.";
    } else if (message.startsWith("Unexpected end of stream")
        || (each instanceof IOException && message.contains("reset"))) {
      return address.tls()
          ? "hangs up at once; correct REDIS_URL."
          : "hangs up at once: it may want TLS (then write rediss:// in REDIS_URL), or is no"
              + " Redis.";
    }
    return "";
  }
}
