package org.vitrail.bot.testing.telegram;

import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  /** The size of a picture; 1280 × 1280 for what cannot be decoded here. */
  static Size size(byte[] bytes) {
    BufferedImage image = decode(bytes);
    return image == null ? new Size(1280, 1280) : new Size(image.getWidth(), image.getHeight());
  }

  static byte[] shrink(byte[] bytes, int longerEdge) {
    BufferedImage image = decode(bytes);
    if (image == null) {
      return bytes;
    }
    double scale = (double) longerEdge / Math.max(image.getWidth(), image.getHeight());
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    smaller
        .getGraphics()
        .drawImage(image.getScaledInstance(width, height, Image.SCALE_FAST), 0, 0, null);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try {
      ImageIO.write(smaller, "jpeg", jpeg);
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
