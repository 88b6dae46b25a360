package org.vitrail.inference.model.weights.file;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file for a library that reads channels, which gets no more bytes than it needs for an honest
 * file: what it keeps of them is bounded so, whatever the file claims.
 */
final class BoundedChannel implements SeekableByteChannel {
  /** The library reads number by number, here and there. */
  private static final int WINDOW_BYTES = 1 << 10;

  private final FileBytes bytes;
  private final long mostBytes;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowStart;
  private long position;
  private long readBytes;

  BoundedChannel(FileBytes bytes, long mostBytes) {
    this.bytes = bytes;
    this.mostBytes = mostBytes;
  }

  @Override
  public int read(ByteBuffer into) {
    if (into.hasRemaining() && position >= bytes.size()) {
      return -1;
    }
    fill();
    int count = Math.min(into.remaining(), window.remaining());
    readBytes += count;
    if (readBytes > mostBytes) {
      throw new CheckpointException(
          bytes.file(),
          "is an archive whose list of entries takes more than "
              + mostBytes
              + " bytes, too long for a file of weights.");
    }
    into.put(window.slice(window.position(), count));
    position += count;
    return count;
  }

  /** By whole windows, for the end of an archive is looked for backwards. */
  private void fill() {
    long begin = position / WINDOW_BYTES * WINDOW_BYTES;
    if (begin != windowStart || window.limit() == 0) {
      windowStart = begin;
      window.clear().limit((int) Math.min(WINDOW_BYTES, bytes.size() - begin));
      bytes.read(begin, window);
      window.flip();
    }
    window.position((int) (position - begin));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    this.position = position;
    return this;
  }

  @Override
  public long size() {
    return bytes.size();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  /** Leaves the file open, which is not the reader's. */
  @Override
  public void close() {}
}
