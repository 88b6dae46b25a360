package org.vitrail.bot.initimage;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.initimage.InitImageException.Reason;
import org.vitrail.bot.initimage.format.ColorProfile;
import org.vitrail.bot.initimage.format.Deadline;
import org.vitrail.bot.initimage.format.EncodedPicture;
import org.vitrail.bot.initimage.format.MiddleSquare;
import org.vitrail.bot.initimage.format.PictureException;

/**
 * Reads a file that somebody sent. The type is what the bytes are, whatever they are called. The
 * header is asked for the size before a pixel is decoded, and pixels are averaged as they come, so
 * a small file cannot fill the memory; see {@link org.vitrail.bot.initimage.format} for what each
 * format is held to.
 *
 * <p>One picture is decoded at a time in the process, for at most {@link #MAX_TIME}, in some 60 MB
 * of memory beside the file; a JPEG in several scans takes up to 180 MB more outside of Java's
 * heap. Whatever a file does, the answer is an {@link InitImageException}: Errors do not pass.
 */
public final class InitImageReader {
  /** What a bot may fetch from Telegram. */
  public static final int MAX_BYTES = 20 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(InitImageReader.class);

  private static final int MAX_SIDE = 12_000;
  private static final int SHORTEST_SIDE = 16;

  /** The largest pictures take seconds; a machine that draws beside it may be five times slower. */
  private static final Duration MAX_TIME = Duration.ofSeconds(20);

  private static final Duration MAX_WAIT = Duration.ofSeconds(40);

  private static final Semaphore ONE_AT_A_TIME = new Semaphore(1, true);

  private InitImageReader() {}

  /**
   * The middle square of the picture, upright, over white, in sRGB.
   *
   * @throws InitImageException naming what is wrong with the file
   */
  public static InitImage read(byte[] file) throws InitImageException {
    if (file.length > MAX_BYTES) {
      throw InitImageException.fileTooLarge(file.length);
    }
    try {
      if (!ONE_AT_A_TIME.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw InitImageException.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InitImageException.busy();
    }
    try {
      return read(file, new Deadline(System::nanoTime, MAX_TIME));
    } finally {
      ONE_AT_A_TIME.release();
    }
  }

  /** With a deadline of one's own. */
  static InitImage read(byte[] file, Deadline deadline) throws InitImageException {
    try {
      EncodedPicture picture =
          EncodedPicture.open(file).orElseThrow(() -> new InitImageException(Reason.TYPE));
      requireSize(picture);
      MiddleSquare square = new MiddleSquare(picture.width(), picture.height());
      picture.decode(square, deadline);
      return new InitImage(png(square, picture.profile(), picture.orientation()));
    } catch (PictureException e) {
      throw refusal(e);
    } catch (IOException | RuntimeException e) {
      // Readers of broken files throw whatever they trip over.
      throw new InitImageException(Reason.BROKEN);
    } catch (OutOfMemoryError | StackOverflowError e) {
      LOG.warn("A picture of {} bytes was given up: {}", file.length, e.toString());
      throw new InitImageException(Reason.COSTLY);
    } catch (Error e) {
      // Java's picture libraries could not be loaded, say. The job must still be answered.
      LOG.error("A picture could not be read, though its file may be right.", e);
      throw new InitImageException(Reason.FAULT);
    }
  }

  private static void requireSize(EncodedPicture picture) throws InitImageException {
    int width = picture.width();
    int height = picture.height();
    if (Math.min(width, height) < SHORTEST_SIDE) {
      throw new InitImageException(Reason.SIDE_SHORT, width, height, SHORTEST_SIDE);
    }
    if (Math.max(width, height) > MAX_SIDE) {
      throw new InitImageException(Reason.SIDE_LONG, width, height, MAX_SIDE);
    }
    long pixels = (long) width * height;
    if (pixels > picture.mostPixels()) {
      // Rounded up, so that what is too much never looks like what is allowed.
      double millions = Math.ceil(pixels / 1e5) / 10;
      throw new InitImageException(
          Reason.MEGAPIXELS, width, height, millions, picture.mostPixels() / 1_000_000);
    }
  }

  private static InitImageException refusal(PictureException e) {
    return switch (e.fault()) {
      case CUT -> new InitImageException(Reason.CUT);
      case BROKEN -> new InitImageException(Reason.BROKEN);
      case VARIANT -> new InitImageException(Reason.VARIANT, e.getMessage());
      case COSTLY -> new InitImageException(Reason.COSTLY);
    };
  }

  private static byte[] png(MiddleSquare square, Optional<ColorProfile> profile, int orientation)
      throws IOException {
    int side = square.outSide();
    int[] seen = square.rgb();
    BufferedImage upright = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int rgb = seen[source(orientation, x, y, side - 1)];
        upright.setRGB(x, y, profile.isPresent() ? profile.get().toSrgb(rgb) : rgb);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(upright, "png", out);
    }
    return bytes.toByteArray();
  }

  /**
   * Where in the sensor's square a pixel of the upright one stands. EXIF 2.32, tag 274:
   * orientations 2 to 8 mirror and turn what the sensor saw.
   */
  private static int source(int orientation, int x, int y, int last) {
    int side = last + 1;
    return switch (orientation) {
      case 2 -> y * side + last - x;
      case 3 -> (last - y) * side + last - x;
      case 4 -> (last - y) * side + x;
      case 5 -> x * side + y;
      case 6 -> (last - x) * side + y;
      case 7 -> (last - x) * side + last - y;
      case 8 -> x * side + last - y;
      default -> y * side + x;
    };
  }
}
