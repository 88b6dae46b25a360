package org.vitrail.config;

/**
 * What is said of a network that enlarges pictures besides its files.
 *
 * @param network its kind, which also says what its authors do around it
 * @param factor how many times as wide and high a picture becomes
 */
public record UpscalerTraits(
    @Allowed("the network's kind, such as real-esrgan") String network,
    @Allowed("2 to 16") int factor) {
  /** The role of a file with the same network that leaves noise. */
  public static final String NOISY = "upscalerNoisy";

  public UpscalerTraits {
    Check.that(Check.within(2, factor, 16), UpscalerTraits.class, "factor", factor);
  }
}
