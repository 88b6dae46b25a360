package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.Locale;

/**
 * The two ways in which ru-dalle's networks read their input. Tensors do not tell them apart.
 *
 * <p>The picture's cells lie behind the text's tokens in one sequence, whose masks count from the
 * text's length on. {@link #V2} puts a token before the text, so that all lies one further behind
 * than the masks say: the text's last token stands where the masks have the picture's first cell,
 * and every cell where they have the next one.
 */
public enum RudalleVersion {
  V2(true, 0),
  V3(false, 1);

  private final boolean wraps;
  private final int tokensInText;

  RudalleVersion(boolean wraps, int tokensInText) {
    this.wraps = wraps;
    this.tokensInText = tokensInText;
  }

  /** Reads {@code v2} or {@code v3}. */
  static RudalleVersion of(String name) {
    return Arrays.stream(values())
        .filter(version -> version.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("version: " + name + " is unknown; give v2 or v3."));
  }

  /** Whether a neighbourhood goes on at the opposite edge of the picture. */
  boolean wraps() {
    return wraps;
  }

  /** Whether a token stands before the text. */
  boolean prependsToken() {
    return tokensInText == 0;
  }

  /**
   * The place among the masks' cells of the token that leads to a cell of the picture; −1 for the
   * text's last token where it is still text to the masks.
   */
  int slot(int cell) {
    return cell - tokensInText;
  }

  /** Its name for people and catalogues, as {@link #of} reads it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
