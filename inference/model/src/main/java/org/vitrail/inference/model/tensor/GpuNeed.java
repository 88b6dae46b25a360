package org.vitrail.inference.model.tensor;

import java.util.Locale;

/**
 * What a model takes of a GPU's memory.
 *
 * @param what for a sentence, as {@code dalle-mega in bf16 with 18 pictures at a time}
 * @param bytes about; 0 where nobody knows
 */
public record GpuNeed(String what, long bytes) {
  public static final GpuNeed UNKNOWN = new GpuNeed("", 0);

  /** For people, as {@code dalle-mini in bf16 with 9 pictures at a time needs about 3.5 GiB}. */
  public String described() {
    return String.format(Locale.ROOT, "%s needs about %.1f GiB", what, bytes / (double) (1 << 30));
  }
}
