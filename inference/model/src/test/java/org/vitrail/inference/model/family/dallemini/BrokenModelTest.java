package org.vitrail.inference.model.family.dallemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.golden.TinyModel;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * A model folder that somebody damaged is refused with a sentence that names the file. Of a small
 * model, whose other files are read soon.
 */
@Tag("slow")
class BrokenModelTest {
  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    Map<String, Path> links = BundledModel.in(folder, "broken").roles();
    for (Map.Entry<String, Path> file : TinyModel.files("whole").roles().entrySet()) {
      Path link = links.get(file.getKey());
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, file.getValue().toAbsolutePath());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokenizer/tokenizer.json",
        "dalle/config.json",
        "dalle/encoder.safetensors",
        "dalle/decoder.safetensors",
        "vqgan/config.json",
        "vqgan/model.safetensors",
        "clip/config.json",
        "clip/model.safetensors",
        "upscaler/config.json",
        "upscaler/model.safetensors"
      })
  void a_missing_or_truncated_file_is_named(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);

    Files.delete(file);
    assertOpeningFails().hasMessage(file + ": is missing. Put it back or fetch the model again.");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertOpeningFails().hasMessageStartingWith(file + ": ");
  }

  @Test
  void weights_under_the_name_of_others_are_not_taken_for_them() throws IOException {
    swap("dalle/encoder.safetensors", "dalle/decoder.safetensors");
    assertOpeningFails()
        .hasMessageStartingWith(
            folder.resolve("dalle/encoder.safetensors")
                + " with decoder.safetensors does not hold this network: ")
        .hasMessageContaining("tensors left over (")
        .hasMessageContaining("tensors of another shape (decoder.embed_positions.weight [32, 64]")
        .hasMessageEndingWith("Check that the weights and their config.json belong together.");
    swap("dalle/encoder.safetensors", "dalle/decoder.safetensors");

    swap("clip/model.safetensors", "vqgan/model.safetensors");
    assertOpeningFails().hasMessageContaining("vqgan/model.safetensors does not hold this network");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dalle/config.json; \"d_model\":64; \"d_model\":128; does not hold this network",
        "dalle/config.json; \"heads\":2; \"heads\":3; A width of 64 does not divide into 3",
        "dalle/config.json; \"image_length\":256; \"image_length\":60; do not form a square",
        "dalle/config.json; \"encoder_layers\":1; \"encoder_layers\":2000000000; is not allowed",
        "dalle/config.json; \"ffn_dim\":96; \"ffn_dim\":\"96\"; ffn_dim: \"96\" is not allowed",
        "dalle/config.json; \"use_glu\":true; \"use_glu\":false; use_glu: false is a variant",
        "dalle/config.json; _start_token_id\":1024; _start_token_id\":1025; start token",
        "vqgan/config.json; \"ch_mult\":[; \"ch_mult\":[], \"x\":[; ch_mult",
        "vqgan/config.json; \"ch_mult\":[; \"ch_mult\":[0,; ch_mult",
        "vqgan/config.json; \"ch_mult\":[; \"ch_mult\":[1.5,; ch_mult",
        "vqgan/config.json; \"ddconfig\":{; \"ddconfig\":5, \"x\":{; ddconfig: 5",
        "vqgan/config.json; \"num_res_blocks\":1; \"num_res_blocks\":2000000000; is not allowed",
        "clip/config.json; \"vision_patch_size\":8; \"vision_patch_size\":9; patches of 9",
        "clip/config.json; \"vision_width\":64; \"vision_width\":190; do not divide into heads of 64",
        "clip/config.json; \"eot_token_id\":4097; \"eot_token_id\":4098; start and end tokens",
        "clip/config.json; \"context_length\":32; \"context_length\":1; does not hold",
        "clip/config.json; \"vision_layers\":1; \"vision_layers\":2000000000; is not allowed",
        "upscaler/config.json; \"upscale\": 4; \"upscale\": 1; upscale",
        "upscaler/config.json; \"num_conv\": 8; \"num_conv\": 2000000000; is not allowed"
      })
  void a_configuration_that_cannot_be_is_refused(
      String name, String old, String changed, String problem) throws IOException {
    Path file = folder.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(old);
    Files.delete(file);
    Files.writeString(file, text.replace(old, changed));

    assertOpeningFails()
        .hasMessageStartingWith(folder.resolve(name).getParent().toString())
        .hasMessageContaining(problem);
  }

  private void swap(String one, String other) throws IOException {
    Path spare = folder.resolve("spare");
    Files.move(folder.resolve(one), spare);
    Files.move(folder.resolve(other), folder.resolve(one));
    Files.move(spare, folder.resolve(other));
  }

  private AbstractThrowableAssert<?, ?> assertOpeningFails() {
    DalleMiniFiles files = new DalleMiniFiles(BundledModel.in(folder, "broken"));
    return assertThatThrownBy(() -> DalleMiniModel.open(files, RunOptions.AUTO).close())
        .isInstanceOf(CheckpointException.class);
  }
}
