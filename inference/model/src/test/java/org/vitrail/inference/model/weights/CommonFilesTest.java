package org.vitrail.inference.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Files as trainers and converters leave them. */
class CommonFilesTest {
  @Test
  void a_checkpoint_that_mentions_typing_any_is_read() throws URISyntaxException {
    try (Checkpoint checkpoint = Checkpoint.open(file("omegaconf-typing-any.ckpt"))) {
      assertThat(checkpoint.format()).isEqualTo(CheckpointFormat.TORCH_ZIP);
      assertThat(checkpoint.tensors()).isEmpty();
      assertThat(checkpoint.strangers()).isEmpty();
    }
  }

  @Test
  void a_checkpoint_that_mentions_its_pytorch_version_is_read() throws URISyntaxException {
    try (Checkpoint checkpoint = Checkpoint.open(file("torchversion.ckpt"))) {
      assertThat(checkpoint.tensors()).isEmpty();
      assertThat(checkpoint.strangers()).isEmpty();
    }
  }

  @Test
  void a_tensor_of_eight_bits_is_listed_beside_the_others() throws URISyntaxException {
    try (Checkpoint checkpoint = Checkpoint.open(file("fp8.safetensors"))) {
      assertThat(checkpoint.stored()).containsOnlyKeys("w", "b");
      assertThat(checkpoint.stored().get("w").typeName()).isEqualTo("F8_E4M3");
      assertThat(checkpoint.stored().get("b").typeName()).isEqualTo("f32");
      assertThatThrownBy(checkpoint::tensors)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("(w F8_E4M3[4])");
    }
  }

  @Test
  void a_pointer_of_git_lfs_is_named() throws URISyntaxException {
    Path file = file("lfs-pointer.safetensors");

    assertThatThrownBy(() -> Checkpoint.open(file))
        .hasMessageStartingWith(file + ": is not a file of weights but a Git LFS pointer")
        .hasMessageContaining("1751234567 bytes")
        .hasMessageContaining("git lfs pull");
  }

  private static Path file(String name) throws URISyntaxException {
    return Path.of(CommonFilesTest.class.getResource("/hostile/" + name).toURI());
  }
}
