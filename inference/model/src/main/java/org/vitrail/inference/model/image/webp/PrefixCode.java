package org.vitrail.inference.model.image.webp;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * A canonical prefix code made for the frequencies of its symbols, which also writes itself (WebP
 * Lossless Bitstream Specification, 6.2.1): the shortest codes that are no longer than allowed or
 * close to it.
 */
final class PrefixCode {
  private static final int MAX_LENGTH = 15;
  private static final int MAX_LENGTH_OF_LENGTHS = 7;

  /** The order in which the lengths of the codes for lengths are written. */
  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Symbols for lengths: the one before three to six times, and two ways to say many zeros. */
  private static final int REPEAT = 16;

  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;

  private final int[] lengths;
  private final int[] codes;

  private PrefixCode(int[] lengths) {
    this.lengths = lengths;
    this.codes = codes(lengths);
  }

  /**
   * @param counts how often each symbol comes
   */
  static PrefixCode of(int[] counts) {
    return new PrefixCode(lengths(counts, MAX_LENGTH));
  }

  void write(int symbol, BitWriter bits) {
    bits.write(codes[symbol], lengths[symbol]);
  }

  /** Writes the code itself, which is then as it is read: a single symbol needs no bits. */
  void writeTable(BitWriter bits) {
    int[] used = IntStream.range(0, lengths.length).filter(i -> lengths[i] > 0).toArray();
    if (used.length > 2 || used.length > 0 && used[used.length - 1] > 255) {
      writeLengths(bits);
      return;
    }
    int first = used.length == 0 ? 0 : used[0];
    bits.write(1, 1);
    bits.write(used.length == 2 ? 1 : 0, 1);
    bits.write(first > 1 ? 1 : 0, 1);
    bits.write(first, first > 1 ? 8 : 1);
    if (used.length == 2) {
      bits.write(used[1], 8);
    } else if (used.length == 1) {
      lengths[first] = 0;
    }
  }

  private void writeLengths(BitWriter bits) {
    int[] symbols = new int[lengths.length];
    int[] extras = new int[lengths.length];
    int count = symbols(symbols, extras);
    int[] counts = new int[LENGTH_ORDER.length];
    for (int i = 0; i < count; i++) {
      counts[symbols[i]]++;
    }
    if (IntStream.of(counts).filter(it -> it > 0).count() == 1) {
      // A code of one symbol has no bits, and not every reader knows that of this code.
      counts[counts[0] > 0 ? 1 : 0]++;
    }
    PrefixCode ofLengths = new PrefixCode(lengths(counts, MAX_LENGTH_OF_LENGTHS));
    bits.write(0, 1);
    bits.write(LENGTH_ORDER.length - 4, 4);
    for (int symbol : LENGTH_ORDER) {
      bits.write(ofLengths.lengths[symbol], 3);
    }
    bits.write(0, 1);
    for (int i = 0; i < count; i++) {
      ofLengths.write(symbols[i], bits);
      switch (symbols[i]) {
        case REPEAT -> bits.write(extras[i], 2);
        case ZEROS -> bits.write(extras[i], 3);
        case MANY_ZEROS -> bits.write(extras[i], 7);
        default -> {}
      }
    }
  }

  /** The lengths in the symbols that stand for them. Returns how many symbols. */
  private int symbols(int[] symbols, int[] extras) {
    int count = 0;
    int last = 8;
    for (int at = 0; at < lengths.length; ) {
      int length = lengths[at];
      int run = 1;
      while (at + run < lengths.length && lengths[at + run] == length) {
        run++;
      }
      if (length == 0 && run >= 3) {
        run = Math.min(run, 138);
        symbols[count] = run > 10 ? MANY_ZEROS : ZEROS;
        extras[count++] = run > 10 ? run - 11 : run - 3;
      } else if (length == last && length > 0 && run >= 3) {
        run = Math.min(run, 6);
        symbols[count] = REPEAT;
        extras[count++] = run - 3;
      } else {
        run = 1;
        symbols[count++] = length;
        last = length > 0 ? length : last;
      }
      at += run;
    }
    return count;
  }

  /** Huffman's lengths; where one is too long, rare symbols count as more frequent. */
  private static int[] lengths(int[] counts, int most) {
    for (int floor = 1; ; floor *= 2) {
      int[] lengths = huffman(counts, floor);
      if (IntStream.of(lengths).max().orElse(0) <= most) {
        return lengths;
      }
    }
  }

  private record Node(long weight, int order, int symbol, Node left, Node right) {}

  private static int[] huffman(int[] counts, int floor) {
    PriorityQueue<Node> nodes =
        new PriorityQueue<>(Comparator.comparingLong(Node::weight).thenComparingInt(Node::order));
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        nodes.add(new Node(Math.max(counts[symbol], floor), symbol, symbol, null, null));
      }
    }
    int[] lengths = new int[counts.length];
    if (nodes.size() == 1) {
      lengths[nodes.remove().symbol] = 1;
    }
    for (int order = counts.length; nodes.size() > 1; order++) {
      Node one = nodes.remove();
      Node other = nodes.remove();
      nodes.add(new Node(one.weight + other.weight, order, -1, one, other));
    }
    if (!nodes.isEmpty()) {
      measure(nodes.remove(), 0, lengths);
    }
    return lengths;
  }

  private static void measure(Node node, int depth, int[] lengths) {
    if (node.symbol >= 0) {
      lengths[node.symbol] = depth;
    } else {
      measure(node.left, depth + 1, lengths);
      measure(node.right, depth + 1, lengths);
    }
  }

  /** Canonical codes, as they are written: their first bit lowest. */
  private static int[] codes(int[] lengths) {
    int[] codes = new int[lengths.length];
    int next = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      next <<= 1;
      for (int symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] == length) {
          codes[symbol] = Integer.reverse(next++) >>> Integer.SIZE - length;
        }
      }
    }
    return codes;
  }
}
