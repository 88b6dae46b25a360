package org.vitrail.bot.quota;

import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/** How much a rule grants. */
public sealed interface Amount {
  /** More than anybody can ask for. */
  Exactly UNLIMITED = new Exactly(Long.MAX_VALUE);

  /** Nothing at all: a denial. */
  Exactly NOTHING = new Exactly(0);

  /** Goes on with what it is: a number of its own, a factor, or an addition. */
  <T> T fold(LongFunction<T> exactly, DoubleFunction<T> times, LongFunction<T> plus);

  /** A number of its own, whatever less specific rules say. */
  record Exactly(long number) implements Amount {
    public Exactly {
      if (number < 0) {
        throw new IllegalArgumentException("An amount of " + number + " is not allowed.");
      }
    }

    @Override
    public <T> T fold(LongFunction<T> exactly, DoubleFunction<T> times, LongFunction<T> plus) {
      return exactly.apply(number);
    }
  }

  /** What less specific rules grant, so many times. */
  record Times(double factor) implements Amount {
    public Times {
      if (!(factor > 0) || factor > MAX_FACTOR) {
        throw new IllegalArgumentException("A factor of " + factor + " is not allowed.");
      }
    }

    @Override
    public <T> T fold(LongFunction<T> exactly, DoubleFunction<T> times, LongFunction<T> plus) {
      return times.apply(factor);
    }
  }

  /** What less specific rules grant, and so many more. */
  record Plus(long number) implements Amount {
    public Plus {
      if (number < 0) {
        throw new IllegalArgumentException("An addition of " + number + " is not allowed.");
      }
    }

    @Override
    public <T> T fold(LongFunction<T> exactly, DoubleFunction<T> times, LongFunction<T> plus) {
      return plus.apply(number);
    }
  }

  double MAX_FACTOR = 1000;

  Pattern NUMBER = Pattern.compile("\\d{1,18}");
  Pattern FACTOR = Pattern.compile("x(\\d{1,4}(?:\\.\\d{1,3})?)");
  Pattern ADDITION = Pattern.compile("\\+(\\d{1,18})");

  /** As it is kept: {@code 200}, {@code x2.0}, {@code +50} or {@code unlimited}. */
  default String asText() {
    return equals(UNLIMITED)
        ? "unlimited"
        : fold(Long::toString, factor -> "x" + factor, number -> "+" + number);
  }

  /** What it makes of what less specific rules grant. */
  default long of(long base) {
    return fold(
        number -> number, factor -> (long) Math.ceil(base * factor), number -> base + number);
  }

  /** Reads what {@link #asText} wrote; empty for anything else. */
  static Optional<Amount> of(String text) {
    try {
      if (text.equals("unlimited")) {
        return Optional.of(UNLIMITED);
      } else if (NUMBER.matcher(text).matches()) {
        return Optional.of(new Exactly(Long.parseLong(text)));
      }
      var factor = FACTOR.matcher(text);
      if (factor.matches()) {
        return Optional.of(new Times(Double.parseDouble(factor.group(1))));
      }
      var addition = ADDITION.matcher(text);
      return addition.matches()
          ? Optional.of(new Plus(Long.parseLong(addition.group(1))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
