package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/** Parts of a file one behind the other, between some bytes of our own; without copying them. */
final class FileParts {
  private static final int READS_PER_CHECK = 1 << 12;

  private final byte[] file;
  private final byte[] head;
  private final byte[] tail;
  private int[] from = new int[16];

  /** Where each part begins in the whole; the last entry is where the tail begins. */
  private int[] begin = new int[17];

  private int count;

  FileParts(byte[] head, byte[] file, byte[] tail) {
    this.head = head;
    this.file = file;
    this.tail = tail;
    begin[0] = head.length;
  }

  FileParts add(int partFrom, int partTo) {
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      begin = Arrays.copyOf(begin, 2 * count + 1);
    }
    from[count] = partFrom;
    begin[count + 1] = begin[count] + partTo - partFrom;
    count++;
    return this;
  }

  /** All of it, as image readers want it, and as long as there is time. */
  Stream stream(Deadline deadline) {
    return new Stream(deadline);
  }

  /** Knows its length and can go back. */
  final class Stream extends ImageInputStreamImpl {
    private final Deadline deadline;
    private int part;
    private int reads;

    private Stream(Deadline deadline) {
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      bitOffset = 0;
      int at = (int) streamPos;
      // Readers of WebP ask for each byte: the way is short while they stay in one part.
      if (part < count && at >= begin[part] && at < begin[part + 1]) {
        if (++reads % READS_PER_CHECK == 0) {
          deadline.check();
        }
        streamPos++;
        return file[from[part] + at - begin[part]] & 0xff;
      }
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      deadline.check();
      checkClosed();
      bitOffset = 0;
      int at = (int) streamPos;
      int there;
      if (at < head.length) {
        there = copy(head, at, head.length, into, offset, length);
      } else if (at < begin[count]) {
        int found = Arrays.binarySearch(begin, 0, count, at);
        part = found >= 0 ? found : -found - 2;
        int in = from[part] + at - begin[part];
        there = copy(file, in, from[part] + begin[part + 1] - begin[part], into, offset, length);
      } else {
        there = copy(tail, at - begin[count], tail.length, into, offset, length);
      }
      streamPos += Math.max(0, there);
      return there;
    }

    private static int copy(byte[] of, int at, int end, byte[] into, int offset, int length) {
      if (at >= end) {
        return -1;
      }
      int there = Math.min(length, end - at);
      System.arraycopy(of, at, into, offset, there);
      return there;
    }

    @Override
    public long length() {
      return begin[count] + (long) tail.length;
    }
  }
}
