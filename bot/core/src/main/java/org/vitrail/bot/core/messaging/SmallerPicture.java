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

  /** What Telegram takes as a photo, in pixels of both sides together. */
  private static final int MAX_SIDES = 10_000;

  /**
   * The notice with its picture as JPEG: in its own size at first, then at most 2048 pixels a side,
   * and half of it with each further step.
   *
   * @param step 1 or more
   */
  static JobMessage of(JobMessage jobMessage, int step) {
    JobMessagePicture picture = jobMessage.picture().orElseThrow();
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.bytes()));
      int side = side(image, step);
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

  private static int side(BufferedImage image, int step) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    boolean hasOwnStep = longer > MAX_SIDE && image.getWidth() + image.getHeight() <= MAX_SIDES;
    if (hasOwnStep && step == 1) {
      return longer;
    }
    return MAX_SIDE >> Math.min(hasOwnStep ? step - 2 : step - 1, 4);
  }

  private static BufferedImage fit(BufferedImage image, int side) {
    double scale = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = fitted.createGraphics();
    Image scaled =
        scale == 1 ? image : image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    canvas.drawImage(scaled, 0, 0, null);
    canvas.dispose();
    return fitted;
  }
}
