package org.vitrail.inference.model.film;

import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;
import org.vitrail.inference.model.image.Pixels;

/**
 * Pictures as films hold them: luma and halved chroma in the limited range of ITU-R BT.601, which
 * players take where a film says nothing else. JCodec's bytes are shifted by 128.
 */
final class Yuv {
  private static final int SHIFT = 128;

  private Yuv() {}

  /**
   * @param picture of even sides
   */
  static Picture of(Pixels picture) {
    int width = picture.width();
    int height = picture.height();
    byte[] rgb = picture.rgb();
    Picture yuv = Picture.create(width, height, ColorSpace.YUV420J);
    byte[] luma = yuv.getPlaneData(0);
    for (int i = 0; i < luma.length; i++) {
      int red = rgb[3 * i] & 0xff;
      int green = rgb[3 * i + 1] & 0xff;
      int blue = rgb[3 * i + 2] & 0xff;
      luma[i] = (byte) (16 + (66 * red + 129 * green + 25 * blue + 128 >> 8) - SHIFT);
    }
    byte[] bluish = yuv.getPlaneData(1);
    byte[] reddish = yuv.getPlaneData(2);
    for (int y = 0, at = 0; y < height; y += 2) {
      for (int x = 0; x < width; x += 2, at++) {
        int upper = 3 * (y * width + x);
        int lower = upper + 3 * width;
        int red = mean(rgb, upper, lower);
        int green = mean(rgb, upper + 1, lower + 1);
        int blue = mean(rgb, upper + 2, lower + 2);
        bluish[at] = (byte) (-38 * red - 74 * green + 112 * blue + 128 >> 8);
        reddish[at] = (byte) (112 * red - 94 * green - 18 * blue + 128 >> 8);
      }
    }
    return yuv;
  }

  /** Of a channel over two by two pixels. */
  private static int mean(byte[] rgb, int upper, int lower) {
    int sum =
        (rgb[upper] & 0xff)
            + (rgb[upper + 3] & 0xff)
            + (rgb[lower] & 0xff)
            + (rgb[lower + 3] & 0xff);
    return sum + 2 >> 2;
  }
}
