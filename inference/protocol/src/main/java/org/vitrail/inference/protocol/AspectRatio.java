package org.vitrail.inference.protocol;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
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

  /** The name of the option of a {@linkplain ImageTask.Draw task} that says it. */
  public static final String OPTION = "ar";

  /** The long side is at most so many times the short one: all that is drawn takes time. */
  public static final int MOST = 3;

  private static final Pattern FORM = Pattern.compile("(\\d{1,6}):(\\d{1,6})");

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public AspectRatio {
    Require.between("aspect.width", width, 1, Integer.MAX_VALUE);
    Require.between("aspect.height", height, 1, Integer.MAX_VALUE);
    int divisor = BigInteger.valueOf(width).gcd(BigInteger.valueOf(height)).intValue();
    width /= divisor;
    height /= divisor;
    Require.between("aspect.width", width, 1, MOST * height);
    Require.between("aspect.height", height, 1, MOST * width);
  }

  /** Reads {@code 16:9}; empty for another form, and for what is too wide or too high. */
  public static Optional<AspectRatio> read(String text) {
    Matcher form = FORM.matcher(text);
    try {
      return form.matches()
          ? Optional.of(
              new AspectRatio(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The shape that options of a task say: a square where none says otherwise. */
  public static AspectRatio of(Map<String, String> options) {
    return Optional.ofNullable(options.get(OPTION)).flatMap(AspectRatio::read).orElse(SQUARE);
  }

  public boolean isSquare() {
    return equals(SQUARE);
  }

  /** How many squares as high as its short side it is as large as: 1 and more. */
  public double squares() {
    return (double) Math.max(width, height) / Math.min(width, height);
  }

  @Override
  public String toString() {
    return width + ":" + height;
  }
}
