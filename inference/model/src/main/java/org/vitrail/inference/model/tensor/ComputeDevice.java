package org.vitrail.inference.model.tensor;

import java.util.Locale;

/** Where tensors live and programs run. */
public enum ComputeDevice {
  /** A CUDA GPU if there is one, else the processor. */
  AUTO,
  CPU,
  CUDA;

  /** Reads {@code auto}, {@code cpu} or {@code cuda}. */
  public static ComputeDevice of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Device '" + name + "' is unknown; choose auto, cpu or cuda.", e);
    }
  }
}
