package org.vitrail.inference.protocol;

import java.util.Arrays;
import java.util.List;

/** An option of a model that a worker serves, and what it may be. */
public sealed interface ServedOption {
  /** As people type it. */
  String name();

  /** Whether its values are names, and no numbers. */
  boolean hasNames();

  /** As a part of a line for Redis. */
  String text();

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each kind of options. */
  interface Visitor<T> {
    T range(Range range);

    T choice(Choice choice);
  }

  /**
   * One whose values are numbers.
   *
   * @param standard its value where nobody chooses
   */
  record Range(String name, double standard, double min, double max, boolean isWhole)
      implements ServedOption {
    private static final int PARTS = 5;

    /**
     * @throws IllegalArgumentException naming the part that is not allowed
     */
    public Range {
      Require.identifier("served.option", name);
    }

    @Override
    public boolean hasNames() {
      return false;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.range(this);
    }

    @Override
    public String text() {
      return String.join(
          ":",
          name,
          String.valueOf(standard),
          String.valueOf(min),
          String.valueOf(max),
          isWhole ? "whole" : "real");
    }

    static Range read(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != PARTS) {
        throw new IllegalArgumentException(text);
      }
      return new Range(
          parts[0],
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]),
          parts[4].equals("whole"));
    }
  }

  /**
   * One whose values are names.
   *
   * @param standard the one where nobody chooses
   * @param names in the order in which people read them
   */
  record Choice(String name, String standard, List<String> names) implements ServedOption {
    private static final int PARTS = 3;

    /**
     * @throws IllegalArgumentException naming the part that is not allowed
     */
    public Choice {
      Require.identifier("served.option", name);
      names = List.copyOf(Require.present("served.names", names));
      names.forEach(value -> Require.identifier("served.names", value));
      if (!names.contains(standard)) {
        throw Require.broken("served.standard", standard, "one of " + names);
      }
    }

    @Override
    public boolean hasNames() {
      return true;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.choice(this);
    }

    @Override
    public String text() {
      return String.join(":", name, standard, String.join("|", names));
    }

    static Choice read(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != PARTS) {
        throw new IllegalArgumentException(text);
      }
      return new Choice(parts[0], parts[1], Arrays.asList(parts[2].split("\\|", -1)));
    }
  }
}
