package org.vitrail.inference.model.image;

/**
 * Draws "AI" into the lower right corner of a picture: black letters on white, of square dots, so
 * that they are sharp at any size and the same on every machine.
 */
public final class AiLabel {
  private static final String[] DOTS = {
    "...........",
    "..##...###.",
    ".#..#...#..",
    ".#..#...#..",
    ".####...#..",
    ".#..#...#..",
    ".#..#...#..",
    ".#..#..###.",
    "...........",
  };

  /** Each of the 99 dots is as wide as this part of a picture: together they are 3 % of it. */
  private static final int DOTS_A_SIDE = 58;

  private AiLabel() {}

  /** The same picture with the label; one too small for it stays as it is. */
  public static Pixels on(Pixels picture) {
    return on(picture, new GridImage.Layout(1, 1));
  }

  /** The same picture with the label, which is opaque; one too small for it stays as it is. */
  public static ArgbPixels on(ArgbPixels picture) {
    int side = Math.min(picture.width(), picture.height());
    Pixels behind = on(picture.on(0));
    int dot = side / DOTS_A_SIDE;
    int left = picture.width() - DOTS[0].length() * dot;
    int top = picture.height() - DOTS.length * dot;
    int[] argb = picture.argb().clone();
    for (int y = top; y < picture.height(); y++) {
      for (int x = left; x < picture.width(); x++) {
        int at = y * picture.width() + x;
        int level = behind.rgb()[3 * at] & 0xff;
        argb[at] = 0xff000000 | level << 16 | level << 8 | level;
      }
    }
    return new ArgbPixels(picture.width(), picture.height(), argb);
  }

  /** What a labelled picture might have been: in the label's place is what is to the left of it. */
  public static Pixels without(Pixels picture) {
    int dot = Math.min(picture.width(), picture.height()) / DOTS_A_SIDE;
    if (dot == 0 || !on(picture).equals(picture)) {
      return picture;
    }
    byte[] rgb = picture.rgb().clone();
    int left = picture.width() - DOTS[0].length() * dot;
    for (int y = picture.height() - DOTS.length * dot; y < picture.height(); y++) {
      for (int at = 3 * (y * picture.width() + left); at < 3 * (y + 1) * picture.width(); at++) {
        rgb[at] = rgb[at - 3];
      }
    }
    return new Pixels(picture.width(), picture.height(), rgb);
  }

  /** The same grid with a label as large as a single picture's. */
  public static Pixels on(Pixels grid, GridImage.Layout layout) {
    int dot =
        Math.min(grid.width() / layout.columns(), grid.height() / layout.rows()) / DOTS_A_SIDE;
    if (dot == 0) {
      return grid;
    }
    byte[] rgb = grid.rgb().clone();
    int width = DOTS[0].length() * dot;
    int height = DOTS.length * dot;
    for (int y = 0; y < height; y++) {
      int row = (grid.height() - height + y) * grid.width() + grid.width() - width;
      for (int x = 0; x < width; x++) {
        boolean ink = DOTS[y / dot].charAt(x / dot) == '#';
        for (int channel = 0; channel < 3; channel++) {
          rgb[(row + x) * 3 + channel] = (byte) (ink ? 0 : 255);
        }
      }
    }
    return new Pixels(grid.width(), grid.height(), rgb);
  }
}
