package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The data chunks of a PNG as one stream, inflated as far as it is asked for. */
final class PngData implements AutoCloseable {
  /** Of a chunk that holds nothing: length, name and checksum. */
  private static final int CHUNK_BYTES = 12;

  private final byte[] file;
  private final Inflater inflater = new Inflater();
  private final byte[] one = new byte[1];
  private int next;
  private boolean cut;

  /**
   * @param first where the first data chunk begins
   */
  PngData(byte[] file, int first) {
    this.file = file;
    this.next = first;
  }

  int read() throws IOException {
    read(one);
    return one[0] & 0xff;
  }

  void read(byte[] into) throws IOException {
    try {
      int at = 0;
      while (at < into.length) {
        int count = inflater.inflate(into, at, into.length - at);
        at += count;
        if (count == 0 && !feed()) {
          throw cut ? PictureException.cut() : PictureException.broken("The PNG lacks pixels.");
        }
      }
    } catch (DataFormatException e) {
      throw PictureException.broken("The PNG's data cannot be inflated.");
    }
  }

  /** The next data chunk that holds anything; where the file ends early, what there is of it. */
  private boolean feed() throws IOException {
    while (!inflater.finished() && !inflater.needsDictionary()) {
      ByteCursor in = new ByteCursor(file, next);
      if (in.left() < CHUNK_BYTES) {
        cut = true;
        return false;
      }
      long length = in.u32();
      if (!in.name().equals("IDAT")) {
        return false;
      }
      int there = (int) Math.min(length, in.left());
      next = (int) Math.min(file.length, in.at() + length + 4);
      if (there > 0) {
        inflater.setInput(file, in.at(), there);
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
