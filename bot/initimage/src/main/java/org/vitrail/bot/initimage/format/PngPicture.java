package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG (W3C, third edition): all its colour types and depths, interlaced or not, of an animation the
 * still picture. Values are taken as they stand: grey 100 is red, green and blue 100. Checksums of
 * chunks are not looked at, as browsers do not: a picture with one wrong bit is still a picture.
 */
final class PngPicture implements EncodedPicture {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

  /** Of Adam7's passes: first column and row, columns and rows from one to the next. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] ALL_AT_ONCE = {{0, 0, 1, 1}};

  private final byte[] file;
  private final int width;
  private final int height;
  private final PngPixels pixels;
  private final boolean interlaced;
  private int firstData = -1;
  private int orientation = 1;
  private boolean hasProfile;
  private Optional<ColorProfile> profile = Optional.empty();

  private PngPicture(byte[] file, int width, int height, PngPixels pixels, boolean interlaced) {
    this.file = file;
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.interlaced = interlaced;
  }

  static boolean recognises(byte[] file) {
    return ByteCursor.matches(file, 0, SIGNATURE);
  }

  static PngPicture open(byte[] file) throws IOException {
    ByteCursor in = new ByteCursor(file, SIGNATURE.length());
    long headerBytes = in.u32();
    if (!in.name().equals("IHDR") || headerBytes != 13) {
      throw PictureException.broken("The PNG does not begin with its header.");
    }
    long width = in.u32();
    long height = in.u32();
    int depth = in.u8();
    int colorType = in.u8();
    int compression = in.u8();
    int filter = in.u8();
    int interlace = in.u8();
    if (width > Integer.MAX_VALUE
        || height > Integer.MAX_VALUE
        || compression != 0
        || filter != 0
        || interlace > 1) {
      throw PictureException.broken("The PNG's header holds values that there are none of.");
    }
    PngPixels pixels = PngPixels.of(depth, colorType);
    PngPicture picture = new PngPicture(file, (int) width, (int) height, pixels, interlace == 1);
    picture.readChunks(in.skip(4));
    return picture;
  }

  /** Up to the end of the picture; what is cut off after its data begins is found by decoding. */
  private void readChunks(ByteCursor in) throws IOException {
    while (in.left() >= 8) {
      long length = in.u32();
      String name = in.name();
      int from = in.at();
      if (name.equals("IDAT") && firstData < 0) {
        firstData = from - 8;
      }
      if (name.equals("IEND") || length > in.left()) {
        break;
      }
      int to = from + (int) length;
      switch (name) {
        case "PLTE" -> pixels.palette(Arrays.copyOfRange(file, from, to));
        case "tRNS" -> pixels.transparency(Arrays.copyOfRange(file, from, to));
        case "eXIf" -> orientation = Exif.orientation(file, from, to);
        case "iCCP" -> {
          // One: each could grow to a thousand times its size.
          if (!hasProfile) {
            hasProfile = true;
            profile = profile(from, to);
          }
        }
        default -> {}
      }
      in.skip(Math.min(length + 4, in.left()));
    }
    if (firstData < 0) {
      throw PictureException.cut();
    }
  }

  private Optional<ColorProfile> profile(int from, int to) {
    int data = from;
    while (data < to && file[data] != 0) {
      data++;
    }
    if (to - data < 3) {
      return Optional.empty();
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file, data + 2, to - data - 2);
      byte[] icc = new byte[ColorProfile.MAX_BYTES];
      int length = inflater.inflate(icc);
      return ColorProfile.of(Arrays.copyOf(icc, length));
    } catch (DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int orientation() {
    return orientation;
  }

  @Override
  public Optional<ColorProfile> profile() {
    return profile;
  }

  @Override
  public void decode(MiddleSquare square, Deadline deadline) throws IOException {
    pixels.requirePalette();
    try (PngData data = new PngData(file, firstData)) {
      for (int[] pass : interlaced ? ADAM7 : ALL_AT_ONCE) {
        int columns = (width - pass[0] + pass[2] - 1) / pass[2];
        if (columns > 0) {
          decode(square, deadline, data, pass, columns);
        }
      }
    }
  }

  private void decode(MiddleSquare square, Deadline deadline, PngData data, int[] pass, int columns)
      throws IOException {
    int rowBytes = (int) (((long) columns * pixels.bitsPerPixel() + 7) / 8);
    int pixelBytes = Math.max(1, pixels.bitsPerPixel() / 8);
    byte[] row = new byte[rowBytes];
    byte[] above = new byte[rowBytes];
    int[] argb = new int[columns];
    for (int y = pass[1]; y < height; y += pass[3]) {
      deadline.check();
      int filter = data.read();
      data.read(row);
      unfilter(filter, row, above, pixelBytes);
      if (square.hasRow(y)) {
        pixels.convert(row, argb);
        square.add(argb, columns, pass[0], pass[2], y, 1);
      }
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  /** Section 9: what was told as the difference to its neighbours. */
  private static void unfilter(int filter, byte[] row, byte[] above, int pixelBytes)
      throws PictureException {
    for (int i = 0; i < row.length; i++) {
      int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xff;
      int up = above[i] & 0xff;
      int corner = i < pixelBytes ? 0 : above[i - pixelBytes] & 0xff;
      row[i] +=
          (byte)
              switch (filter) {
                case 0 -> 0;
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                case 4 -> paeth(left, up, corner);
                default -> throw PictureException.broken("There is no PNG filter " + filter + ".");
              };
    }
  }

  private static int paeth(int left, int up, int corner) {
    int guess = left + up - corner;
    int toLeft = Math.abs(guess - left);
    int toUp = Math.abs(guess - up);
    int toCorner = Math.abs(guess - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
