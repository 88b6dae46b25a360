package org.vitrail.bot.initimage.format;

/**
 * A prefix code of lossless WebP. Codes of up to eight bits are looked up at once; longer ones,
 * which are rare, are found length by length among the canonical codes in their order.
 */
final class PrefixCode {
  private static final int MAX_BITS = 15;
  private static final int ROOT_BITS = 8;
  private static final int SYMBOL_BITS = 12;

  /** In which lengths of codes for lengths are told. */
  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** By the next bits: length of the code in the upper bits, symbol in the lower; 0 = longer. */
  private final char[] root;

  private final int rootBits;
  private final char[] symbols;
  private final int[] countByLength;

  /** The symbol that takes no bits, or −1. */
  private final int only;

  private PrefixCode(int only) {
    this.only = only;
    this.root = null;
    this.rootBits = 0;
    this.symbols = null;
    this.countByLength = null;
  }

  private PrefixCode(int[] lengths, int[] countByLength) {
    this.only = -1;
    this.countByLength = countByLength;
    int longest = MAX_BITS;
    while (countByLength[longest] == 0) {
      longest--;
    }
    rootBits = Math.min(ROOT_BITS, longest);
    root = new char[1 << rootBits];
    int[] next = new int[MAX_BITS + 2];
    for (int length = 1; length <= MAX_BITS; length++) {
      next[length + 1] = next[length] + countByLength[length];
    }
    symbols = new char[next[MAX_BITS + 1]];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = (char) symbol;
      }
    }
    fillRoot();
  }

  private void fillRoot() {
    int code = 0;
    int index = 0;
    for (int length = 1; length <= rootBits; length++) {
      for (int i = 0; i < countByLength[length]; i++) {
        int reversed = Integer.reverse(code) >>> Integer.SIZE - length;
        for (int at = reversed; at < root.length; at += 1 << length) {
          root[at] = (char) (length << SYMBOL_BITS | symbols[index]);
        }
        code++;
        index++;
      }
      code <<= 1;
    }
  }

  static PrefixCode read(BitReader in, int alphabet) throws PictureException {
    if (in.flag()) {
      return simple(in, alphabet);
    }
    int[] lengthLengths = new int[LENGTH_ORDER.length];
    int told = 4 + in.read(4);
    for (int i = 0; i < Math.min(told, LENGTH_ORDER.length); i++) {
      lengthLengths[LENGTH_ORDER[i]] = in.read(3);
    }
    return of(lengths(in, of(lengthLengths), alphabet));
  }

  /** One or two symbols, told by themselves. */
  private static PrefixCode simple(BitReader in, int alphabet) throws PictureException {
    boolean two = in.flag();
    int first = in.read(in.flag() ? 8 : 1);
    int second = two ? in.read(8) : first;
    if (Math.max(first, second) >= alphabet) {
      throw broken();
    }
    int[] lengths = new int[alphabet];
    lengths[first] = 1;
    lengths[second] = 1;
    return of(lengths);
  }

  private static int[] lengths(BitReader in, PrefixCode code, int alphabet)
      throws PictureException {
    int left = in.flag() ? 2 + in.read(2 + 2 * in.read(3)) : alphabet;
    int[] lengths = new int[alphabet];
    int previous = 8;
    for (int i = 0; i < alphabet && left > 0; left--) {
      int symbol = code.next(in);
      if (symbol < 16) {
        lengths[i++] = symbol;
        previous = symbol > 0 ? symbol : previous;
      } else {
        int repeat =
            switch (symbol) {
              case 16 -> 3 + in.read(2);
              case 17 -> 3 + in.read(3);
              default -> 11 + in.read(7);
            };
        if (i + repeat > alphabet) {
          throw broken();
        }
        for (int end = i + repeat; i < end; i++) {
          lengths[i] = symbol == 16 ? previous : 0;
        }
      }
    }
    return lengths;
  }

  private static PrefixCode of(int[] lengths) throws PictureException {
    int[] countByLength = new int[MAX_BITS + 1];
    int used = 0;
    int only = 0;
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        countByLength[lengths[symbol]]++;
        used++;
        only = symbol;
      }
    }
    if (used == 1) {
      return new PrefixCode(only);
    }
    int free = 1;
    for (int length = 1; length <= MAX_BITS; length++) {
      free = 2 * free - countByLength[length];
      if (free < 0) {
        throw broken();
      }
    }
    if (free > 0) {
      throw broken();
    }
    return new PrefixCode(lengths, countByLength);
  }

  private static PictureException broken() {
    return PictureException.broken("The WebP holds a code that is none.");
  }

  int next(BitReader in) {
    if (only >= 0) {
      return only;
    }
    int entry = root[in.peek(rootBits)];
    if (entry != 0) {
      in.skip(entry >> SYMBOL_BITS);
      return entry & (1 << SYMBOL_BITS) - 1;
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= MAX_BITS; length++) {
      code = code << 1 | in.read(1);
      int count = countByLength[length];
      if (code - first < count) {
        return symbols[index + code - first];
      }
      index += count;
      first = first + count << 1;
    }
    throw new IllegalStateException("A complete code has an end for all bits.");
  }
}
