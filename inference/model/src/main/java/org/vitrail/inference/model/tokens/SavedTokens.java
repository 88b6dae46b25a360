package org.vitrail.inference.model.tokens;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first tokens of a request's pictures, which all of them have come to, for whoever goes on
 * with it: a version, four bytes that say how many pictures there are, then four bytes a token,
 * picture after picture, big-endian.
 *
 * @param tokens of each picture
 */
record SavedTokens(int[][] tokens) {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;

  /** How many tokens each picture has. */
  int count() {
    return tokens[0].length;
  }

  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD_BYTES + Integer.BYTES * tokens.length * count())
            .put(VERSION)
            .putInt(tokens.length);
    for (int[] picture : tokens) {
      Arrays.stream(picture).forEach(bytes::putInt);
    }
    return bytes.array();
  }

  /**
   * What was saved of a request; empty if it is of another form or of other pictures: then they are
   * drawn anew.
   *
   * @param pictures of the request
   * @param grid of each of them
   */
  static Optional<SavedTokens> read(byte[] saved, int pictures, TokenGrid grid) {
    int numbers = (saved.length - HEAD_BYTES) / Integer.BYTES;
    int count = numbers / pictures;
    if (saved.length < HEAD_BYTES
        || saved[0] != VERSION
        || saved.length != HEAD_BYTES + Integer.BYTES * count * pictures
        || count >= grid.cellCount()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(saved, 1, saved.length - 1);
    if (bytes.getInt() != pictures) {
      return Optional.empty();
    }
    int[][] tokens = new int[pictures][count];
    for (int[] picture : tokens) {
      Arrays.setAll(picture, cell -> bytes.getInt());
    }
    boolean areTheGrids =
        Arrays.stream(tokens)
            .flatMapToInt(Arrays::stream)
            .allMatch(token -> token >= 0 && token < grid.codeCount());
    return areTheGrids ? Optional.of(new SavedTokens(tokens)) : Optional.empty();
  }
}
