package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first picture of a WebP (RFC 9649), where it stands on its canvas. Lossless ones, and the
 * alpha of lossy ones, are decoded here; the colours of lossy ones by TwelveMonkeys, which is given
 * nothing but their chunk and keeps a few rows of blocks at a time.
 */
final class WebpPicture implements EncodedPicture {
  /** Of a lossy one, which is decoded at some seven million pixels a second. */
  private static final long MAX_LOSSY_PIXELS = 30_000_000;

  private final byte[] file;
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  private int width;
  private int height;

  /** Of the picture's own chunks: from where to where their data go. */
  private int[] lossless;

  private int[] lossy;
  private int[] alpha;
  private int orientation = 1;
  private boolean hasProfile;
  private Optional<ColorProfile> profile = Optional.empty();

  private WebpPicture(byte[] file) {
    this.file = file;
  }

  static boolean recognises(byte[] file) {
    return ByteCursor.matches(file, 0, "RIFF") && ByteCursor.matches(file, 8, "WEBP");
  }

  static WebpPicture open(byte[] file) throws IOException {
    WebpPicture picture = new WebpPicture(file);
    picture.readChunks(new ByteCursor(file, 12), file.length, false);
    if (picture.lossless == null && picture.lossy == null) {
      throw PictureException.cut();
    }
    picture.readSize();
    return picture;
  }

  private void readChunks(ByteCursor chunks, int end, boolean inFrame) throws IOException {
    ByteCursor in = chunks;
    while (end - in.at() >= 8) {
      String name = in.name();
      long length = in.u32LittleEndian();
      int from = in.at();
      boolean whole = length <= end - from;
      int to = whole ? from + (int) length : end;
      boolean found = lossless != null || lossy != null;
      switch (name) {
        case "VP8X" -> {
          in.skip(4);
          canvasWidth = 1 + in.u24LittleEndian();
          canvasHeight = 1 + in.u24LittleEndian();
        }
        case "ICCP" -> {
          if (!hasProfile && to - from <= ColorProfile.MAX_BYTES) {
            hasProfile = true;
            profile = ColorProfile.of(Arrays.copyOfRange(file, from, to));
          }
        }
        case "ANMF" -> {
          if (!found && !inFrame && to - from >= 16) {
            left = 2 * in.u24LittleEndian();
            top = 2 * in.u24LittleEndian();
            width = 1 + in.u24LittleEndian();
            height = 1 + in.u24LittleEndian();
            readChunks(in.skip(4), to, true);
          }
        }
        case "ALPH" -> alpha = found ? alpha : new int[] {from, to};
        case "VP8 " -> lossy = found ? lossy : picture(from, to, whole, 10);
        case "VP8L" -> lossless = found ? lossless : picture(from, to, whole, 5);
        case "EXIF" -> orientation = Exif.orientation(file, from, to);
        default -> {}
      }
      in = new ByteCursor(file, (int) Math.min(end, to + (length & 1)));
    }
  }

  private static int[] picture(int from, int to, boolean whole, int headerBytes)
      throws PictureException {
    if (!whole || to - from < headerBytes) {
      throw PictureException.cut();
    }
    return new int[] {from, to};
  }

  private void readSize() throws IOException {
    int size =
        lossless != null ? LosslessWebp.size(file, lossless[0]) : LossyWebp.size(file, lossy);
    int ownWidth = size >>> 16;
    int ownHeight = size & 0xffff;
    boolean isFrame = width > 0;
    if (canvasWidth == 0) {
      canvasWidth = ownWidth;
      canvasHeight = ownHeight;
    }
    if (!isFrame) {
      width = canvasWidth;
      height = canvasHeight;
    }
    if (width != ownWidth
        || height != ownHeight
        || (long) left + width > canvasWidth
        || (long) top + height > canvasHeight) {
      throw PictureException.broken("The WebP's picture and its canvas do not fit.");
    }
  }

  @Override
  public int width() {
    return canvasWidth;
  }

  @Override
  public int height() {
    return canvasHeight;
  }

  @Override
  public long mostPixels() {
    return lossless != null ? MAX_PIXELS : MAX_LOSSY_PIXELS;
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
    if (lossless != null) {
      LosslessWebp.decode(
          file,
          lossless[0],
          lossless[1],
          width,
          height,
          (y, argb) -> {
            deadline.check();
            square.add(argb, width, left, 1, top + y, 1);
          });
    } else {
      new LossyWebp(file, lossy, Optional.ofNullable(alpha), width, height)
          .decode(square, left, top, deadline);
    }
  }
}
