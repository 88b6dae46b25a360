package org.vitrail.bot.core.messaging;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes a picture's file smaller for a platform that takes no large ones. */
final class SmallerPicture {
  private static final int MAX_SIDE = 2048;

  private SmallerPicture() {}

  /**
   * The notice with its picture as JPEG: at most 2048 pixels a side at first, and half of it with
   * each further step.
   *
   * @param step 1 or more
   */
  static JobMessage of(JobMessage jobMessage, int step) {
    JobMessagePicture picture = jobMessage.picture().orElseThrow();
    int side = MAX_SIDE >> Math.min(step - 1, 4);
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.bytes()));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(fit(image, side), "jpg", new MemoryCacheImageOutputStream(bytes));
      byte[] jpeg = JpegProvenance.carry(picture.bytes(), bytes.toByteArray());
      String name = picture.name().replaceFirst("\\.\\w+$", ".jpg");
      return jobMessage.withPicture(
          new JobMessagePicture(name, jpeg, picture.description(), picture.isSpoiler()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage fit(BufferedImage image, int side) {
    double scale = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = fitted.createGraphics();
    canvas.drawImage(
        image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    canvas.dispose();
    return fitted;
  }
}
