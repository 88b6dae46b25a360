package org.vitrail.inference.model.weights.file;

import java.nio.ByteBuffer;
import java.util.List;

/** Storages one behind the other; some formats cut a large array into pieces. */
record JoinedStorage(List<Storage> parts) implements Storage {
  @Override
  public long byteCount() {
    return parts.stream().mapToLong(Storage::byteCount).sum();
  }

  @Override
  public void read(long position, ByteBuffer into) {
    long start = 0;
    int limit = into.limit();
    for (Storage part : parts) {
      long skipped = position - start;
      if (skipped < part.byteCount() && into.position() < limit) {
        long count = Math.min(part.byteCount() - skipped, limit - into.position());
        into.limit(into.position() + (int) count);
        part.read(skipped, into);
        into.limit(limit);
        position += count;
      }
      start += part.byteCount();
    }
  }
}
