package org.vitrail.bot.initimage.format;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * A picture in lossy WebP: a key frame of VP8 (RFC 6386), and alpha beside it.
 *
 * @param frame from where to where its chunk's data go
 * @param alpha likewise
 */
record LossyWebp(byte[] file, int[] frame, Optional<int[]> alpha, int width, int height) {
  private static final int RIFF_BYTES = 20;

  /** Width in the upper 16 bits and height in the lower, as the frame's header tells them. */
  static int size(byte[] file, int[] frame) throws PictureException {
    ByteCursor in = new ByteCursor(file, frame[0]);
    boolean isKey = (in.u8() & 1) == 0;
    in.skip(2);
    if (!isKey || in.u8() != 0x9d || in.u8() != 0x01 || in.u8() != 0x2a) {
      throw PictureException.broken("The WebP's picture is no key frame.");
    }
    int width = in.u16LittleEndian() & 0x3fff;
    int height = in.u16LittleEndian() & 0x3fff;
    return width << 16 | height;
  }

  /**
   * @param left of the picture on the canvas
   */
  void decode(MiddleSquare square, int left, int top, Deadline deadline) throws IOException {
    Rectangle part =
        new Rectangle(square.left() - left, square.top() - top, square.side(), square.side())
            .intersection(new Rectangle(width, height));
    if (part.isEmpty()) {
      return;
    }
    int step = square.coarseStep();
    BufferedImage colors = decodeColors(part, step, deadline);
    byte[] transparency =
        alpha.isPresent()
            ? new WebpAlpha(file, alpha.get(), width, height).decode(part, step, deadline)
            : null;
    int columns = colors.getWidth();
    int[] argb = new int[columns];
    for (int y = 0; y < colors.getHeight(); y++) {
      colors.getRGB(0, y, columns, 1, argb, 0, columns);
      for (int x = 0; x < columns; x++) {
        int opacity = transparency == null ? 255 : transparency[y * columns + x] & 0xff;
        argb[x] = argb[x] & 0xffffff | opacity << 24;
      }
      square.add(argb, columns, left + part.x, step, top + part.y + y * step, step);
    }
  }

  private BufferedImage decodeColors(Rectangle part, int step, Deadline deadline)
      throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("webp").next();
    int length = frame[1] - frame[0];
    byte[] head =
        ByteBuffer.allocate(RIFF_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(RIFF_BYTES - 8 + length)
            .put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII))
            .putInt(length)
            .array();
    FileParts chunk = new FileParts(head, file, new byte[1]).add(frame[0], frame[1]);
    try (FileParts.Stream in = chunk.stream(deadline)) {
      reader.setInput(in, true, true);
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceRegion(part);
      param.setSourceSubsampling(step, step, 0, 0);
      return reader.read(0, param);
    } catch (IIOException | RuntimeException e) {
      // The decoder trusts what a file says of itself.
      throw PictureException.broken("The WebP cannot be decoded.");
    } finally {
      reader.dispose();
    }
  }
}
