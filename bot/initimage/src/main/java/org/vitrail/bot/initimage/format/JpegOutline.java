package org.vitrail.bot.initimage.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The parts of a JPEG (ITU-T T.81, annex B), found without decoding: what pixels are made of, what
 * is told beside them, and how much work it is. A scan goes through all pixels of its components
 * however few bytes it has, so scans are counted with them.
 */
final class JpegOutline {
  /** Encoders write about ten. */
  private static final int MAX_SCANS = 100;

  /** Of all scans together: ten times the pixels of the largest picture, colours included. */
  private static final long MAX_SAMPLES = 800_000_000;

  private static final int SOF0 = 0xc0;
  private static final int SOF1 = 0xc1;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final byte[] NOTHING = {};
  private static final byte[] END = {(byte) 0xff, (byte) EOI};
  private static final String ICC = "ICC_PROFILE\0";

  private final byte[] file;
  private final FileParts parts;
  private int width;
  private int height;
  private int[] componentIds;

  /** Samples of each component, whole blocks, and which of its 64 coefficients are told whole. */
  private long[] samples;

  private boolean[][] told;
  private boolean jfif;
  private int adobeTransform = -1;
  private boolean ended;
  private int scans;
  private long allSamples;
  private int orientation = 1;
  private final ByteArrayOutputStream icc = new ByteArrayOutputStream();

  private JpegOutline(byte[] file) {
    this.file = file;
    this.parts = new FileParts(NOTHING, file, END);
  }

  static JpegOutline of(byte[] file) throws IOException {
    JpegOutline outline = new JpegOutline(file);
    outline.read();
    return outline;
  }

  private void read() throws IOException {
    parts.add(0, 2);
    ByteCursor in = new ByteCursor(file, 2);
    while (!ended && in.left() > 0) {
      int marker = marker(in);
      if (marker == EOI) {
        ended = true;
      } else if (marker != SOI && (marker < RST0 || marker > RST7) && marker != 1) {
        int begin = in.at() - 2;
        int length = in.u16();
        if (length < 2) {
          throw PictureException.broken("A JPEG's part cannot have " + length + " bytes.");
        }
        int from = in.at();
        in.skip(length - 2);
        segment(marker, begin, from, in);
      }
    }
    if (scans == 0) {
      throw ended ? PictureException.broken("The JPEG holds no scan.") : PictureException.cut();
    }
  }

  /** The next marker; what stands before it belongs to nothing, which decoders let pass. */
  private static int marker(ByteCursor in) throws IOException {
    while (true) {
      int value = in.u8();
      while (value == 0xff) {
        value = in.u8();
        if (value != 0 && value != 0xff) {
          return value;
        }
      }
    }
  }

  private void segment(int marker, int begin, int from, ByteCursor in) throws IOException {
    int to = in.at();
    switch (marker) {
      case SOS -> {
        scan(from, to);
        skipScan(in);
        parts.add(begin, in.at());
      }
      case DHT, DQT, DRI -> parts.add(begin, to);
      case APP0 -> jfif |= ByteCursor.matches(file, from, "JFIF\0");
      case APP1 -> {
        if (ByteCursor.matches(file, from, "Exif\0\0") && orientation == 1) {
          orientation = Exif.orientation(file, from, to);
        }
      }
      case APP2 -> {
        if (ByteCursor.matches(file, from, ICC)
            && to - from > ICC.length() + 2
            && icc.size() < ColorProfile.MAX_BYTES) {
          icc.write(file, from + ICC.length() + 2, to - from - ICC.length() - 2);
        }
      }
      case APP14 -> {
        if (ByteCursor.matches(file, from, "Adobe") && to - from >= 12) {
          adobeTransform = file[from + 11] & 0xff;
        }
      }
      default -> {
        if (marker >= SOF0 && marker <= SOF15 && marker != JPG && marker != DAC) {
          frame(marker, from, to);
          parts.add(begin, to);
        }
      }
    }
  }

