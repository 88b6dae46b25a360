package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;
import org.vitrail.config.Settings;
import org.vitrail.config.SettingsException;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ModelOption;

/** Which models a worker of this installation serves. */
class InstalledModelsTest {
  private static final List<String> NAMES = List.of("t", "e", "d", "dc", "v", "vc");

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeTwoModelsOfWhichOneIsHere() throws IOException {
    StringBuilder catalogue = new StringBuilder();
    for (String id : List.of("one", "two")) {
      catalogue.append(
          """
          %1$s:
            title: Model %1$s
            description: For tests.
            licence: none
            family: dalle-mini
            pixels: unit
            folder: %1$s
            files: {tokenizer: t, encoder: e, decoder: d, dalleConfig: dc, vqgan: v, vqganConfig: vc}
            defaults: {guidance: 1, temperature: 1, topK: 1, topP: 1, imageCount: 1}
          """
              .formatted(id));
    }
    Files.createDirectory(home.resolve("config"));
    Files.writeString(home.resolve("config/models.yaml"), catalogue);
    environment.put("VITRAIL_MODEL_DEFAULT", "two");
    bring("two");
  }

  @Test
  void all_whose_files_are_here_are_served_and_the_standard_one_comes_first() throws IOException {
    InstalledModels models = models();
    assertThat(models.ids()).containsExactly("two");

    bring("one");

    assertThat(models.ids()).containsExactly("two", "one");
  }

  @Test
  void a_model_that_lacks_a_file_is_not_served() throws IOException {
    bring("one");
    Files.delete(home.resolve("one/v"));

    assertThat(models().ids()).containsExactly("two");
  }

  @Test
  void a_worker_can_be_told_which_to_serve() throws IOException {
    bring("one");
    environment.put("VITRAIL_WORKER_MODELS", "one");
    assertThat(models().ids()).containsExactly("one");

    environment.put("VITRAIL_WORKER_MODELS", "one, two");
    assertThat(models().ids()).containsExactly("two", "one");
    assertThatCode(models()::requireHere).doesNotThrowAnyException();
  }

  @Test
  void one_that_is_named_and_unknown_is_refused_at_the_start() {
    environment.put("VITRAIL_WORKER_MODELS", "two, three");

    assertThatThrownBy(models()::requireHere)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("three");
  }

  @Test
  void people_may_choose_what_the_entry_and_the_model_both_allow() {
    List<ModelOption> own =
        List.of(
            ModelOption.real("guidance", 10, 0, 100),
            ModelOption.whole("top-k", 50, 0, 256),
            ModelOption.whole("steps", 50, 5, 500));

    assertThat(models().offered("two", own))
        .containsExactly(
            ModelOption.real("guidance", 1, 0, 50), ModelOption.whole("top-k", 1, 0, 256));
  }

  @Test
  void of_named_values_people_may_choose_those_that_entry_and_model_both_have() {
    ModelOption own = ModelOption.choice("pace", "slow", List.of("slow", "fast", "crawl"));

    assertThat(OptionValues.within(own, OptionChoice.of("fast", "jump", "fast", "slow")))
        .contains(ModelOption.choice("pace", "fast", List.of("fast", "slow")));
    assertThat(OptionValues.within(own, OptionRange.whole(1, 0, 9))).isEmpty();
    assertThat(OptionValues.within(ModelOption.whole("pace", 1, 0, 9), OptionChoice.of("a", "a")))
        .isEmpty();
  }

  private void bring(String id) throws IOException {
    Path folder = Files.createDirectories(home.resolve(id));
    for (String name : NAMES) {
      Files.writeString(folder.resolve(name), "four");
    }
  }

  private InstalledModels models() {
    Installation installation = new Installation(home.resolve("config"), environment);
    Settings settings = installation.settings();
    return new InstalledModels(
        installation.models(), settings, ModelShelf.of(installation, settings), Concepts.NONE);
  }
}
