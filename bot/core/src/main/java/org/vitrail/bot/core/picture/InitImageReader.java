package org.vitrail.bot.core.picture;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.vitrail.bot.core.picture.InitImageException.Reason;

/**
 * Reads a file that somebody sent. The type is what the bytes are, whatever they are called. The
 * header is asked for the size before a pixel is decoded, and large pictures are decoded coarsely,
 * so a small file cannot fill the memory.
 */
public final class InitImageReader {
  /** What a bot may fetch from Telegram. */
  public static final int MOST_BYTES = 20 << 20;

  private static final Set<String> TYPES = Set.of("png", "jpeg", "webp", "gif");
  private static final long MOST_PIXELS = 50_000_000;
  private static final int LONGEST_SIDE = 12_000;
  private static final int SHORTEST_SIDE = 16;
  private static final int SIDE = 512;

  private InitImageReader() {}

  /**
   * The middle square of the picture, upright, over white.
   *
   * @throws InitImageException naming what is wrong with the file
   */
  public static InitImage read(byte[] file) throws InitImageException {
    if (file.length > MOST_BYTES) {
      throw InitImageException.fileTooLarge(file.length);
    }
    try {
      BufferedImage picture = decode(file);
      return new InitImage(png(square(picture, orientation(file))));
    } catch (IOException | RuntimeException e) {
      // Readers of broken files throw whatever they trip over.
      throw new InitImageException(Reason.BROKEN);
    }
  }

  private static BufferedImage decode(byte[] file) throws IOException, InitImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(in);
      try {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (Math.max(width, height) > LONGEST_SIDE
            || Math.min(width, height) < SHORTEST_SIDE
            || (long) width * height > MOST_PIXELS) {
          throw new InitImageException(Reason.PIXELS, width, height, SHORTEST_SIDE, LONGEST_SIDE);
        }
        int side = Math.min(width, height);
        ImageReadParam part = reader.getDefaultReadParam();
        part.setSourceRegion(new Rectangle((width - side) / 2, (height - side) / 2, side, side));
        // Still at least twice as large as needed: the rest is averaged below.
        int step = Math.max(1, side / (2 * SIDE));
        part.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, part);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException, InitImageException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (TYPES.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new InitImageException(Reason.TYPE);
  }

  /** As EXIF counts it, 1 = upright. */
  private static int orientation(byte[] file) {
    try {
      ExifIFD0Directory exif =
          ImageMetadataReader.readMetadata(new ByteArrayInputStream(file))
              .getFirstDirectoryOfType(ExifIFD0Directory.class);
      return exif != null && exif.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
          ? exif.getInt(ExifIFD0Directory.TAG_ORIENTATION)
          : 1;
    } catch (ImageProcessingException | MetadataException | IOException | RuntimeException e) {
      return 1;
    }
  }

  private static BufferedImage square(BufferedImage picture, int orientation) {
    int side = Math.min(SIDE, picture.getWidth());
    BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = square.createGraphics();
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, side, side);
    canvas.drawImage(
        picture.getScaledInstance(side, side, Image.SCALE_AREA_AVERAGING),
        upright(orientation, side),
        null);
    canvas.dispose();
    return square;
  }

  /** EXIF 2.32, tag 274: orientations 2 to 8 mirror and turn what the sensor saw. */
  private static AffineTransform upright(int orientation, int side) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, side, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, side, side);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, side);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, side, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, side, side);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, side);
      default -> new AffineTransform();
    };
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", out);
    }
    return bytes.toByteArray();
  }
}
