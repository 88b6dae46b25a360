package org.vitrail.inference.model.image;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;

/** Brings a picture to another size; each new pixel averages the area that it covers. */
public final class PixelScaler {
  private PixelScaler() {}

  /** The picture at that size; the same object when it has it already. */
  public static Pixels scale(Pixels picture, int width, int height) {
    if (picture.width() == width && picture.height() == height) {
      return picture;
    }
    Image scaled = toImage(picture).getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = drawn.createGraphics();
    canvas.drawImage(scaled, 0, 0, null);
    canvas.dispose();
    return Pixels.of(drawn);
  }

  /** As much of the picture's middle as has that shape, at that size. */
  public static Pixels cover(Pixels picture, int width, int height) {
    long across = Math.min(picture.width(), Math.round((double) picture.height() * width / height));
    long down = Math.min(picture.height(), Math.round((double) picture.width() * height / width));
    Pixels middle = middle(picture, (int) Math.max(1, across), (int) Math.max(1, down));
    return scale(middle, width, height);
  }

  /** All of the picture, squeezed into a square as long as its short side. */
  public static Pixels squeezed(Pixels picture) {
    int side = Math.min(picture.width(), picture.height());
    return scale(picture, side, side);
  }

  private static Pixels middle(Pixels picture, int width, int height) {
    int left = (picture.width() - width) / 2;
    int top = (picture.height() - height) / 2;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      int from = 3 * ((top + y) * picture.width() + left);
      System.arraycopy(picture.rgb(), from, rgb, 3 * y * width, 3 * width);
    }
    return new Pixels(width, height, rgb);
  }

  private static BufferedImage toImage(Pixels picture) {
    byte[] rgb = picture.rgb();
    int[] packed = new int[picture.width() * picture.height()];
    for (int i = 0; i < packed.length; i++) {
      packed[i] =
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
    }
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, picture.width(), picture.height(), packed, 0, picture.width());
    return image;
  }
}
