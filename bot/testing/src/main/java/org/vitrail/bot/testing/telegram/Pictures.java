package org.vitrail.bot.testing.telegram;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Decodes and shrinks pictures, and knows the server's rules for them. */
final class Pictures {
  static final int MAX_BYTES = 10 * 1024 * 1024;
  private static final int MAX_WIDTH_AND_HEIGHT = 10_000;
  private static final int MAX_RATIO = 20;

  record Size(int width, int height) {}

  private Pictures() {}

  /** Refuses what the server would not take for a photo. */
  static void check(byte[] bytes, int mostBytes) {
    if (bytes.length == 0) {
      throw ApiException.badRequest("file must be non-empty");
    }
    if (bytes.length > mostBytes) {
      throw ApiException.badRequest(
          "file of size %d bytes is too big for a photo; the maximum size is %d bytes"
              .formatted(bytes.length, mostBytes));
    }
    BufferedImage image = decode(bytes);
    if (image == null) {
      throw ApiException.badRequest("IMAGE_PROCESS_FAILED");
    }
    int longer = Math.max(image.getWidth(), image.getHeight());
    int shorter = Math.min(image.getWidth(), image.getHeight());
    if (longer + shorter > MAX_WIDTH_AND_HEIGHT || longer > MAX_RATIO * shorter) {
      throw ApiException.badRequest("PHOTO_INVALID_DIMENSIONS");
    }
  }

  /**
   * A picture in those of the sizes that are smaller than it is, as JPEG, and as it came, in this
   * order; what cannot be decoded here only as it came, as 1280 × 1280.
   */
  static Map<Size, byte[]> sizes(byte[] bytes, int... longerEdges) {
    BufferedImage image = decode(bytes);
    if (image == null) {
      return Map.of(new Size(1280, 1280), bytes);
    }
    Map<Size, byte[]> sizes = new LinkedHashMap<>();
    for (int edge : longerEdges) {
      if (Math.max(image.getWidth(), image.getHeight()) > edge) {
        BufferedImage smaller = shrink(image, edge);
        sizes.put(size(smaller), jpeg(smaller));
      }
    }
    sizes.put(size(image), bytes);
    return sizes;
  }

  private static Size size(BufferedImage image) {
    return new Size(image.getWidth(), image.getHeight());
  }

  private static BufferedImage shrink(BufferedImage image, int longerEdge) {
    double scale = (double) longerEdge / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = smaller.createGraphics();
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return smaller;
  }

  private static byte[] jpeg(BufferedImage image) {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", jpeg);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return jpeg.toByteArray();
  }

  private static BufferedImage decode(byte[] bytes) {
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException | RuntimeException broken) {
      return null;
    }
  }
}
