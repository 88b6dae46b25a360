package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.ibm.icu.text.MessagePattern;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every built-in language, whoever translated it. */
class LocalesTest {
  /** What reads the same in every language: values, commands, separators. */
  private static final Pattern LANGUAGELESS =
      Pattern.compile("(\\{\\d+}|/[a-z]+\\b|[^\\p{IsAlphabetic}{}])*");

  private static final Pattern DESCRIPTION = Pattern.compile("(command|option)\\..*\\.about");

  /** All but the answers to a button. */
  private static final Pattern BUTTON = Pattern.compile("button\\.(?!stale|not-yours|deleted).*");

  private static final Pattern MENU_ENTRY = Pattern.compile("menu\\..*");

  /** Texts that happen to be spelt as in English. */
  private static final Set<String> SAME_BY_CHANCE =
      Set.of(
          "de time.in",
          "de command.link.usage",
          "de card.sticker",
          "de card.stickers",
          "de button.film",
          "de card.film");

  /** What is typed, words that everybody types alike, and networks' names. */
  private static final Pattern SAME_EVERYWHERE =
      Pattern.compile("command\\.(safe|forget)\\.usage|score\\.(ru)?clip|card\\.chip-ruclip");

  private static final int[] COUNTS = {0, 1, 2, 5, 21};
  private static final int MOST_PLACEHOLDERS = 10;

  private final Map<String, String> english = texts("en");

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#translations")
  void every_language_has_the_keys_of_english_and_no_other(String language) {
    assertThat(texts(language).keySet()).containsExactlyInAnyOrderElementsOf(english.keySet());
  }

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#translations")
  void a_translation_fills_in_what_english_fills_in(String language) {
    assertThat(
            texts(
                language,
                (key, text) ->
                    !placeholders(text).equals(placeholders(english.getOrDefault(key, "")))))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#translations")
  void a_translation_is_not_the_english_text(String language) {
    Map<String, String> same =
        texts(
            language,
            (key, text) ->
                text.equals(english.get(key))
                    && !LANGUAGELESS.matcher(text).matches()
                    && !SAME_EVERYWHERE.matcher(key).matches());

    assertThat(same.keySet())
        .allMatch(key -> SAME_BY_CHANCE.contains(language + " " + key), "is the same by chance");
  }

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#all")
  void every_text_can_be_said_of_any_number(String language) {
    Messages messages = Messages.load(null);

    for (String key : texts(language).keySet()) {
      for (int count : COUNTS) {
        Object[] values = new Object[MOST_PLACEHOLDERS];
        Arrays.fill(values, count);

        assertThatCode(() -> messages.text(language, key, values))
            .as("%s with %d", key, count)
            .doesNotThrowAnyException();
        assertThat(messages.text(language, key, values))
            .as("%s with %d", key, count)
            .doesNotContain("{", "}", "''");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#all")
  void no_text_is_empty_or_carries_needless_blanks(String language) {
    assertThat(
            texts(
                language,
                (key, text) ->
                    text.isBlank() || text.contains("  ") || !text.equals(text.stripTrailing())))
        .isEmpty();
  }

  /** The bounds are those of Discord, the strictest platform. */
  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#all")
  void menus_and_buttons_have_room_for_their_texts(String language) {
    assertLongest(language, DESCRIPTION, 100);
    assertLongest(language, MENU_ENTRY, 32);
    assertLongest(language, BUTTON, 20);
  }

  /** What moderators type is understood in all languages at once, whoever they are. */
  @Test
  void no_word_that_moderators_type_means_two_things() {
    Map<String, Set<String>> meanings = new TreeMap<>();
    for (String language : Languages.all()) {
      texts(language, (key, text) -> key.startsWith("word."))
          .forEach(
              (key, words) -> {
                for (String word : words.split(",")) {
                  meanings
                      .computeIfAbsent(word.strip().toLowerCase(Locale.ROOT), it -> new TreeSet<>())
                      .add(key);
                }
              });
    }

    assertThat(meanings).hasSizeGreaterThan(100);
    assertThat(meanings.entrySet()).allSatisfy(word -> assertThat(word.getValue()).hasSize(1));
  }

  private static void assertLongest(String language, Pattern keys, int most) {
    Map<String, String> meant = texts(language, (key, text) -> keys.matcher(key).matches());

    assertThat(meant).isNotEmpty();
    assertThat(meant.entrySet())
        .filteredOn(text -> text.getValue().length() > most)
        .as("longer than %d", most)
        .isEmpty();
  }

  private static Set<String> placeholders(String text) {
    MessagePattern pattern = new MessagePattern(text.replace("'", "''"));
    return IntStream.range(0, pattern.countParts())
        .filter(i -> pattern.getPartType(i) == MessagePattern.Part.Type.ARG_NUMBER)
        .mapToObj(i -> pattern.getSubstring(pattern.getPart(i)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> texts(String language, BiPredicate<String, String> condition) {
    Map<String, String> texts = texts(language);
    texts.entrySet().removeIf(text -> !condition.test(text.getKey(), text.getValue()));
    return texts;
  }

  /** The file itself: {@link Messages} would put English where a translation lacks a text. */
  private static Map<String, String> texts(String language) {
    Properties lines = new Properties();
    try (Reader file =
        new InputStreamReader(
            Messages.class.getResourceAsStream("locales/" + language + ".properties"),
            StandardCharsets.UTF_8)) {
      lines.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> texts = new TreeMap<>();
    lines.stringPropertyNames().forEach(key -> texts.put(key, lines.getProperty(key)));
    return texts;
  }
}
