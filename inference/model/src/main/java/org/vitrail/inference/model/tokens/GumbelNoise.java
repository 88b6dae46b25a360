package org.vitrail.inference.model.tokens;

/**
 * The randomness of one picture: Gumbel noise that depends on the job's seed, the picture's index
 * in the job, the position and the token, and on nothing else. So a picture is the same whoever
 * shares its batch; only in bf16, where a batch of another size may round a number the other way,
 * it differs now and then.
 *
 * <p>The largest of {@code logit + noise} is a draw from the softmax of the logits (the Gumbel-max
 * trick, Maddison et al. 2014, arXiv:1411.0030). The bits are SplitMix64's finalizer (Steele et
 * al., "Fast Splittable Pseudorandom Number Generators", 2014) over the four numbers; {@link
 * StrictMath} keeps them equal on every machine.
 */
final class GumbelNoise {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final long pictureKey;

  GumbelNoise(long seed, int imageIndex) {
    pictureKey = mix(mix(seed) + imageIndex);
  }

  /** Noise of one token at one position. */
  double at(int position, int token) {
    long bits = mix(key(position) + token);
    // The middle of one of 2^53 cells of (0, 1): never 0, never 1.
    double uniform = ((bits >>> 11) + 0.5) * 0x1.0p-53;
    return -StrictMath.log(-StrictMath.log(uniform));
  }

  /** What the noise of all tokens at one position is made from. */
  long key(int position) {
    return mix(pictureKey + position);
  }

  private static long mix(long value) {
    long z = value + GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
