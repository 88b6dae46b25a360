package org.vitrail.inference.model;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How wide a picture is to how high it is, in lowest terms: 1:3 to 3:1.
 *
 * @param width 1 or more
 * @param height 1 or more
 */
public record AspectRatio(int width, int height) {
  public static final AspectRatio SQUARE = new AspectRatio(1, 1);

  /** The long side is at most so many times the short one. */
  private static final int MOST = 3;

  private static final Pattern FORM = Pattern.compile("(\\d{1,6}):(\\d{1,6})");

  public AspectRatio {
    if (Math.min(width, height) < 1
        || Math.max(width, height) > (long) MOST * Math.min(width, height)) {
      throw notAllowed(width + ":" + height);
    }
    int divisor = BigInteger.valueOf(width).gcd(BigInteger.valueOf(height)).intValue();
    width /= divisor;
    height /= divisor;
  }

  /**
   * Reads {@code 16:9}.
   *
   * @throws IllegalArgumentException if it is another form, or too wide or too high
   */
  public static AspectRatio of(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw notAllowed(text);
    }
    return new AspectRatio(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
  }

  private static IllegalArgumentException notAllowed(String text) {
    return new IllegalArgumentException(
        "ar: %s is not allowed; give width to height from 1:%d to %d:1, such as 16:9."
            .formatted(text, MOST, MOST));
  }

  public boolean isSquare() {
    return equals(SQUARE);
  }

  @Override
  public String toString() {
    return width + ":" + height;
  }
}
