package org.vitrail.inference.model.tensor;

import java.util.Locale;

/**
 * The number format of the transformer's linear layers. With {@link #BF16} and {@link #INT8}, where
 * the processor or the GPU is fast at bf16, keys, values, VQGAN's decoder and CLIP's linear layers
 * are in bf16 too; all else is computed in f32.
 */
public enum Precision {
  /**
   * The fastest one whose pictures look the same: bf16 on a GPU and on processors that are fast at
   * it, else f16. Small models, for which it makes no difference, draw the same everywhere: f16 on
   * a processor, f32 on a GPU.
   */
  AUTO,
  /**
   * 16-bit brain floats: half the bytes of f32, logits within about 1 % (rms). Who shares a batch
   * may tip a rounding, so now and then a picture's last tokens differ from those it has alone. A
   * processor that is not fast at it takes {@link #F16}, which is as small.
   */
  BF16,
  /**
   * 16-bit weights with f32 arithmetic: half the bytes of f32, logits within .1 % (rms), and a
   * picture is the same whoever shares its batch. Many checkpoints are published in it.
   */
  F16,
  /** 32-bit floats: for comparing with references. */
  F32,
  /**
   * 8-bit integers, weights with a scale per output channel and inputs per row: least memory,
   * logits within about 5 % (rms); a picture is the same whoever shares its batch. CPU only.
   */
  INT8;

  /** Reads {@code auto}, {@code bf16}, {@code f16}, {@code f32} or {@code int8}. */
  public static Precision of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Precision '" + name + "' is unknown; choose auto, bf16, f16, f32 or int8.", e);
    }
  }
}
