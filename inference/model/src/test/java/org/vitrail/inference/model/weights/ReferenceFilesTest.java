package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** Files that PyTorch and Flax wrote hold the tensors that they put into them, bit by bit. */
class ReferenceFilesTest {
  @ParameterizedTest
  @CsvSource({
    "torch213-zip.pt, expected, TORCH_ZIP",
    "torch213-legacy.pt, expected, TORCH_LEGACY",
    "torch113-zip.pt, expected, TORCH_ZIP",
    "torch113-legacy.pt, expected, TORCH_LEGACY",
    "lightning.ckpt, expected, TORCH_ZIP",
    "lightning-legacy.ckpt, expected, TORCH_LEGACY",
    "tar.pt, tar-expected, TORCH_TAR",
    "torchscript.pt, torchscript-expected, TORCHSCRIPT",
    "flax.msgpack, flax-expected, FLAX_MSGPACK",
    "flax-chunked.msgpack, flax-expected, FLAX_MSGPACK"
  })
  void tensors_have_the_values_that_were_saved(
      String file, String expected, CheckpointFormat format) {
    try (Checkpoint checkpoint = Checkpoint.open(file(file));
        Checkpoint twin = Checkpoint.open(file(expected + ".safetensors"))) {
      assertThat(checkpoint.format()).isEqualTo(format);
      assertThat(checkpoint.tensors()).containsExactlyInAnyOrderEntriesOf(twin.tensors());
    }
  }

  @Test
  void slices_of_one_array_share_its_storage() {
    try (Checkpoint checkpoint = Checkpoint.open(file("torch213-zip.pt"))) {
      Map<String, WeightTensor> tensors = checkpoint.tensors();

      assertThat(tensors.get("stacked.1").strides()).containsExactly(1, 4);
      assertThat(tensors.get("stacked.1").offset()).isEqualTo(12);
      assertThat(tensors.get("stacked.0").storage()).isEqualTo(tensors.get("whole").storage());
    }
  }

  static Path file(String name) {
    try {
      return Path.of(ReferenceFilesTest.class.getResource("/checkpoints/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
