package org.vitrail.inference.model;

import java.util.List;
import java.util.Locale;

/** An option of a model by which people choose how it draws: by a number or by a name. */
public sealed interface ModelOption {
  /** As people type it, such as {@code top-k}. */
  String name();

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each kind of options. */
  interface Visitor<T> {
    T range(Range range);

    T choice(Choice choice);
  }

  /** An option whose values are whole numbers. */
  static Range whole(String name, int standard, int min, int max) {
    return new Range(name, standard, min, max, true);
  }

  /** An option whose values are any numbers of a range. */
  static Range real(String name, double standard, double min, double max) {
    return new Range(name, standard, min, max, false);
  }

  /**
   * An option whose values are names: words of small letters, digits and {@code - . _} that begin
   * with a letter.
   *
   * @param standard the one where nobody chooses
   * @param names all of them, in the order in which people read them
   */
  static Choice choice(String name, String standard, List<String> names) {
    return new Choice(name, standard, names);
  }

  /**
   * An option whose values are numbers.
   *
   * @param standard its value where nobody chooses
   * @param min least allowed number
   * @param max largest allowed number
   * @param isWhole whether only whole numbers are allowed
   */
  record Range(String name, double standard, double min, double max, boolean isWhole)
      implements ModelOption {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.range(this);
    }
  }

  /** See {@link ModelOption#choice}. */
  record Choice(String name, String standard, List<String> names) implements ModelOption {
    public Choice {
      names = List.copyOf(names);
      if (!names.contains(standard)) {
        throw new IllegalArgumentException(name + ": " + standard + " is none of " + names);
      }
    }

    /**
     * One of the names as somebody typed it, in any case.
     *
     * @throws IllegalArgumentException if it is none of them, in a sentence that begins with the
     *     option's name and lists them
     */
    public String read(String typed) {
      String value = typed.toLowerCase(Locale.ROOT);
      if (!names.contains(value)) {
        throw new IllegalArgumentException(
            "%s: %s is not allowed; give %s."
                .formatted(
                    name,
                    typed,
                    names.size() == 1
                        ? names.get(0) + ", which is all there is here"
                        : "one of " + String.join(", ", names)));
      }
      return value;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.choice(this);
    }
  }
}
