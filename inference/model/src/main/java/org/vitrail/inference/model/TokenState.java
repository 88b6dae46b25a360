package org.vitrail.inference.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.vitrail.inference.model.CannotBeginException.Reason;

/**
 * The state of a picture that was drawn from tokens: a version, then four bytes a token,
 * big-endian, row by row from the top; in version 2, which pictures have that are no squares, four
 * bytes that say how many tokens are in a row stand before them. Written by the families that draw
 * tokens, opaque to everybody else. The version before wrote tokens as text, with commas between
 * them, which begins with a digit and is read as well.
 */
public final class TokenState {
  private static final byte SQUARE = 1;
  private static final byte SHAPED = 2;

  private TokenState() {}

  /** The state of a square picture of these tokens, or of one that begins with them. */
  public static byte[] of(int[] tokens) {
    return state(SQUARE, tokens);
  }

  /**
   * The state of a whole picture.
   *
   * @param columns tokens of a row
   */
  public static byte[] of(int[] tokens, int columns) {
    return columns * columns == tokens.length
        ? of(tokens)
        : state(SHAPED, IntStream.concat(IntStream.of(columns), Arrays.stream(tokens)).toArray());
  }

  private static byte[] state(byte version, int[] numbers) {
    ByteBuffer state = ByteBuffer.allocate(1 + Integer.BYTES * numbers.length).put(version);
    for (int number : numbers) {
      state.putInt(number);
    }
    return state.array();
  }

  /**
   * Tokens of a row where the picture is no square; empty for squares and states of other forms.
   */
  public static OptionalInt columns(byte[] state) {
    return state.length > 2 * Integer.BYTES && state[0] == SHAPED
        ? OptionalInt.of(ByteBuffer.wrap(state).getInt(1))
        : OptionalInt.empty();
  }

  /**
   * The tokens of a state.
   *
   * @throws CannotBeginException if it is of another form
   */
  public static int[] tokens(byte[] state) {
    if (state.length > 0 && Character.isDigit(state[0])) {
      return ofText(new String(state, StandardCharsets.US_ASCII));
    }
    boolean isShaped = columns(state).isPresent();
    if (state.length % Integer.BYTES != 1 || state[0] != SQUARE && !isShaped) {
      throw notRelated();
    }
    int begin = isShaped ? 1 + Integer.BYTES : 1;
    int[] tokens = new int[(state.length - begin) / Integer.BYTES];
    ByteBuffer.wrap(state, begin, state.length - begin).asIntBuffer().get(tokens);
    return tokens;
  }

  private static int[] ofText(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw notRelated();
    }
  }

  private static CannotBeginException notRelated() {
    return new CannotBeginException(
        Reason.NOT_RELATED,
        "The picture to begin from was drawn by another kind of model. Choose that one.");
  }
}
