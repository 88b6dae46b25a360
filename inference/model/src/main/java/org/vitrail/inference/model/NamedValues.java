package org.vitrail.inference.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Options as people name them, each taken once by its reader. */
final class NamedValues {
  /** In the place of a name: what a preset has. */
  static final String AS_PRESET = "preset";

  private final Map<String, String> left;

  NamedValues(Map<String, String> named) {
    left = new LinkedHashMap<>(named);
  }

  int whole(String name, int standard) {
    return taken(name, Integer::parseInt, standard);
  }

  float real(String name, float standard) {
    return taken(name, Float::parseFloat, standard);
  }

  /** The standard in the place of one number, too. */
  int wholeUnless(int number, String name, int standard) {
    int value = whole(name, standard);
    return value == number ? standard : value;
  }

  float realUnless(float number, String name, float standard) {
    float value = real(name, standard);
    return value == number ? standard : value;
  }

  /**
   * One of some names; {@code preset} is the standard.
   *
   * @throws IllegalArgumentException naming them
   */
  <T> T choice(String name, T[] values, T standard) {
    String chosen = left.remove(name);
    if (chosen == null || chosen.equals(AS_PRESET)) {
      return standard;
    }
    String lower = chosen.toLowerCase(Locale.ROOT);
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(lower))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: %s is not allowed; give %s."
                        .formatted(
                            name,
                            chosen,
                            Arrays.stream(values)
                                .map(Object::toString)
                                .collect(Collectors.joining(" or ")))));
  }

  /**
   * @throws IllegalArgumentException if something was named that nobody has taken
   */
  void refuseOthers() {
    for (String unknown : left.keySet()) {
      throw new IllegalArgumentException(unknown + ": this model has no such option.");
    }
  }

  private <T> T taken(String name, Function<String, T> reader, T standard) {
    String value = left.remove(name);
    try {
      return value == null ? standard : reader.apply(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": " + value + " is no such number.", e);
    }
  }
}
