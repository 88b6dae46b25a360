package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.WeightTensor;
import org.vitrail.inference.model.weights.safetensors.SafetensorsRoundTripTest;

class WeightTableTest {
  private final WeightTable table =
      new WeightTable().needConv("conv", 4, 3, 1).needNorm("norm", 4).allow("scale");

  @Test
  void a_checkpoint_with_exactly_these_tensors_passes_with_and_without_what_may_be_left_out() {
    Map<String, WeightTensor> tensors = fitting();
    table.check("model", tensors);
    tensors.put("scale", tensor());
    table.check("model", tensors);

    assertThat(table.all()).containsOnlyKeys(tensors.keySet());
  }

  @Test
  void missing_left_over_and_misshaped_tensors_are_one_error() {
    Map<String, WeightTensor> tensors = fitting();
    tensors.remove("conv.bias");
    tensors.remove("norm.bias");
    tensors.put("extra", tensor(1));
    tensors.put("norm.weight", tensor(5));
    tensors.put("scale", tensor(1));

    assertThatThrownBy(() -> table.check("model.safetensors", tensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "model.safetensors does not hold this network: 2 tensors missing (conv.bias,"
                + " norm.bias). 1 tensor left over (extra). 2 tensors of another shape (norm.weight"
                + " [5] instead of [4], scale [1] instead of []). Check that the weights and their"
                + " config.json belong together.");
  }

  @Test
  void a_long_list_is_cut() {
    WeightTable many = new WeightTable();
    for (int i = 0; i < 20; i++) {
      many.need("layer%02d".formatted(i), 1);
    }

    assertThatThrownBy(() -> many.check("model", Map.of()))
        .hasMessageContaining("20 tensors missing (layer00, ")
        .hasMessageContaining("layer07, …)")
        .hasMessageNotContaining("layer08");
  }

  @Test
  void a_shape_of_other_axes_is_another_shape() {
    Map<String, WeightTensor> tensors = fitting();
    tensors.put("norm.bias", tensor(4, 1));

    assertThatThrownBy(() -> table.check("model", tensors))
        .hasMessageContaining("norm.bias [4, 1] instead of [4]");
  }

  private static Map<String, WeightTensor> fitting() {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    tensors.put("conv.weight", tensor(4, 3, 1, 1));
    tensors.put("conv.bias", tensor(4));
    tensors.put("norm.weight", tensor(4));
    tensors.put("norm.bias", tensor(4));
    return tensors;
  }

  private static WeightTensor tensor(long... shape) {
    return SafetensorsRoundTripTest.tensor(TensorType.F32, shape);
  }
}
