package org.vitrail.config;

/**
 * Sampling for requests that do not choose.
 *
 * @param guidance super-conditioning factor; 1 leaves the unconditional pass without effect
 * @param topK image tokens to choose from
 * @param topP probability mass to choose from
 * @param imageCount pictures per request
 */
public record ModelDefaults(
    @Allowed("1 to 32") float guidance,
    @Allowed("0.01 to 10") float temperature,
    @Allowed("1 to 65536 image tokens") int topK,
    @Allowed("more than 0, up to 1") float topP,
    @Allowed("1 to 9 pictures") int imageCount) {
  public ModelDefaults {
    Class<ModelDefaults> here = ModelDefaults.class;
    Check.that(guidance >= 1 && guidance <= 32, here, "guidance", guidance);
    Check.that(temperature >= 0.01f && temperature <= 10, here, "temperature", temperature);
    Check.that(Check.within(1, topK, 65_536), here, "topK", topK);
    Check.that(topP > 0 && topP <= 1, here, "topP", topP);
    Check.that(Check.within(1, imageCount, 9), here, "imageCount", imageCount);
  }
}
