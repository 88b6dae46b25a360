package org.vitrail.config;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them: decimal units, as publishers of models use them. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(B|kB|MB|GB)");

  private ByteSize() {}

  /** Reads {@code 1.75 GB}; empty if it is of another form. */
  static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? OptionalLong.of(Math.round(Double.parseDouble(matcher.group(1)) * unit(matcher.group(2))))
        : OptionalLong.empty();
  }

  /** Three digits at most, rounded: {@code 605 MB}, {@code 2.2 GB}, {@code 316 bytes}. */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    for (String unit : new String[] {"kB", "MB"}) {
      double amount = bytes / (double) unit(unit);
      if (amount < 999.5) {
        return String.format(Locale.ROOT, amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, unit);
      }
    }
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  private static long unit(String name) {
    return switch (name) {
      case "kB" -> 1000;
      case "MB" -> 1_000_000;
      case "GB" -> 1_000_000_000;
      default -> 1;
    };
  }
}
