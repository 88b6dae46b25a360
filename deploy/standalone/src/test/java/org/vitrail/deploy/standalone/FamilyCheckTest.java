package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.SampleEntries;
import org.vitrail.config.SettingsException;

/** What an operator reads whose entry of the catalogue does not suit the model's family. */
class FamilyCheckTest {
  private static final String ENTRY = SampleEntries.MINI;

  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfigFolder() throws IOException {
    config = Files.createDirectory(home.resolve("config"));
  }

  @Test
  void the_built_in_catalogue_suits_its_families() {
    assertThat(ModelCatalogue.load(null, new FamilyCheck()).entries()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "family: dalle-mini  | family: dalle      | mini.family: \"dalle\" is not allowed; give dalle-mini",
        "pixels: unit        | pixels: half       | mini.pixels: \"half\" is not allowed; give symmetric, unit.",
        "pixels: unit        | text: min-dall     | mini.text: \"min-dall\" is not allowed; give plain, dalle-mini, min-dalle.",
        "pixels: unit        | ''                 | mini.pixels: the key is missing; give symmetric, unit.",
        "tokenizer: tok      | tokeniser: tok     | mini.files.tokeniser: there is no such key. Did you mean tokenizer?",
      })
  void a_mistake_in_an_entry_names_file_key_and_what_is_allowed(
      String line, String mistake, String message) throws IOException {
    write(ENTRY.replace(line, mistake));

    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/models.yaml: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network: dall-e, side: 256 | network: dvae, side: 256   | codec.network: \"dvae\" is not allowed; give vqgan or dall-e.",
        "network: dall-e, side: 256 | network: dall-e, side: 8   | codec.side: 8 is not allowed; give 16 to 1024.",
        "network: dall-e, side: 256 | network: vqgan, side: 256  | files.vqgan: the key is missing; give the path of the network's weights.",
        "dvaeDecoder: decoder.pkl   | decoder: decoder.pkl       | files.dvaeDecoder: the key is missing; give the path of the network's weights.",
        "dvaeDecoder: decoder.pkl   | {dvaeDecoder: decoder.pkl, clip: encoder.pkl} | files.clip: there is no such key for this network.",
      })
  void a_mistake_in_a_codecs_entry_is_named(String line, String mistake, String message)
      throws IOException {
    String part =
        """
        parts:
          ours:
            title: A codec
            licence: MIT
            codec: {network: dall-e, side: 256}
            files: {dvaeEncoder: encoder.pkl, dvaeDecoder: decoder.pkl}
            source:
              downloads:
                encoder.pkl: {url: "https://example.org/e", about: 1 MB}
                decoder.pkl: {url: "https://example.org/d", about: 1 MB}
        """;
    String broken = mistake.replaceAll("[{}]", "");
    Files.writeString(
        config.resolve("models.yaml"),
        "mini:\n" + ENTRY.indent(2) + "  folder: m\n" + part.replace(line, broken));

    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("config/models.yaml: parts.ours." + message);
  }

  @Test
  void an_option_that_the_family_does_not_have_is_named_with_those_it_has() throws IOException {
    String options =
        """
        options:
          guidence: {default: 10, min: 0, max: 50}
        imageCount: 4
        """;
    write(ENTRY.substring(0, ENTRY.indexOf("defaults:")) + options);

    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "config/models.yaml: mini.options.guidence: models of this family have no such option;"
                + " theirs are guidance, temperature, top-k, top-p, rank.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{default: fast, names: [fast, slow]}  ; fast|slow with fast for who chooses none is not what this model's",
        "{default: 200, min: 101, max: 300}    ; 101–300 with 200 for who chooses none is not what this model's",
        "{default: 200, min: 5, max: 300}      ; 5–300 with 200 for who chooses none is not what this model's",
      })
  void an_option_with_other_values_than_the_familys_is_refused_with_those(
      String values, String message) throws IOException {
    String options = "options: {guidance: %s}\nimageCount: 4\n".formatted(values);
    write(ENTRY.substring(0, ENTRY.indexOf("defaults:")) + options);

    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("mini.options.guidance: " + message)
        .hasMessageContaining("give of 0.0–100.0.");
  }

  @Test
  void what_is_to_rank_pictures_is_among_the_models_files() throws IOException {
    write(
        """
        title: Malevich
        description: For tests.
        licence: none
        family: rudalle
        text: v3
        files: {tokenizer: bpe.model, transformer: t.bin, vqgan: v.ckpt}
        options: {rank: {default: ruclip, names: [ruclip, perplexity]}}
        imageCount: 4
        """);

    assertThatThrownBy(this::load)
        .hasMessageContaining(
            "mini.options.rank: ruclip|perplexity with ruclip for who chooses none is not what this"
                + " model's files can do; give of perplexity.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer: tokenizer.json   | vocabulary: v.json  | vocabulary: v.json is not allowed; give the path of vocab.json: it goes together with merges.",
        "decoder: decoder.safetensors | clip: c            | encoder: encoder.safetensors is not allowed; give the path of the encoder's weights: it goes together",
        "dalleConfig: config.json    | transformer: t      | transformer: t beside encoder.safetensors is not allowed",
        "dalleConfig: config.json    | vocabulary: v       | vocabulary: v is not allowed",
        "dalleConfig: config.json    | clipConfig: c       | clipConfig: c is not allowed; give the path of CLIP's config.json, only beside clip.",
        "dalleConfig: config.json    | upscaler: u         | upscalerConfig: absence is not allowed",
        "vqgan: vqgan.safetensors    | clip: c             | vqganConfig: vqgan.json is not allowed",
      })
  void files_that_do_not_go_together_are_refused(String line, String mistake, String message)
      throws IOException {
    write(ENTRY.replace(line, mistake));

    assertThatThrownBy(this::load)
        .hasMessageContaining("config/models.yaml: mini.files." + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer: tokenizer.json    | no file for a tokenizer; give tokenizer, or vocabulary and merges.",
        "vqgan[a-zA-Z]*: .*           | no file for pixels; give vqgan, or a part that has it.",
      })
  void a_role_that_no_file_has_is_named(String lines, String message) throws IOException {
    write(ENTRY.replaceAll(lines, ""));

    assertThatThrownBy(this::load)
        .hasMessageContaining("config/models.yaml: mini.files: " + message);
  }

  @Test
  void a_part_has_files_of_roles_that_some_family_knows() throws IOException {
    Files.writeString(
        config.resolve("models.yaml"),
        "mini:\n"
            + (ENTRY + "folder: m\nparts: [eye]\n").indent(2)
            + """
            parts:
              eye:
                title: An eye
                licence: MIT
                files: {klip: clip.pt}
                source:
                  repository: a/b
                  revision: main
                  downloads:
                    clip.pt: {about: 5 MB}
            """);

    assertThatThrownBy(this::load)
        .hasMessageContaining(
            "config/models.yaml: parts.eye.files.klip: there is no such key. Did you mean clip?");
  }

  private void write(String entry) throws IOException {
    Files.writeString(config.resolve("models.yaml"), "mini:\n" + (entry + "folder: m\n").indent(2));
  }

  private void load() {
    ModelCatalogue.load(config, new FamilyCheck());
  }
}
