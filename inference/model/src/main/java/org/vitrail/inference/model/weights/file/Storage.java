package org.vitrail.inference.model.weights.file;

import java.nio.ByteBuffer;
import java.util.List;

/** Bytes that tensors are cut from: a part of a file, several parts, or memory. */
public interface Storage {
  long byteCount();

  /**
   * Fills what is left of a buffer.
   *
   * @param position of the first byte to read, counted from the start of this storage
   * @throws CheckpointException if the file ends before or cannot be read
   */
  void read(long position, ByteBuffer into);

  /** What is left of a buffer, as a storage. */
  static Storage of(ByteBuffer memory) {
    ByteBuffer bytes = memory.slice();
    return new Storage() {
      @Override
      public long byteCount() {
        return bytes.limit();
      }

      @Override
      public void read(long position, ByteBuffer into) {
        int count = into.remaining();
        into.put(bytes.duplicate().position((int) position).limit((int) position + count));
      }
    };
  }

  /** A part of a storage. */
  static Storage part(Storage whole, long begin, long count) {
    return new Storage() {
      @Override
      public long byteCount() {
        return count;
      }

      @Override
      public void read(long position, ByteBuffer into) {
        whole.read(begin + position, into);
      }
    };
  }

  /** Storages one behind the other, as if they were one. */
  static Storage joined(List<Storage> parts) {
    return parts.size() == 1 ? parts.get(0) : new JoinedStorage(List.copyOf(parts));
  }
}
