package org.vitrail.bot.initimage;

import java.util.Arrays;

/**
 * A picture to begin from: a square PNG of at most 512 pixels a side, made by {@link
 * InitImageReader}, that holds pixels and nothing else.
 */
public record InitImage(byte[] png) {
  @Override
  public boolean equals(Object other) {
    return other instanceof InitImage that && Arrays.equals(png, that.png);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(png);
  }

  @Override
  public String toString() {
    return "InitImage[" + png.length + " bytes]";
  }
}
