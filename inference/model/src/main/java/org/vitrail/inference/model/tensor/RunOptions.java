package org.vitrail.inference.model.tensor;

/**
 * How networks are run.
 *
 * @param device where
 * @param precision number format of the transformer's linear layers
 * @param threads processor threads for one operation; 0 = all cores, for image tokens as many as no
 *     other program uses
 */
public record RunOptions(ComputeDevice device, Precision precision, int threads) {
  /** Device, precision and threads chosen for this machine. */
  public static final RunOptions AUTO = new RunOptions(ComputeDevice.AUTO, Precision.AUTO, 0);

  /** For comparing with references: f32 on the processor. */
  public static final RunOptions REFERENCE = new RunOptions(ComputeDevice.CPU, Precision.F32, 0);

  public RunOptions {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException(
          "threads: " + threads + " is not allowed; give 0 (as many as cores are free) to 1024.");
    }
  }
}
