package org.vitrail.inference.model.tensor;

/**
 * What a model takes of a GPU's memory.
 *
 * @param what for a sentence, as {@code dalle-mega in bf16 with 18 pictures at a time}
 * @param bytes about; 0 where nobody knows
 */
public record GpuNeed(String what, long bytes) {
  public static final GpuNeed UNKNOWN = new GpuNeed("", 0);
}
