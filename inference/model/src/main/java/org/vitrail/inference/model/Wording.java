package org.vitrail.inference.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How close to what was typed a model draws that knows the words it was taught.
 *
 * @param varies whether the pictures of a grid are drawn as different phrases where the prompt
 *     leaves style, size or surroundings open
 * @param isLiteral whether words are read as typed, and not as those that mean the same and that
 *     the model was taught
 */
public record Wording(boolean varies, boolean isLiteral) {
  private static final String ON = "on";
  private static final String OFF = "off";

  /** By which people choose whether the pictures of a grid are varied. */
  public static final ModelOption.Choice VARIETY =
      ModelOption.choice("variety", ON, List.of(ON, OFF));

  /** By which people choose to have their words drawn as they typed them. */
  public static final ModelOption.Choice LITERAL =
      ModelOption.choice("literal", OFF, List.of(OFF, ON));

  /** All pictures as the prompt, in the model's own words for it. */
  public static final Wording SAME = new Wording(false, false);

  /** What holds where people do not choose. */
  public static final Wording VARIED = new Wording(true, false);

  /**
   * A wording with what was chosen in its place, which is taken away from what is left to read.
   *
   * @throws IllegalArgumentException if a value is not allowed
   */
  static Optional<Wording> chosen(Optional<Wording> wording, Map<String, String> left) {
    String variety = left.remove(VARIETY.name());
    String literal = left.remove(LITERAL.name());
    if (variety == null && literal == null) {
      return wording;
    }
    Wording without = wording.orElse(VARIED);
    return Optional.of(
        new Wording(
            variety == null ? without.varies : VARIETY.read(variety).equals(ON),
            literal == null ? without.isLiteral : LITERAL.read(literal).equals(ON)));
  }

  /** What people chose, by name, where it is not what they have without choosing. */
  Map<String, String> named() {
    Map<String, String> named = new LinkedHashMap<>();
    if (!varies) {
      named.put(VARIETY.name(), OFF);
    }
    if (isLiteral) {
      named.put(LITERAL.name(), ON);
    }
    return named;
  }
}
