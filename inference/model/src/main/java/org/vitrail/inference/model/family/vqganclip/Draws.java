package org.vitrail.inference.model.family.vqganclip;

/**
 * The random numbers of one iteration of one picture. They depend on the job's seed, the picture's
 * index in the job and the iteration, and on nothing else, so that a picture is the same whoever
 * shares its batch and wherever it was taken up again. SplitMix64 (Steele et al., "Fast Splittable
 * Pseudorandom Number Generators", 2014).
 */
final class Draws {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private long state;

  /**
   * @param iteration below 0 for what is drawn before the first one
   */
  Draws(long seed, int image, int iteration) {
    state = mix(mix(mix(seed + GOLDEN_RATIO) + image + GOLDEN_RATIO) + iteration + GOLDEN_RATIO);
  }

  /** 64 random bits. */
  long bits() {
    state += GOLDEN_RATIO;
    return mix(state);
  }

  /** Of [0, 1). */
  double uniform() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  /** Of [from, to). */
  double between(double from, double to) {
    return from + uniform() * (to - from);
  }

  /** Of 0 up to a number. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  boolean happens(double probability) {
    return uniform() < probability;
  }

  /** Of a standard normal distribution (Box and Muller, 1958). */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  /** The numbers below a bound in a random order (Fisher and Yates). */
  long[] order(int bound) {
    long[] order = new long[bound];
    for (int i = 0; i < bound; i++) {
      int at = below(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
