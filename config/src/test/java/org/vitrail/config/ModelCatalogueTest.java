package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {
  private static final String ENTRY =
      """
      title: Mini
      description: Pictures of many things.
      licence: Apache-2.0
      family: dalle-mini
      pixels: unit
      files:
        tokenizer: tokenizer.json
        encoder: encoder.safetensors
        decoder: decoder.safetensors
        dalleConfig: config.json
        vqgan: vqgan.safetensors
        vqganConfig: vqgan.json
      defaults:
        guidance: 10
        temperature: 1.0
        topK: 256
        topP: 0.9
        imageCount: 4
      """;

  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfigFolder() throws IOException {
    config = Files.createDirectory(home.resolve("config"));
  }

  @Test
  void the_built_in_catalogue_offers_the_bundled_model() {
    ModelEntry bundled = ModelCatalogue.load(null).require("bundled");

    assertThat(bundled.bundled()).isTrue();
    assertThat(bundled.folder()).isEmpty();
    assertThat(bundled.pixels()).isEqualTo(ModelEntry.PixelRange.SYMMETRIC);
    assertThat(bundled.defaults()).isEqualTo(new ModelDefaults(3.0f, 0.6f, 64, 1.0f, 9));
    assertThat(bundled.files().byRole())
        .containsEntry("clip", "clip/model.safetensors")
        .containsEntry("upscalerConfig", "upscaler/config.json")
        .doesNotContainKey("clipTokenizer");
  }

  @Test
  void an_entry_may_name_a_folder_relative_to_the_home() throws IOException {
    writeCatalogue("mini:\n" + (ENTRY + "folder: models/mini\n").indent(2));

    ModelEntry mini = ModelCatalogue.load(config).require("mini");

    assertThat(mini.folder()).contains(home.resolve("models/mini"));
    assertThat(mini.files().clip()).isEmpty();
  }

  @Test
  void an_unknown_id_names_the_nearest_and_all_that_are_known() {
    assertThatThrownBy(() -> ModelCatalogue.load(null).require("bundeld"))
        .hasMessageContaining(
            "there is no model \"bundeld\". Did you mean bundled? Known: bundled.");
    assertThat(ModelCatalogue.load(null).find("bundeld")).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "family: dalle-mini  | family: dalle      | mini.family: \"dalle\" is not allowed; give dalle-mini.",
        "pixels: unit        | pixels: half       | mini.pixels: \"half\" is not allowed; give symmetric, unit.",
        "guidance: 10        | guidance: 33       | mini.defaults.guidance: 33.0 is not allowed; give 1 to 32.",
        "topP: 0.9           | topP: 0            | mini.defaults.topP: 0.0 is not allowed; give more than 0, up to 1.",
        "imageCount: 4       | imageCount: 10     | mini.defaults.imageCount: 10 is not allowed; give 1 to 9 pictures.",
        "title: Mini         | titel: Mini        | mini.titel: there is no such key. Did you mean title?",
        "licence: Apache-2.0 | ''                 | mini.licence: the key is missing; give a licence's name",
        "folder: m           | ''                 | mini.folder: an absent folder is not allowed; give a folder's path",
        "folder: m           | bundled: false     | mini.folder: an absent folder is not allowed",
        "folder: m           | id: x              | mini.id: leave this out",
        "folder: m           | {folder: m, clip:} | config/models.yaml: line ",
      })
  void a_mistake_in_an_entry_names_file_key_and_what_is_allowed(
      String line, String mistake, String message) throws IOException {
    String entry = (ENTRY + "folder: m\n").replace(line, mistake);
    writeCatalogue("mini:\n" + entry.indent(2));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/models.yaml: ")
        .hasMessageContaining(message);
  }

  @Test
  void weights_without_their_config_are_refused() throws IOException {
    String entry = ENTRY.replace("  vqgan:", "  clip: clip.safetensors\n  vqgan:") + "folder: m\n";
    writeCatalogue("mini:\n" + entry.indent(2));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .hasMessageContaining(
            "mini.files.clipConfig: absence is not allowed; give the path of CLIP's");
  }

  @Test
  void an_id_that_could_not_be_typed_is_refused() throws IOException {
    writeCatalogue("Mega Model:\n" + ENTRY.indent(2));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .hasMessageContaining("Mega Model: this is no id");
  }

  @Test
  void an_empty_catalogue_is_refused() throws IOException {
    writeCatalogue("# nothing\n");

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .hasMessageContaining("config/models.yaml: no model stands here; give at least one.");
  }

  @Test
  void a_folder_with_its_own_model_file_is_an_entry() throws IOException {
    Path folder = Files.createDirectory(home.resolve("My Mini"));
    Files.writeString(folder.resolve("model.yaml"), ENTRY);

    ModelEntry mini = ModelCatalogue.fromFolder(folder);

    assertThat(mini.id()).isEqualTo("my-mini");
    assertThat(mini.folder()).contains(folder);
    assertThat(mini.bundled()).isFalse();
  }

  @Test
  void a_folder_without_a_model_file_is_refused() {
    assertThatThrownBy(() -> ModelCatalogue.fromFolder(home))
        .hasMessageContaining("model.yaml: there is no such file");
  }

  private void writeCatalogue(String text) throws IOException {
    Files.writeString(config.resolve("models.yaml"), text);
  }
}
