package org.vitrail.inference.model.weights.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a file forwards through a small window and steps over what is not asked for, so that the
 * structure of a file of many gigabytes is read at once. Never takes memory for what the file does
 * not have.
 */
public final class ByteWindow {
  private static final int WINDOW_BYTES = 1 << 16;

  private final FileBytes bytes;
  private final long end;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowStart;

  /** Reads from one position of a file up to, and without, another. */
  public ByteWindow(FileBytes bytes, long begin, long end) {
    this.bytes = bytes;
    this.end = end;
    this.windowStart = begin;
  }

  /** Position in the file of the next byte. */
  public long position() {
    return windowStart + window.position();
  }

  public long remaining() {
    return end - position();
  }

  public int unsignedByte() {
    return need(1).get() & 0xff;
  }

  public int unsignedShort(ByteOrder order) {
    return need(2).order(order).getShort() & 0xffff;
  }

  public int integer(ByteOrder order) {
    return need(4).order(order).getInt();
  }

  public long longInteger(ByteOrder order) {
    return need(8).order(order).getLong();
  }

  public double doubleFloat(ByteOrder order) {
    return need(8).order(order).getDouble();
  }

  /** So many bytes as an array; refused if the file has fewer. */
  public byte[] array(long byteCount) {
    check(byteCount);
    if (byteCount > Integer.MAX_VALUE - 8) {
      throw error("claims a piece of " + byteCount + " bytes");
    }
    byte[] array = new byte[(int) byteCount];
    int copied = Math.min(array.length, window.remaining());
    window.get(array, 0, copied);
    if (copied < array.length) {
      long from = position();
      bytes.read(from, ByteBuffer.wrap(array, copied, array.length - copied));
      moveTo(from + array.length - copied);
    }
    return array;
  }

  /** So many bytes as text. */
  public String text(long byteCount) {
    byte[] array = array(byteCount);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array)).toString();
    } catch (CharacterCodingException e) {
      throw error("has text that is not UTF-8");
    }
  }

  /** Steps over so many bytes. */
  public void skip(long byteCount) {
    check(byteCount);
    if (byteCount <= window.remaining()) {
      window.position(window.position() + (int) byteCount);
    } else {
      moveTo(position() + byteCount);
    }
  }

  /** The error that something about the place just read is wrong. */
  public CheckpointException error(String problem) {
    return new CheckpointException(
        bytes.file(), problem + " near byte " + position() + "; it is damaged. Fetch it again.");
  }

  /** The error that something about the place just read is not wanted. */
  public CheckpointException refusal(String problem) {
    return new CheckpointException(bytes.file(), problem + " (at byte " + position() + ")");
  }

  private void check(long byteCount) {
    if (byteCount < 0 || byteCount > remaining()) {
      throw new CheckpointException(
          bytes.file(),
          "ends at byte "
              + end
              + " where "
              + Long.toUnsignedString(byteCount)
              + " bytes are needed at byte "
              + position()
              + "; it was cut short or is damaged. Fetch it again.");
    }
  }

  private ByteBuffer need(int byteCount) {
    check(byteCount);
    if (window.remaining() < byteCount) {
      moveTo(position());
      window.clear().limit((int) Math.min(WINDOW_BYTES, end - windowStart));
      bytes.read(windowStart, window);
      window.flip();
    }
    return window;
  }

  private void moveTo(long position) {
    windowStart = position;
    window.limit(0);
  }
}
