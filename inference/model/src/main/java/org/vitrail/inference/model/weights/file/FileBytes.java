package org.vitrail.inference.model.weights.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.vitrail.inference.model.disk.FileTrouble;

/**
 * A file of any size, read at any position; every error names the file and the place.
 *
 * <p>It is not mapped into memory: a mapped file that another program cuts short kills the process,
 * and pages once touched would count as memory of a process that has long converted them.
 */
public final class FileBytes implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /**
   * @throws CheckpointException if there is no such file
   */
  public static FileBytes open(Path file) {
    if (Files.isDirectory(file)) {
      throw new CheckpointException(file, "is a folder, not a file of weights.");
    }
    // Opening a pipe would wait for a writer.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new CheckpointException(file, "is a device or pipe, not a file of weights.");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new FileBytes(file, channel, channel.size());
    } catch (NoSuchFileException e) {
      throw new CheckpointException(file, "is missing. Put it back or fetch the model again.", e);
    } catch (AccessDeniedException e) {
      throw new CheckpointException(
          file, "may not be read by this user; give them the right to read it.", e);
    } catch (IOException e) {
      closeAfter(channel, e);
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  private static void closeAfter(FileChannel channel, IOException failure) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  public Path file() {
    return file;
  }

  /** Bytes in the file when it was opened. */
  public long size() {
    return size;
  }

  /**
   * Fills what is left of a buffer from a position on.
   *
   * @throws CheckpointException if the file ends before
   */
  public void read(long position, ByteBuffer into) {
    if (position < 0 || position + into.remaining() > size) {
      throw new CheckpointException(
          file,
          "has "
              + size
              + " bytes where "
              + (position + into.remaining())
              + " are needed; it was cut short. Fetch it again.");
    }
    try {
      long at = position;
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          throw new CheckpointException(
              file, "became shorter while it was read, at byte " + at + "; fetch it again.");
        }
        at += read;
      }
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  /** So many bytes from a position on, little-endian. */
  public ByteBuffer read(long position, int byteCount) {
    // Before the memory is taken: a broken file may claim anything.
    if (byteCount < 0 || position < 0 || byteCount > size - position) {
      throw new CheckpointException(
          file,
          "has "
              + size
              + " bytes, too few for "
              + byteCount
              + " at byte "
              + position
              + "; it was cut short. Fetch it again.");
    }
    ByteBuffer bytes = ByteBuffer.allocate(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    read(position, bytes);
    return bytes.flip();
  }

  /**
   * A part of the file.
   *
   * @param what it holds, for the error
   * @throws CheckpointException if the file ends before the part does
   */
  public Storage region(long begin, long byteCount, String what) {
    if (begin < 0 || byteCount < 0 || byteCount > size - begin) {
      throw new CheckpointException(
          file,
          what
              + " lies at bytes "
              + begin
              + " to "
              + Math.max(begin, begin + byteCount)
              + " of a file of "
              + size
              + "; it was cut short or is damaged. Fetch it again.");
    }
    return new Region(this, begin, byteCount);
  }

  /** The file as a channel that yields so many bytes at most before it refuses. */
  public SeekableByteChannel channel(long mostBytes) {
    return new BoundedChannel(this, mostBytes);
  }

  private record Region(FileBytes bytes, long begin, long byteCount) implements Storage {
    @Override
    public void read(long position, ByteBuffer into) {
      bytes.read(begin + position, into);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be closed: " + FileTrouble.of(e).sentence(), e);
    }
  }
}
