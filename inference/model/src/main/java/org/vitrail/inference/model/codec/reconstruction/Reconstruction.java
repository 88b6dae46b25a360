package org.vitrail.inference.model.codec.reconstruction;

import java.util.List;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.image.LanczosScaler;
import org.vitrail.inference.model.image.Pixels;

/**
 * A picture that went through a codec.
 *
 * @param original as the codec saw it
 * @param painted what its tokens are painted as, of the same size
 * @param tokens row by row from the top, in a square
 * @param codeCount how many different tokens there are
 */
public record Reconstruction(Pixels original, Pixels painted, int[] tokens, int codeCount) {
  private static final double PEAK = 255;

  /**
   * Prepares a picture as codecs' authors do (openai/DALL-E, taming-transformers): the short side
   * made {@code side} pixels by Lanczos' filter, and the middle square of that; then encodes and
   * decodes it.
   */
  public static Reconstruction of(ImageCodec codec, int side, Pixels picture) {
    Pixels original = LanczosScaler.square(picture, side);
    int[][] tokens = codec.encode(List.of(original));
    Pixels painted = codec.decode(tokens, side / codec.pixelsPerToken()).get(0);
    return new Reconstruction(original, painted, tokens[0], codec.codeCount());
  }

  /** Tokens in one row. */
  public int columns() {
    return (int) Math.sqrt(tokens.length);
  }

  /**
   * The peak signal-to-noise ratio over all bytes, in decibels: 20 is a rough likeness, 30 is hard
   * to tell from the picture; infinite if both are the same.
   */
  public double psnr() {
    double squares = 0;
    byte[] a = original.rgb();
    byte[] b = painted.rgb();
    for (int i = 0; i < a.length; i++) {
      double difference = (a[i] & 0xff) - (b[i] & 0xff);
      squares += difference * difference;
    }
    return 10 * Math.log10(PEAK * PEAK * a.length / squares);
  }
}
