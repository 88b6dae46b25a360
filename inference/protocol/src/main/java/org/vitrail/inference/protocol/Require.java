package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.regex.Pattern;

/** Checks the parts of this package's records; a message names the key, the value and the rule. */
final class Require {
  static final int MAX_IDENTIFIER = 64;

  private static final Pattern IDENTIFIER =
      Pattern.compile("[A-Za-z0-9._-]{1," + MAX_IDENTIFIER + "}");

  private Require() {}

  /** Refuses what could not be part of a Redis key or of a line in a log. */
  static String identifier(String key, String value) {
    if (value == null || !IDENTIFIER.matcher(value).matches()) {
      throw broken(key, value, "1 to 64 letters, digits, '.', '_' or '-'");
    }
    return value;
  }

  static <T> T present(String key, T value) {
    if (value == null) {
      throw broken(key, null, "a value");
    }
    return value;
  }

  static String text(String key, String value) {
    if (value == null || value.isBlank()) {
      throw broken(key, value, "a text that is not blank");
    }
    return value;
  }

  static int between(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw broken(
          key,
          value,
          most == Integer.MAX_VALUE
              ? "a whole number of at least " + least
              : "a whole number from " + least + " to " + most);
    }
    return value;
  }

  static float probability(String key, float value) {
    if (!(value >= 0 && value <= 1)) {
      throw broken(key, value, "a number from 0 to 1");
    }
    return value;
  }

  /** Redis counts lifetimes in milliseconds and refuses a lifetime of none. */
  static Duration atLeastOneMilli(String key, Duration value) {
    if (value == null || value.toMillis() < 1) {
      throw broken(key, value, "a duration of at least 1 ms");
    }
    return value;
  }

  static IllegalArgumentException broken(String key, Object value, String allowed) {
    return new IllegalArgumentException(
        "%s: %s is not allowed; give %s".formatted(key, value, allowed));
  }
}
