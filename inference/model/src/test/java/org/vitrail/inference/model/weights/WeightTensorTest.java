package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.tensor.TensorType;

class WeightTensorTest {
  @Test
  void bytes_fill_the_shape() {
    assertThatThrownBy(
            () -> new WeightTensor(TensorType.F32, new long[] {2, 3}, ByteBuffer.allocate(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A tensor F32[2, 3] needs 24 bytes, not 20.");
    assertThatThrownBy(() -> new SafetensorsWriter().put("a", new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equal_tensors_have_the_same_type_shape_and_bytes() {
    WeightTensor tensor = SafetensorsRoundTripTest.tensor(TensorType.I16, 2, 3);

    assertThat(SafetensorsRoundTripTest.tensor(TensorType.I16, 2, 3))
        .isEqualTo(tensor)
        .hasSameHashCodeAs(tensor)
        .hasToString("I16[2, 3]");
    assertThat(SafetensorsRoundTripTest.tensor(TensorType.I16, 3, 2)).isNotEqualTo(tensor);
    assertThat(SafetensorsRoundTripTest.tensor(TensorType.F16, 2, 3)).isNotEqualTo(tensor);
    assertThat(new WeightTensor(TensorType.I16, new long[] {2, 3}, ByteBuffer.allocate(12)))
        .isNotEqualTo(tensor);
  }
}
