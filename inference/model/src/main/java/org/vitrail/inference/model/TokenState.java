package org.vitrail.inference.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vitrail.inference.model.CannotBeginException.Reason;

/**
 * The state of a picture that was drawn from tokens: a version, then four bytes a token,
 * big-endian, row by row from the top. Written by the families that draw tokens, opaque to
 * everybody else. The version before wrote tokens as text, with commas between them, which begins
 * with a digit and is read as well.
 */
public final class TokenState {
  private static final byte VERSION = 1;

  private TokenState() {}

  /** The state of a picture of these tokens, or of one that begins with them. */
  public static byte[] of(int[] tokens) {
    ByteBuffer state = ByteBuffer.allocate(1 + Integer.BYTES * tokens.length).put(VERSION);
    for (int token : tokens) {
      state.putInt(token);
    }
    return state.array();
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
    if (state.length % Integer.BYTES != 1 || state[0] != VERSION) {
      throw notRelated();
    }
    int[] tokens = new int[state.length / Integer.BYTES];
    ByteBuffer.wrap(state, 1, state.length - 1).asIntBuffer().get(tokens);
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
