package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped list, with a few coarse words besides, finds and what it lets pass. */
class CorpusTest {
  private static final double MAX_FALSE_ALARMS = 0.01;

  /** Short words, which are the hard ones, and one of each language. */
  private static final TextFilter FILTER =
      TextFilter.of(BlocklistFile.read(null, SampleFilters.MESSAGES))
          .and(
              SampleFilters.blocking(
                      "ass",
                      "boobs",
                      "cunt",
                      "fuck*",
                      "bitch*",
                      "сука",
                      "пизда",
                      "хуй*",
                      "schlampe",
                      "arschloch",
                      "傻逼")
                  .get());

  @Test
  void every_evasive_spelling_is_found_by_its_rule() {
    List<String> spellings = lines("evasive.tsv");
    List<String> missed =
        spellings.stream()
            .filter(
                line -> {
                  String[] parts = line.split("\t", 2);
                  return FILTER.findAll(parts[1], "en").stream()
                      .noneMatch(match -> match.rule().text().equals(parts[0]));
                })
            .toList();

    assertThat(spellings).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(500);
    assertThat(missed)
        .as("%d of %d evasive spellings missed", missed.size(), spellings.size())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "ru", "de", "zh"})
  void innocent_prompts_pass(String language) {
    List<String> prompts = lines("innocent-" + language + ".txt");
    List<String> blocked =
        prompts.stream()
            .flatMap(prompt -> FILTER.find(prompt, language).stream())
            .map(match -> match.rule().text() + " in " + match.part())
            .toList();

    assertThat(prompts).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(500);
    assertThat(blocked)
        .as("%d of %d innocent prompts blocked: %s", blocked.size(), prompts.size(), blocked)
        .hasSizeLessThanOrEqualTo((int) (MAX_FALSE_ALARMS * prompts.size()));
  }

  private static List<String> lines(String resource) {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                CorpusTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      Stream<String> lines = file.lines();
      return lines.filter(line -> !line.startsWith("# ")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
