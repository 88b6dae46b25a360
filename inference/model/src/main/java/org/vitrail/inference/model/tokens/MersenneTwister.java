package org.vitrail.inference.model.tokens;

/**
 * The generator behind PyTorch's and NumPy's seeds: MT19937 (Matsumoto and Nishimura, "Mersenne
 * Twister", 1998), seeded by a 32-bit number.
 */
final class MersenneTwister {
  private static final int WORDS = 624;
  private static final int SHIFT = 397;

  private final int[] state = new int[WORDS];
  private int next = WORDS;

  MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** The next 32 bits. */
  int word() {
    if (next == WORDS) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /** PyTorch's uniform double in [0, 1): 53 bits of two words. */
  double uniform() {
    long high = Integer.toUnsignedLong(word());
    long bits = high << 32 | Integer.toUnsignedLong(word());
    return (bits & ((1L << 53) - 1)) * 0x1.0p-53;
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + SHIFT) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    next = 0;
  }
}
