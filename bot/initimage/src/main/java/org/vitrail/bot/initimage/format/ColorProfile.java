package org.vitrail.bot.initimage.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An ICC profile (ICC.1:2022) of the kind that cameras and screens have: a curve for each of red,
 * green and blue, then a matrix (annex F.3). Others are left aside, and so are those that mean
 * nearly sRGB.
 */
public final class ColorProfile {
  static final int MAX_BYTES = 1 << 20;

  private static final int HEADER_BYTES = 128;
  private static final int MAX_TAGS = 200;
  private static final int CURVE = 0x63757276;
  private static final int PARAMETRIC = 0x70617261;
  private static final double NOTICEABLE = 2.5;

  /** Into linear sRGB, from the profile connection space's XYZ, whose white is D50 (Bradford). */
  private static final double[][] TO_SRGB = {
    {3.1338561, -1.6168667, -.4906146},
    {-.9787684, 1.9161415, .0334540},
    {.0719453, -.2289914, 1.4052427}
  };

  /** Linear light of each of 256 values of a channel. */
  private final double[][] linear;

  /** From the channels' light to that of sRGB. */
  private final double[][] matrix;

  private ColorProfile(double[][] linear, double[][] matrix) {
    this.linear = linear;
    this.matrix = matrix;
  }

  /** Empty where the bytes are no profile, one of another kind, or one that changes nothing. */
  static Optional<ColorProfile> of(byte[] icc) {
    try {
      return read(ByteBuffer.wrap(icc)).filter(ColorProfile::isNoticeable);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // A profile that points beyond its own end. The picture is shown without it.
      return Optional.empty();
    }
  }

  private static Optional<ColorProfile> read(ByteBuffer icc) {
    if (icc.limit() < HEADER_BYTES + 4
        || icc.getInt(16) != tag("RGB ")
        || icc.getInt(20) != tag("XYZ ")
        || icc.getInt(36) != tag("acsp")) {
      return Optional.empty();
    }
    Map<Integer, Integer> tags = new HashMap<>();
    int count = Math.min(MAX_TAGS, icc.getInt(HEADER_BYTES));
    for (int i = 0; i < count; i++) {
      int entry = HEADER_BYTES + 4 + 12 * i;
      tags.put(icc.getInt(entry), icc.getInt(entry + 4));
    }
    double[][] linear = new double[3][];
    double[][] colorants = new double[3][3];
    String letters = "rgb";
    for (int channel = 0; channel < 3; channel++) {
      Integer curve = tags.get(tag(letters.charAt(channel) + "TRC"));
      Integer colorant = tags.get(tag(letters.charAt(channel) + "XYZ"));
      if (curve == null || colorant == null) {
        return Optional.empty();
      }
      linear[channel] = curve(icc, curve);
      for (int axis = 0; axis < 3; axis++) {
        colorants[axis][channel] = fixed(icc, colorant + 8 + 4 * axis);
      }
    }
    return Optional.of(new ColorProfile(linear, multiply(TO_SRGB, colorants)));
  }

  private static int tag(String letters) {
    return letters.charAt(0) << 24
        | letters.charAt(1) << 16
        | letters.charAt(2) << 8
        | letters.charAt(3);
  }

  private static double fixed(ByteBuffer icc, int at) {
    return icc.getInt(at) / 65536.0;
  }

  /** Section 10.6 and 10.18, at 256 values from 0 to 1. */
  private static double[] curve(ByteBuffer icc, int at) {
    double[] values = new double[256];
    int type = icc.getInt(at);
    if (type == CURVE) {
      int count = icc.getInt(at + 8);
      for (int i = 0; i < 256; i++) {
        values[i] = count > 1 ? sampled(icc, at + 12, count, i / 255.0) : i / 255.0;
      }
      if (count == 1) {
        double gamma = (icc.getShort(at + 12) & 0xffff) / 256.0;
        Arrays.setAll(values, i -> Math.pow(values[i], gamma));
      }
      return values;
    }
    if (type != PARAMETRIC) {
      throw new IllegalArgumentException("A curve of no known kind.");
    }
    int function = icc.getShort(at + 8);
    int[] parameterCount = {1, 3, 4, 5, 7};
    double[] p = new double[parameterCount[function]];
    Arrays.setAll(p, i -> fixed(icc, at + 12 + 4 * i));
    Arrays.setAll(values, i -> parametric(function, p, i / 255.0));
    return values;
  }

  private static double sampled(ByteBuffer icc, int at, int count, double x) {
    double place = x * (count - 1);
    int below = (int) place;
    int above = Math.min(count - 1, below + 1);
    double low = (icc.getShort(at + 2 * below) & 0xffff) / 65535.0;
    double high = (icc.getShort(at + 2 * above) & 0xffff) / 65535.0;
    return low + (high - low) * (place - below);
  }

  /** Table 68: g, a, b, c, d, e, f, as far as a function has them. */
  private static double parametric(int function, double[] p, double x) {
    double power = function == 0 ? Math.pow(x, p[0]) : Math.pow(Math.max(0, p[1] * x + p[2]), p[0]);
    return switch (function) {
      case 1 -> x >= -p[2] / p[1] ? power : 0;
      case 2 -> x >= -p[2] / p[1] ? power + p[3] : p[3];
      case 3 -> x >= p[4] ? power : p[3] * x;
      case 4 -> x >= p[4] ? power + p[5] : p[3] * x + p[6];
      default -> power;
    };
  }

  private static double[][] multiply(double[][] a, double[][] b) {
    double[][] product = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        product[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
      }
    }
    return product;
  }

  /** Whether a corner of the colour cube, or a grey, becomes another one. */
  private boolean isNoticeable() {
    for (int red = 0; red < 256; red += 51) {
      for (int green = 0; green < 256; green += 51) {
        for (int blue = 0; blue < 256; blue += 51) {
          double[] srgb = convert(red, green, blue);
          if (Math.abs(srgb[0] - red) > NOTICEABLE
              || Math.abs(srgb[1] - green) > NOTICEABLE
              || Math.abs(srgb[2] - blue) > NOTICEABLE) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The colour in sRGB, both as 0xRRGGBB. */
  public int toSrgb(int rgb) {
    double[] srgb = convert(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
    return (int) Math.round(srgb[0]) << 16
        | (int) Math.round(srgb[1]) << 8
        | (int) Math.round(srgb[2]);
  }

  private double[] convert(int red, int green, int blue) {
    double r = linear[0][red];
    double g = linear[1][green];
    double b = linear[2][blue];
    double[] srgb = new double[3];
    for (int i = 0; i < 3; i++) {
      srgb[i] = encoded(matrix[i][0] * r + matrix[i][1] * g + matrix[i][2] * b);
    }
    return srgb;
  }

  /** IEC 61966-2-1, 0 to 255. */
  private static double encoded(double light) {
    double x = Math.max(0, Math.min(1, light));
    return 255 * (x <= .0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - .055);
  }
}
