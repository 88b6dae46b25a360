package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {
  private static final String ENTRY = SampleEntries.MINI;

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
    assertThat(bundled.traits()).containsExactly(Map.entry("pixels", "symmetric"));
    assertThat(bundled.options()).containsAllEntriesOf(ranked(options("2.0", "0.7", 64, "1.0")));
    assertThat(bundled.options().keySet())
        .containsExactly("temperature", "guidance", "top-k", "top-p", "rank", "variety", "literal");
    assertThat(bundled.imageCount()).isEqualTo(9);
    assertThat(bundled.files())
        .containsEntry("clip", "clip/model.safetensors")
        .containsEntry("upscalerConfig", "upscaler/config.json")
        .doesNotContainKey("clipTokenizer");
  }

  @Test
  void an_entry_may_name_a_folder_relative_to_the_home() throws IOException {
    writeCatalogue("mini:\n" + (ENTRY + "folder: models/mini\n").indent(2));

    ModelEntry mini = ModelCatalogue.load(config).require("mini");

    assertThat(mini.folder()).contains(home.resolve("models/mini"));
    assertThat(mini.files()).doesNotContainKey("clip");
  }

  @Test
  void an_unknown_id_names_the_nearest_and_all_that_are_known() {
    assertThatThrownBy(() -> ModelCatalogue.load(null).require("bundeld"))
        .hasMessageContaining(
            "there is no model \"bundeld\". Did you mean bundled? Known: bundled, dalle-mini, ");
    assertThat(ModelCatalogue.load(null).find("bundeld")).isEqualTo(Optional.empty());
  }

  private static Map<String, AllowedValues> ranked(Map<String, AllowedValues> options) {
    Map<String, AllowedValues> all = new HashMap<>(options);
    all.put("rank", OptionChoice.of("clip", "clip"));
    return all;
  }

  /** The four that all models have, with the ranges that people know. */
  private static Map<String, AllowedValues> options(
      String guidance, String temperature, int topK, String topP) {
    return Map.of(
        "guidance", OptionRange.from(guidance, "0", "50"),
        "temperature", OptionRange.from(temperature, "0.01", "10"),
        "top-k", OptionRange.whole(topK, 0, 16_384),
        "top-p", OptionRange.above(topP, "0", "1"));
  }

  @Test
  void an_entry_that_names_defaults_alone_means_options_with_the_ranges_there_were()
      throws IOException {
    writeCatalogue("mini:\n" + (ENTRY + "folder: m\n").indent(2));

    ModelEntry mini = ModelCatalogue.load(config).require("mini");

    assertThat(mini.options()).isEqualTo(options("10.0", "1.0", 256, "0.9"));
    assertThat(mini.options().keySet())
        .containsExactly("temperature", "guidance", "top-k", "top-p");
    assertThat(mini.imageCount()).isEqualTo(4);
  }

  @Test
  void a_default_beyond_the_range_there_was_widens_it() throws IOException {
    String entry = (ENTRY + "folder: m\n").replace("topK: 256", "topK: 65536");
    writeCatalogue("mini:\n" + entry.indent(2));

    assertThat(ModelCatalogue.load(config).require("mini").options())
        .containsEntry("top-k", OptionRange.whole(65_536, 0, 65_536));
  }

  private static final String OPTIONS =
      """
      options:
        steps: {default: 50, min: 5, max: 500, whole: true}
        strength: {default: 0.5, above: 0, max: 1}
        pace: {default: slow, names: [fast, slow]}
      imageCount: 2
      """;

  @Test
  void an_entry_has_options_of_its_own() throws IOException {
    writeCatalogue("mini:\n" + withOptions(OPTIONS).indent(2));

    ModelEntry mini = ModelCatalogue.load(config).require("mini");

    assertThat(mini.options())
        .containsExactly(
            Map.entry("steps", OptionRange.whole(50, 5, 500)),
            Map.entry("strength", OptionRange.above("0.5", "0", "1")),
            Map.entry("pace", OptionChoice.of("slow", "fast", "slow")));
    assertThat(mini.imageCount()).isEqualTo(2);
  }

  private static String withOptions(String options) {
    return ENTRY.substring(0, ENTRY.indexOf("defaults:")) + options + "folder: m\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default: 50, min    | min                 | mini.options.steps.default: the key is missing; give a number from min to max",
        "default: 50         | default: 4          | mini.options.steps.default: 4 is not allowed; give a number from min to max",
        "default: 50         | default: 501        | mini.options.steps.default: 501 is not allowed",
        "default: 50         | default: 50.5       | mini.options.steps.default: 50.5 with whole: true is not allowed",
        "default: 50         | default: many       | mini.options.steps.default: \"many\" is not allowed",
        "min: 5              | min: 0.5            | mini.options.steps.min: a fraction is not allowed",
        "min: 5              | min: 501            | mini.options.steps.max: 500 is not allowed; give a number of at least min",
        "min: 5,             | ''                  | mini.options.steps.min: an absent number is not allowed",
        "min: 5,             | 'min: 5, above: 4,' | mini.options.steps.min: 5 beside above is not allowed",
        "above: 0            | above: 0.5          | mini.options.strength.default: 0.5 is not allowed",
        "default: slow       | default: slo        | mini.options.pace.default: \"slo\" is not allowed; give one of names",
        "default: slow,      | ''                  | mini.options.pace.default: the key is missing; give one of names",
        "[fast, slow]        | [fast, 7]           | mini.options.pace.names: 7 is not allowed; give 1 to 50 different words",
        "[fast, slow]        | [slow, slow]        | mini.options.pace.names: [slow, slow] is not allowed",
        "[fast, slow]        | []                  | mini.options.pace.names: 0 names is not allowed",
        "[fast, slow]        | fast                | mini.options.pace.names: \"fast\" is not allowed",
        "names:              | name:               | mini.options.pace.name: there is no such key. Did you mean names?",
        "names: [fast, slow] | min: 1, max: 2      | mini.options.pace.default: \"slow\" is not allowed; give a number from min to max",
        "steps:              | seed:               | mini.options: seed is not allowed",
        "steps:              | Top_K:              | mini.options: Top_K is not allowed",
        "imageCount: 2       | ''                  | mini.imageCount: the key is missing; give 1 to 9 pictures",
        "imageCount: 2       | imageCount: 10      | mini.imageCount: 10 is not allowed; give 1 to 9 pictures",
        "imageCount: 2       | 'defaults: {guidance: 1, temperature: 1, topK: 1, topP: 1, imageCount: 1}' | mini.defaults: options stand here too; keep these alone.",
      })
  void a_mistake_in_an_option_names_it_and_what_is_allowed(
      String part, String mistake, String message) throws IOException {
    assertThat(OPTIONS).contains(part);
    writeCatalogue("mini:\n" + withOptions(OPTIONS.replace(part, mistake)).indent(2));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/models.yaml: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vqgan: vqgan.safetensors    | vqgan: ../../etc/passwd | vqgan: ../../etc/passwd is not allowed; give a path below the model's folder",
        "vqgan: vqgan.safetensors    | vqgan: /etc/passwd  | vqgan: /etc/passwd is not allowed",
        "vqgan: vqgan.safetensors    | vqgan: a/../../b    | vqgan: a/../../b is not allowed",
        "vqgan: vqgan.safetensors    | vqgan: sha256sums.txt | vqgan: sha256sums.txt is not allowed",
        "vqgan: vqgan.safetensors    | vqgan: .hidden      | vqgan: .hidden is not allowed",
        "vqgan: vqgan.safetensors    | vqgan: 'a\\b'      | vqgan: a\\b is not allowed",
      })
  void files_that_lead_elsewhere_are_refused(String line, String mistake, String message)
      throws IOException {
    writeCatalogue("mini:\n" + (ENTRY + "folder: m\n").replace(line, mistake).indent(2));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .hasMessageContaining("config/models.yaml: mini.files." + message);
  }

  @Test
  void the_published_models_share_their_parts() {
    ModelCatalogue catalogue = ModelCatalogue.load(null);
    ModelEntry mini = catalogue.require("dalle-mini");
    ModelEntry mega = catalogue.require("dalle-mega");

    assertThat(mini.parts()).isEqualTo(mega.parts());
    assertThat(mini.text()).contains("dalle-mini");
    assertThat(mini.options()).isEqualTo(ranked(options("10.0", "1.0", 50, "1.0")));
    assertThat(catalogue.require("min-dalle-mega").options())
        .isEqualTo(ranked(options("16.0", "1.0", 256, "1.0")));
    assertThat(catalogue.require("bundled").text()).isEmpty();
    assertThat(catalogue.requireWithParts("dalle-mini"))
        .extracting(Pullable::id)
        .containsExactly("dalle-mini", "vqgan-imagenet-f16-16384-dalle-mini", "clip-vit-b-32");
    assertThat(catalogue.requireWithParts("clip-vit-b-32"))
        .containsExactly(
            catalogue.parts().stream()
                .filter(part -> part.id().equals("clip-vit-b-32"))
                .findFirst()
                .orElseThrow());
  }

  /** OpenAI's addresses hold the file's sha256. */
  @Test
  void an_address_with_a_hash_in_it_is_pinned_to_that_hash() {
    List<Map.Entry<String, ModelDownload>> hashed =
        ModelCatalogue.load(null).parts().stream()
            .flatMap(part -> part.source().orElseThrow().downloads().entrySet().stream())
            .filter(file -> file.getValue().url().orElse("").matches(".*/[0-9a-f]{64}/.*"))
            .toList();

    assertThat(hashed).hasSize(3);
    assertThat(hashed)
        .allSatisfy(
            file ->
                assertThat(file.getValue().url().orElseThrow())
                    .contains("/" + file.getValue().sha256().orElseThrow() + "/" + file.getKey()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parts: [eye]               | parts: [eey]                | mini.parts: there is no part \"eey\". Did you mean eye?",
        "parts: [eye]               | parts: eye                  | mini.parts: \"eye\" is not allowed; give ids of parts",
        "parts: [eye]               | parts: [eye, eye]           | mini.parts: clip is in eye and in eye; keep one.",
        "'    pixels: unit'         | '    pixels: symmetric'      | mini.pixels: unit with eye is not allowed",
        "{about: 5 MB}              | {}                          | parts.eye.source.downloads.clip.pt.bytes: an absent size is not allowed",
        "{about: 5 MB}              | {about: much}               | parts.eye.source.downloads.clip.pt.about: much is not allowed; give a size such as",
        "{about: 5 MB}              | {bytes: 1, about: 5 MB}     | about: 5 MB beside bytes is not allowed",
        "{about: 5 MB}              | {bytes: 1.5}                | bytes: 1.5 is not allowed; give the exact size",
        "{about: 5 MB}              | {bytes: 1, sha256: ab}      | sha256: ab is not allowed; give 64 hexadecimal digits",
        "{about: 5 MB}              | {bytes: 1, url: 'http://example.org/x'} | url: http://example.org/x is not allowed; give an https:// address",
        "{about: 5 MB}              | {bytes: 1, url: 'file:///etc/passwd'} | url: file:///etc/passwd is not allowed",
        "clip.pt: {about            | ../clip.pt: {about          | parts.eye.source.downloads: ../clip.pt is not allowed; give a path below",
        "clip.pt: {about            | klip.pt: {about             | parts.eye.files.clip: clip.pt is not among the source's downloads",
        "repository: a/b            | repository: a/b/../c        | parts.eye.source.repository: a/b/../c is not allowed",
        "revision: main             | revision: ../main           | parts.eye.source.revision: ../main is not allowed",
        "eye:                       | Eye 2:                      | parts.Eye 2: this is no id",
        "eye:                       | mini:                       | mini: a part has this id too",
      })
  void a_mistake_in_a_part_names_file_key_and_what_is_allowed(
      String line, String mistake, String message) throws IOException {
    writeCatalogue(withPart().replace(line, mistake));

    assertThatThrownBy(() -> ModelCatalogue.load(config))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/models.yaml: ")
        .hasMessageContaining(message);
  }

  @Test
  void a_model_may_use_a_folder_of_its_own_and_a_part() throws IOException {
    writeCatalogue(withPart());

    ModelEntry mini = ModelCatalogue.load(config).require("mini");

    assertThat(mini.folder()).contains(home.resolve("m"));
    assertThat(mini.parts()).extracting(ModelPart::id).containsExactly("eye");
    assertThat(mini.parts().get(0).source().orElseThrow().downloads().get("clip.pt"))
        .returns(5_000_000L, ModelDownload::expectedBytes);
  }

  @Test
  void what_the_families_say_of_an_entry_or_a_part_is_told_with_its_place() throws IOException {
    writeCatalogue(withPart());
    ModelCheck strict =
        new ModelCheck() {
          @Override
          public void model(ModelEntry model) {
            throw SettingsException.ofKey("files.vqgan", "no.");
          }

          @Override
          public void part(ModelPart part) {}
        };
    ModelCheck strictOfParts =
        new ModelCheck() {
          @Override
          public void model(ModelEntry model) {}

          @Override
          public void part(ModelPart part) {
            throw SettingsException.ofKey("files.clip", "no.");
          }
        };

    assertThatThrownBy(() -> ModelCatalogue.load(config, strict))
        .hasMessageEndingWith("config/models.yaml: mini.files.vqgan: no.");
    assertThatThrownBy(() -> ModelCatalogue.load(config, strictOfParts))
        .hasMessageEndingWith("config/models.yaml: parts.eye.files.clip: no.");
  }

  private static String withPart() {
    return "mini:\n"
        + (ENTRY + "folder: m\nparts: [eye]\n").indent(2)
        + """
        parts:
          eye:
            title: An eye
            licence: MIT
            pixels: unit
            files: {clip: clip.pt}
            source:
              repository: a/b
              revision: main
              downloads:
                clip.pt: {about: 5 MB}
        """;
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

    ModelEntry mini = ModelCatalogue.fromFolder(folder, ModelCheck.NONE);

    assertThat(mini.id()).isEqualTo("my-mini");
    assertThat(mini.folder()).contains(folder);
    assertThat(mini.bundled()).isFalse();
  }

  @Test
  void a_folder_without_a_model_file_is_refused() {
    assertThatThrownBy(() -> ModelCatalogue.fromFolder(home, ModelCheck.NONE))
        .hasMessageContaining("model.yaml: there is no such file");
  }

  private void writeCatalogue(String text) throws IOException {
    Files.writeString(config.resolve("models.yaml"), text);
  }
}