  private void frame(int marker, int from, int to) throws IOException {
    if (samples != null) {
      throw PictureException.variant("JPEG, hierarchical");
    }
    if (marker != SOF0 && marker != SOF1 && marker != SOF2) {
      throw PictureException.variant("JPEG, lossless / arithmetic");
    }
    ByteCursor in = new ByteCursor(file, from);
    int precision = in.u8();
    if (precision != 8) {
      throw PictureException.variant("JPEG, " + precision + " bit");
    }
    height = in.u16();
    width = in.u16();
    int count = in.u8();
    if (to - from < 6 + 3 * count || count == 0 || width == 0) {
      throw PictureException.broken("The JPEG's frame does not fit its own size.");
    }
    if (height == 0) {
      throw PictureException.variant("JPEG, DNL");
    }
    if (count != 1 && count != 3 && count != 4) {
      throw PictureException.variant("JPEG, " + count + " components");
    }
    componentIds = new int[count];
    int[] across = new int[count];
    int[] down = new int[count];
    for (int i = 0; i < count; i++) {
      componentIds[i] = in.u8();
      int factors = in.u8();
      across[i] = factors >> 4;
      down[i] = factors & 15;
      in.skip(1);
      if (across[i] < 1 || across[i] > 4 || down[i] < 1 || down[i] > 4) {
        throw PictureException.broken("A JPEG's sampling factors are 1 to 4.");
      }
    }
    samples = new long[count];
    told = new boolean[count][64];
    int mostAcross = Arrays.stream(across).max().orElseThrow();
    int mostDown = Arrays.stream(down).max().orElseThrow();
    for (int i = 0; i < count; i++) {
      long columns = ((long) width * across[i] + 8L * mostAcross - 1) / (8L * mostAcross);
      long rows = ((long) height * down[i] + 8L * mostDown - 1) / (8L * mostDown);
      samples[i] = columns * rows * 64;
    }
  }

  private void scan(int from, int to) throws IOException {
    if (samples == null) {
      throw PictureException.broken("The JPEG's scan stands before its frame.");
    }
    ByteCursor in = new ByteCursor(file, from);
    int count = in.u8();
    if (to - from < 4 + 2 * count) {
      throw PictureException.broken("The JPEG's scan does not fit its own size.");
    }
    int[] scanned = new int[count];
    for (int i = 0; i < count; i++) {
      scanned[i] = component(in.u8());
      in.skip(1);
    }
    int first = in.u8();
    int last = Math.min(63, in.u8());
    boolean whole = (in.u8() & 15) == 0;
    for (int component : scanned) {
      allSamples += samples[component];
      if (whole && first <= last) {
        Arrays.fill(told[component], first, last + 1, true);
      }
    }
    if (++scans > MAX_SCANS || allSamples > MAX_SAMPLES) {
      throw PictureException.costly("The JPEG has too many scans for its size.");
    }
  }

  private int component(int id) throws PictureException {
    for (int i = 0; i < componentIds.length; i++) {
      if (componentIds[i] == id) {
        return i;
      }
    }
    throw PictureException.broken("The JPEG's scan is of a component that there is none of.");
  }

  /** Up to the next marker that is no part of the scan, or the end of the file. */
  private void skipScan(ByteCursor in) throws IOException {
    int at = in.at();
    while (at < file.length) {
      int next = at + 1 < file.length ? file[at + 1] & 0xff : 0;
      if (file[at] == (byte) 0xff && next != 0 && next != 0xff && (next < RST0 || next > RST7)) {
        break;
      }
      at++;
    }
    in.skip(at - in.at());
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int componentCount() {
    return componentIds.length;
  }

  /** Whether all coefficients are kept at once while decoding, as with more scans than one. */
  boolean isBuffered() {
    return scans > 1 || !isWhole();
  }

  /** Whether the file says where the picture ends. */
  boolean isEnded() {
    return ended;
  }

  /** Whether the scans that are there tell every coefficient to its last bit. */
  boolean isWhole() {
    for (boolean[] component : told) {
      for (boolean coefficient : component) {
        if (!coefficient) {
          return false;
        }
      }
    }
    return true;
  }

  int orientation() {
    return orientation;
  }

  Optional<ColorProfile> profile() {
    return ColorProfile.of(icc.toByteArray());
  }

  /**
   * Whether three components are luminance and two differences, or four are those and black: by
   * Adobe's word (T.872, 6.5.3), else as most decoders guess.
   */
  boolean isLuminance() {
    if (componentIds.length == 1) {
      return false;
    }
    if (jfif && componentIds.length == 3) {
      return true;
    }
    if (adobeTransform >= 0) {
      return adobeTransform != 0;
    }
    boolean named = componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
    return componentIds.length == 3 && !named;
  }

  /** What a decoder needs of the file, and nothing else. */
  FileParts parts() {
    return parts;
  }
}
