package org.vitrail.bot.core.imagesafety;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Covers pictures of a grid with a mosaic of four by four flat colours, in which nothing can be
 * recognised. What the PNG says of itself in its text chunks stays.
 */
final class CoveredGrid {
  private static final int PIECES = 4;

  private CoveredGrid() {}

  /**
   * @param columns of the grid
   * @param count pictures in it, in reading order
   * @param covered numbers of the pictures to cover, from 1
   */
  static byte[] cover(byte[] png, int columns, int count, Set<Integer> covered) {
    try {
      IIOImage grid = read(png);
      BufferedImage pixels = (BufferedImage) grid.getRenderedImage();
      int rows = (count + columns - 1) / columns;
      for (int number : covered) {
        cover(pixels, cell(pixels, columns, rows, number - 1));
      }
      return write(grid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A share of the whole, rounded outwards. The white line between pictures makes a cell of the
   * grid a little smaller than that, so a share reaches into the line and never beyond it.
   */
  private static Rectangle cell(BufferedImage grid, int columns, int rows, int index) {
    int column = index % columns;
    int row = index / columns;
    int left = column * grid.getWidth() / columns;
    int top = row * grid.getHeight() / rows;
    int right = ((column + 1) * grid.getWidth() + columns - 1) / columns;
    int bottom = ((row + 1) * grid.getHeight() + rows - 1) / rows;
    return new Rectangle(left, top, right - left, bottom - top);
  }

  private static void cover(BufferedImage grid, Rectangle cell) {
    Image pieces =
        grid.getSubimage(cell.x, cell.y, cell.width, cell.height)
            .getScaledInstance(PIECES, PIECES, Image.SCALE_AREA_AVERAGING);
    BufferedImage colors = new BufferedImage(PIECES, PIECES, BufferedImage.TYPE_INT_RGB);
    Graphics2D mixing = colors.createGraphics();
    mixing.drawImage(pieces, 0, 0, null);
    mixing.dispose();
    Graphics2D canvas = grid.createGraphics();
    for (int y = 0; y < PIECES; y++) {
      for (int x = 0; x < PIECES; x++) {
        int left = cell.x + x * cell.width / PIECES;
        int top = cell.y + y * cell.height / PIECES;
        int right = cell.x + (x + 1) * cell.width / PIECES;
        int bottom = cell.y + (y + 1) * cell.height / PIECES;
        canvas.setColor(new Color(colors.getRGB(x, y)));
        canvas.fillRect(left, top, right - left, bottom - top);
      }
    }
    canvas.dispose();
  }

  private static IIOImage read(byte[] png) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      return reader.readAll(0, null);
    } finally {
      reader.dispose();
    }
  }

  private static byte[] write(IIOImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
