package org.vitrail.deploy.standalone;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.vitrail.config.Printable;
import org.vitrail.inference.model.image.Pixels;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A picture on this machine, whole and over white. */
final class PictureToEnlarge {
  /** The enlarged picture, and as much again while it is written as PNG. */
  private static final long BYTES_A_PIXEL = 3 + 4;

  private PictureToEnlarge() {}

  /**
   * Its pixels. The header is asked for the size before a pixel is read.
   *
   * @throws ParameterException if the file is no picture, or would become too large
   */
  static Pixels read(Path file, int factor, CommandLine command) throws IOException {
    String name = Printable.text(file.toString());
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          command, Files.exists(file) ? name + " is no file." : "There is no file " + name + ".");
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers =
          in == null ? Collections.emptyIterator() : ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new ParameterException(
            command, name + " is no picture. Give a PNG, JPEG, WebP, GIF or BMP.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        requireMemory(reader.getWidth(0), reader.getHeight(0), factor, name, command);
        return pixels(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof ParameterException) {
        throw e;
      }
      throw new StandaloneException(
          name + " cannot be read; the file seems to be broken. Give another picture.", e);
    }
  }

  private static void requireMemory(
      int width, int height, int factor, String name, CommandLine command) {
    long pixels = (long) width * height * factor * factor;
    long most =
        Math.min(
            Integer.MAX_VALUE / 3 - 8, Runtime.getRuntime().maxMemory() * 3 / 4 / BYTES_A_PIXEL);
    if (pixels > most) {
      throw new ParameterException(
          command,
          "%s has %d × %d pixels. Enlarged %d times it would have %d megapixels, and this process has memory for %d. Choose a smaller factor, or more memory by JAVA_TOOL_OPTIONS=-Xmx8g."
              .formatted(name, width, height, factor, pixels / 1_000_000, most / 1_000_000));
    }
  }

  private static Pixels pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage opaque = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = opaque.createGraphics();
    canvas.drawImage(image, 0, 0, Color.WHITE, null);
    canvas.dispose();
    return Pixels.of(opaque);
  }
}
