package org.vitrail.inference.model.codec.reconstruction;

import java.util.Arrays;
import java.util.Locale;
import org.vitrail.inference.model.image.DotText;
import org.vitrail.inference.model.image.Pixels;

/** Lays the picture and what a codec made of it beside each other, the figures beneath. */
public final class ReconstructionCard {
  /** Each of the two is enlarged by whole pixels until it is about so large. */
  private static final int SHOWN_SIDE = 512;

  private static final int DOT = 2;
  private static final int MARGIN = 16;
  private static final int LINE = (DotText.HEIGHT + 4) * DOT;
  private static final int PAPER = 0xffffff;
  private static final int INK = 0x202020;

  private ReconstructionCard() {}

  /**
   * The card.
   *
   * @param codec what people call it
   */
  public static Pixels of(Reconstruction made, String codec) {
    int times = Math.max(1, SHOWN_SIDE / made.original().width());
    int side = times * made.original().width();
    int width = 2 * side + MARGIN;
    int height = side + MARGIN + 2 * LINE;
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) PAPER);
    Pixels card = new Pixels(width, height, rgb);
    int right = side + MARGIN;
    paint(card, made.original(), 0, times);
    paint(card, made.painted(), right, times);
    int top = side + MARGIN / 2 + DOT;
    DotText.write(card, "Original", MARGIN / 2, top, DOT, INK);
    DotText.write(card, size(made.original()), MARGIN / 2, top + LINE, DOT, INK);
    DotText.write(card, codec, right + MARGIN / 2, top, DOT, INK);
    DotText.write(card, figures(made), right + MARGIN / 2, top + LINE, DOT, INK);
    return card;
  }

  /** Tokens and likeness, for people. */
  public static String figures(Reconstruction made) {
    double psnr = made.psnr();
    String likeness =
        Double.isInfinite(psnr)
            ? "no difference"
            : String.format(Locale.ROOT, "PSNR %.1f dB", psnr);
    return "%d × %d tokens of %d, %s"
        .formatted(
            made.columns(), made.tokens().length / made.columns(), made.codeCount(), likeness);
  }

  private static String size(Pixels picture) {
    return picture.width() + " × " + picture.height() + " pixels";
  }

  private static void paint(Pixels card, Pixels picture, int left, int times) {
    for (int y = 0; y < picture.height() * times; y++) {
      for (int x = 0; x < picture.width() * times; x++) {
        int from = 3 * (y / times * picture.width() + x / times);
        System.arraycopy(picture.rgb(), from, card.rgb(), 3 * (y * card.width() + left + x), 3);
      }
    }
  }
}
