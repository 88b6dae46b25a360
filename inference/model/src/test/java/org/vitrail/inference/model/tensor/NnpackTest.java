package org.vitrail.inference.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NnpackTest {
  @Test
  void pytorch_is_loaded_with_nnpack_switched_off() {
    PyTorch.load(ComputeDevice.CPU, new CudaChoice.OnProcessor(""));

    assertThat(Nnpack.isOn()).isFalse();
  }
}
