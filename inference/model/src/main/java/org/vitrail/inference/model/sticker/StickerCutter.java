package org.vitrail.inference.model.sticker;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vitrail.inference.model.image.ArgbPixels;
import org.vitrail.inference.model.image.PixelScaler;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.sticker.CannotCutException.Reason;

/**
 * Cuts the thing out of a picture that stands in front of an even background, as a sticker: 512
 * pixels on its longer side, as Telegram wants it.
 *
 * <p>The authors of Emojich make what is nearly white transparent (ai-forever/ru-dalle, {@code
 * rudalle/pipelines.py}, {@code classic_convert_emoji_to_rgba}: a threshold, and the longest
 * outlines of what is under it). This does likewise with any colour, and only with what hangs
 * together with the border: the white of an eye stays. Ways of the background into the thing have
 * to be three pixels wide, so that it does not leak through gaps of an outline; and the edge is not
 * hard but unmixed, see {@link EdgeMatte}, and {@linkplain EdgeSmoothing smooth}.
 */
public final class StickerCutter {
  /** Telegram takes no larger files as stickers. */
  public static final int MAX_FILE_BYTES = 512 << 10;

  /** Less than this part of a picture is no background. */
  private static final double LEAST_BACKGROUND = .03;

  /** Less than this part of a picture is no thing. */
  private static final double LEAST_THING = .005;

  /** Whatever is smaller than this part of the largest piece is dirt. */
  private static final double LEAST_PIECE = .012;

  /** How far from the background's colour a halo is at most, and what has one at least. */
  private static final double HALO = 24;

  private static final double STRONG = 96;

  /** In pixels. */
  private static final int HALO_WIDTH = 10;

  /** Half of how wide what is pale has to be to stay, in pixels. */
  private static final int WISP = 4;

  private static final double PALE = 48;

  private static final int HALF = 0x80;

  private StickerCutter() {}

  /** Whether a picture is smaller than a sticker, so that it is better enlarged before. */
  public static boolean isSmall(Pixels picture) {
    return Math.max(picture.width(), picture.height()) < StickerCanvas.SIDE;
  }

  /**
   * The thing in a picture as a sticker.
   *
   * @throws CannotCutException where no thing can be told from the background
   */
  public static ArgbPixels sticker(Pixels picture) throws CannotCutException {
    return sticker(picture, Optional.empty());
  }

  /**
   * The same by a network, and as without one where that is not sure.
   *
   * @throws CannotCutException where no thing can be told from the background
   */
  public static ArgbPixels sticker(Pixels picture, Optional<CutoutNetwork> network)
      throws CannotCutException {
    Pixels small = noLargerThanNeeded(picture);
    Optional<ArgbPixels> found = network.flatMap(it -> it.cutOut(small));
    return StickerCanvas.fit(EdgeSmoothing.of(found.isPresent() ? found.get() : cutOut(small)));
  }

  /** Widths of halos and the like are those of pictures between one and two stickers large. */
  private static Pixels noLargerThanNeeded(Pixels picture) {
    int longest = Math.max(picture.width(), picture.height());
    double scale = Math.min(1, 2. * StickerCanvas.SIDE / longest);
    return PixelScaler.scale(
        picture,
        Math.max(1, (int) Math.round(scale * picture.width())),
        Math.max(1, (int) Math.round(scale * picture.height())));
  }

  /**
   * The same picture with a transparent background.
   *
   * @throws CannotCutException where no thing can be told from the background
   */
  static ArgbPixels cutOut(Pixels picture) throws CannotCutException {
    Optional<BackgroundColor> background = BackgroundColor.of(picture);
    if (background.isEmpty()) {
      throw noBackground();
    }
    Region region = new Region(picture.width(), picture.height());
    boolean[] behind = background(region, background.get());
    int removed = count(behind);
    if (removed < LEAST_BACKGROUND * region.size()) {
      throw noBackground();
    }
    int longestSide = Math.max(picture.width(), picture.height());
    int[] argb = EdgeMatte.of(region, background.get(), behind, longestSide);
    wipe(region, argb);
    long left = IntStream.of(argb).filter(pixel -> pixel >>> 24 >= HALF).count();
    if (left < LEAST_THING * region.size()) {
      throw new CannotCutException(
          Reason.NOTHING_IN_FRONT, "All of the picture has about the colour of its border.");
    }
    return new ArgbPixels(picture.width(), picture.height(), argb);
  }

  private static CannotCutException noBackground() {
    return new CannotCutException(
        Reason.NO_BACKGROUND, "What is along the border of the picture is not of one colour.");
  }

  /** What looks like the background and is reached from the border on ways of three pixels. */
  private static boolean[] background(Region region, BackgroundColor background) {
    boolean[] alike = new boolean[region.size()];
    for (int at = 0; at < alike.length; at++) {
      alike[at] = background.distance(at) <= background.tolerance();
    }
    boolean[] wide = new boolean[alike.length];
    for (int at = 0; at < alike.length; at++) {
      wide[at] = alike[at] && region.allAround(at, neighbour -> alike[neighbour]);
    }
    boolean[] reached = region.reached(region::isAtBorder, at -> wide[at]);
    boolean[] whole = reached.clone();
    for (int at = 0; at < whole.length; at++) {
      whole[at] |= alike[at] && !region.allAround(at, neighbour -> !reached[neighbour]);
    }
    return withoutHalo(region, background, whole);
  }

  /**
   * Networks draw a faint halo where a thing differs strongly from what is behind it, a few pixels
   * wide: there the background may look a little less like itself.
   */
  private static boolean[] withoutHalo(
      Region region, BackgroundColor background, boolean[] behind) {
    boolean[] strong = new boolean[behind.length];
    for (int at = 0; at < strong.length; at++) {
      strong[at] = background.distance(at) >= STRONG;
    }
    int[] steps = region.steps(strong, HALO_WIDTH);
    double halo = Math.max(HALO, background.tolerance());
    return withoutWisps(
        region,
        background,
        region.reached(
            at -> behind[at],
            at -> behind[at] || steps[at] <= HALO_WIDTH && background.distance(at) <= halo));
  }

  /** What is left of halos is thin and pale; what is thin and strong, as a stem, is the thing's. */
  private static boolean[] withoutWisps(
      Region region, BackgroundColor background, boolean[] behind) {
    int[] inside = region.steps(behind, WISP);
    boolean[] thick = new boolean[behind.length];
    for (int at = 0; at < thick.length; at++) {
      thick[at] = inside[at] > WISP;
    }
    int[] outside = region.steps(thick, WISP);
    boolean[] whole = behind.clone();
    for (int at = 0; at < whole.length; at++) {
      whole[at] |= outside[at] > WISP && background.distance(at) <= PALE;
    }
    return whole;
  }

  /** Takes away what is too small to belong to the thing. */
  private static void wipe(Region region, int[] argb) {
    int[] pieces = region.pieces(at -> argb[at] != 0);
    int[] sizes = new int[argb.length + 1];
    int largest = 0;
    for (int at = 0; at < argb.length; at++) {
      if (argb[at] >>> 24 >= HALF) {
        largest = Math.max(largest, ++sizes[pieces[at]]);
      }
    }
    for (int at = 0; at < argb.length; at++) {
      if (sizes[pieces[at]] < LEAST_PIECE * largest) {
        argb[at] = 0;
      }
    }
  }

  private static int count(boolean[] set) {
    int count = 0;
    for (boolean is : set) {
      count += is ? 1 : 0;
    }
    return count;
  }
}
