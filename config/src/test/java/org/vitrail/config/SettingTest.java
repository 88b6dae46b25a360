package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingTest {
  private static final Path ROOT = SourceTree.ROOT;
  private static final Pattern NAME = Pattern.compile("\\bVITRAIL_[A-Z0-9_]*[A-Z0-9]\\b");

  @Test
  void every_setting_has_a_default_a_range_and_an_explanation() {
    assertThat(Setting.all())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            setting -> {
              assertThat(setting.allowed()).as(setting.variable()).isNotBlank();
              assertThat(setting.explanation()).as(setting.variable()).isNotBlank();
            });
  }

  @Test
  void a_key_in_camel_case_becomes_a_variable_in_capitals() {
    assertThat(Setting.variable("quotas.rate.perMinute"))
        .isEqualTo("VITRAIL_QUOTAS_RATE_PER_MINUTE");
  }

  @Test
  void the_example_environment_lists_exactly_the_variables_with_their_defaults()
      throws IOException {
    List<String> listed =
        Files.readAllLines(ROOT.resolve(".env.example")).stream()
            .filter(line -> line.matches("#?[A-Z_]+=.*"))
            .map(line -> line.replaceFirst("^#", ""))
            .toList();

    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Setting.all().stream()
                .map(setting -> setting.variable() + "=" + setting.defaultValue())
                .toList());
  }

  @Test
  void no_source_mentions_a_variable_that_is_not_a_setting() throws IOException {
    Set<String> known = Setting.all().stream().map(Setting::variable).collect(Collectors.toSet());

    Set<String> unknown = new TreeSet<>();
    for (Path source : sources()) {
      Matcher names = NAME.matcher(Files.readString(source));
      while (names.find()) {
        if (!known.contains(names.group())) {
          unknown.add(source + ": " + names.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static List<Path> sources() throws IOException {
    return SourceTree.files().stream()
        .filter(
            file ->
                file.toString().matches(".*/src/main/java/.*\\.java")
                    || file.equals(ROOT.resolve("vitrail"))
                    || file.startsWith(ROOT.resolve("config")) && file.toString().endsWith("ml"))
        .toList();
  }
}
