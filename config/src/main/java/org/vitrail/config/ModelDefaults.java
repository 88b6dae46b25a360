package org.vitrail.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * The form in which entries of the catalogue named their options while all models had the same
 * four: their values for requests that do not choose. It is read, and means options with the ranges
 * that there were then.
 *
 * @param guidance super-conditioning factor; 1 leaves the unconditional pass without effect
 * @param topK image tokens to choose from
 * @param topP probability mass to choose from
 * @param imageCount pictures per request
 */
record ModelDefaults(
    @Allowed("1 to 32") float guidance,
    @Allowed("0.01 to 10") float temperature,
    @Allowed("1 to 65536 image tokens") int topK,
    @Allowed("more than 0, up to 1") float topP,
    @Allowed("1 to 9 pictures") int imageCount) {
  private static final int MAX_TOP_K = 16_384;

  ModelDefaults {
    Class<ModelDefaults> here = ModelDefaults.class;
    Check.that(guidance >= 1 && guidance <= 32, here, "guidance", guidance);
    Check.that(temperature >= 0.01f && temperature <= 10, here, "temperature", temperature);
    Check.that(Check.within(1, topK, 65_536), here, "topK", topK);
    Check.that(topP > 0 && topP <= 1, here, "topP", topP);
    Check.that(Check.within(1, imageCount, 9), here, "imageCount", imageCount);
  }

  /** The same as an entry's options. */
  ObjectNode options() {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.set(
        "temperature",
        range(decimal(temperature), "min", 0, 10).put("min", new BigDecimal("0.01")));
    options.set("guidance", range(decimal(guidance), "min", 0, 50));
    options.set(
        "top-k",
        range(BigDecimal.valueOf(topK), "min", 0, Math.max(topK, MAX_TOP_K)).put("whole", true));
    options.set("top-p", range(decimal(topP), "above", 0, 1));
    return options;
  }

  private static ObjectNode range(BigDecimal standard, String lower, int bound, int max) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("default", standard)
        .put(lower, bound)
        .put("max", max);
  }

  private static BigDecimal decimal(float value) {
    return new BigDecimal(Float.toString(value));
  }
}
