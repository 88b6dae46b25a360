package org.vitrail.bot.core.messaging;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Takes the place of a picture that may not be seen any more, where a platform can replace pictures
 * but not remove them.
 */
public final class BlankPicture {
  private static final int SIDE = 256;

  private BlankPicture() {}

  /** A plain grey square. */
  public static JobMessagePicture of(JobMessage jobMessage) {
    BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = square.createGraphics();
    canvas.setColor(Color.GRAY);
    canvas.fillRect(0, 0, SIDE, SIDE);
    canvas.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(square, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new JobMessagePicture(
        "blank-" + jobMessage.jobId() + ".png", bytes.toByteArray(), "", false);
  }
}
