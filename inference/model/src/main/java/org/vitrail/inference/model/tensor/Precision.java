package org.vitrail.inference.model.tensor;

import java.util.Locale;

/** The number format of the transformer's linear layers; all else is computed in f32. */
public enum Precision {
  /** The fastest one whose pictures look the same: f16 on a processor, bf16 on a GPU. */
  AUTO,
  /**
   * 16-bit brain floats: half the bytes of f32, logits within about 1 % (rms). Who shares a batch
   * may tip a rounding, so now and then a picture's last tokens differ from those it has alone.
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
   * 8-bit integers per output channel: least memory, logits within about 5 % (rms); CPU only. All
   * rows of a step share one scale, so a seed's pictures depend on who shares their batch.
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
