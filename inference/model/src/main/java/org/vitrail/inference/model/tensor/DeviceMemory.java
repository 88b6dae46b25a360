package org.vitrail.inference.model.tensor;

import java.util.regex.Pattern;

/** The memory that tensors live in, of a GPU or of this machine. */
public final class DeviceMemory {
  /** As PyTorch's allocators, cuBLAS and cuDNN say it; DJL passes on nothing but their words. */
  private static final Pattern EXHAUSTED =
      Pattern.compile(
          "CUDA out of memory|CUDA error: out of memory|CU(BLAS|DNN)\\w*_ALLOC_FAILED"
              + "|not enough memory: you tried to allocate|can't allocate memory: you tried");

  private DeviceMemory() {}

  /** Whether a computation failed because there was no memory for a tensor. */
  public static boolean isExhausted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && EXHAUSTED.matcher(cause.getMessage()).find()) {
        return true;
      }
    }
    return false;
  }
}
