package org.vitrail.bot.initimage.format;

/**
 * Makes colours of a JPEG's samples: grey by value, luminance and differences by JFIF's formulas
 * (ITU-T T.871), and ink as Adobe's programs write it, 255 being none.
 *
 * @param channels 1, 3 or 4
 * @param luminance whether the first three are luminance and differences
 */
record JpegColors(int channels, boolean luminance) {
  void convert(int[] samples, int[] argb) {
    for (int i = 0; i < argb.length; i++) {
      argb[i] = 0xff000000 | rgb(samples, i * channels);
    }
  }

  private int rgb(int[] samples, int at) {
    if (channels == 1) {
      return samples[at] * 0x010101;
    }
    int red = samples[at];
    int green = samples[at + 1];
    int blue = samples[at + 2];
    if (luminance) {
      int cb = green - 128;
      int cr = blue - 128;
      green = value(red - .344136 * cb - .714136 * cr);
      blue = value(red + 1.772 * cb);
      red = value(red + 1.402 * cr);
    }
    if (channels == 4) {
      int black = samples[at + 3];
      if (luminance) {
        // They are of the ink, told the other way round than the four channels by themselves.
        red = 255 - red;
        green = 255 - green;
        blue = 255 - blue;
      }
      red = (red * black + 127) / 255;
      green = (green * black + 127) / 255;
      blue = (blue * black + 127) / 255;
    }
    return red << 16 | green << 8 | blue;
  }

  private static int value(double value) {
    return (int) Math.max(0, Math.min(255, Math.round(value)));
  }
}
