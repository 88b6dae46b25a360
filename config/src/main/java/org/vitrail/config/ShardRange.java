package org.vitrail.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which shards of Discord's servers one process runs; knows nothing of the other processes. */
public sealed interface ShardRange {

  /** As many shards as Discord recommends, all of them in this process. */
  record Auto() implements ShardRange {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /**
   * Shards {@code first} to {@code last}, both included, of {@code total}; other processes run the
   * others.
   */
  record Part(int first, int last, int total) implements ShardRange {
    private static final Pattern FORM =
        Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?\\s+of\\s+(\\d{1,5})");

    public Part {
      if (first < 0 || first > last || last >= total) {
        throw new IllegalArgumentException("There are no such shards: " + first + "-" + last);
      }
    }

    @Override
    public String toString() {
      return first == last ? first + " of " + total : first + "-" + last + " of " + total;
    }
  }

  /** Reads {@code auto}, {@code 0-3 of 8} and {@code 2 of 8}; empty for all else. */
  static Optional<ShardRange> parse(String text) {
    String stripped = text.strip();
    if (stripped.equals("auto")) {
      return Optional.of(new Auto());
    }
    Matcher form = Part.FORM.matcher(stripped);
    if (!form.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(form.group(1));
    int last = form.group(2) == null ? first : Integer.parseInt(form.group(2));
    int total = Integer.parseInt(form.group(3));
    return first <= last && last < total
        ? Optional.of(new Part(first, last, total))
        : Optional.empty();
  }
}
