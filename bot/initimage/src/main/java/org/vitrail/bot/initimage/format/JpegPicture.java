package org.vitrail.bot.initimage.format;

import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * JPEG, baseline and progressive, decoded by the JDK's libjpeg, which is given the parts that
 * pixels are made of and nothing else. Its samples are taken raw: colours are made of them here.
 */
final class JpegPicture implements EncodedPicture {
  /**
   * Of a picture in several scans, all of whose coefficients are in memory at once: up to six bytes
   * a pixel.
   */
  private static final long MAX_BUFFERED_PIXELS = 30_000_000;

  private final JpegOutline outline;

  private JpegPicture(JpegOutline outline) {
    this.outline = outline;
  }

  static boolean recognises(byte[] file) {
    return ByteCursor.matches(file, 0, "\u00ff\u00d8\u00ff");
  }

  static JpegPicture open(byte[] file) throws IOException {
    return new JpegPicture(JpegOutline.of(file));
  }

  @Override
  public int width() {
    return outline.width();
  }

  @Override
  public int height() {
    return outline.height();
  }

  @Override
  public long mostPixels() {
    return outline.isBuffered() ? MAX_BUFFERED_PIXELS : MAX_PIXELS;
  }

  @Override
  public int orientation() {
    return outline.orientation();
  }

  @Override
  public Optional<ColorProfile> profile() {
    return outline.componentCount() == 3 ? outline.profile() : Optional.empty();
  }

  @Override
  public void decode(MiddleSquare square, Deadline deadline) throws IOException {
    if (!outline.isEnded() && !outline.isWhole()) {
      throw PictureException.cut();
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    // A picture whose data end early has only its last rows wrong: libjpeg warns and goes on.
    boolean[] warned = {false};
    reader.addIIOReadWarningListener((source, warning) -> warned[0] = true);
    try (FileParts.Stream in = outline.parts().stream(deadline)) {
      reader.setInput(in, true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      part.setSourceRegion(
          new Rectangle(square.left(), square.top(), square.side(), square.side()));
      int step = square.coarseStep();
      part.setSourceSubsampling(step, step, 0, 0);
      Raster raster = reader.readRaster(0, part);
      if (warned[0] && !outline.isEnded()) {
        throw PictureException.cut();
      }
      add(raster, square, step);
    } catch (IIOException e) {
      throw PictureException.broken("The JPEG cannot be decoded.");
    } finally {
      reader.dispose();
    }
  }

  private void add(Raster raster, MiddleSquare square, int step) {
    JpegColors colors = new JpegColors(outline.componentCount(), outline.isLuminance());
    int[] samples = new int[raster.getWidth() * raster.getNumBands()];
    int[] argb = new int[raster.getWidth()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, samples);
      colors.convert(samples, argb);
      square.add(argb, argb.length, square.left(), step, square.top() + y * step, step);
    }
  }
}
