package org.vitrail.inference.model.codec;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/** Turns image tokens into pictures and pictures into image tokens; knows nothing of text. */
public interface ImageCodec extends AutoCloseable {
  /** Tokens of its codebook: 0 up to this. */
  int codeCount();

  /** Pixels along one side of the square that a token stands for. */
  int pixelsPerToken();

  /** Whether pictures can be turned into tokens too; some files hold the decoder alone. */
  boolean encodes();

  /**
   * A picture for each array of tokens, row by row from the top.
   *
   * @param columns tokens of a row
   */
  List<Pixels> decode(int[][] tokens, int columns);

  /**
   * The tokens of each picture, row by row from the top; sizes are multiples of a token's pixels.
   *
   * @throws IllegalStateException if the codec has no encoder
   */
  int[][] encode(List<Pixels> pictures);

  @Override
  void close();
}
