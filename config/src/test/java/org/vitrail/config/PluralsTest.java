package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.MessagePattern.ArgType;
import com.ibm.icu.text.MessagePattern.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the built-in languages say of numbers, against words written down by hand. */
class PluralsTest {
  private static final Number[] NUMBERS = {0, 1, 2, 5, 11, 21, 22, 25, 101, 1.5};

  /** What the other arguments of a text are in the table: its {n}. */
  private static final int OTHER = 7;

  private static final int MOST_ARGUMENTS = 5;
  private static final Messages MESSAGES = Messages.load(null);

  /**
   * One line of plurals.csv.
   *
   * @param said for each of the numbers
   */
  record Row(String language, String key, int argument, List<String> said) {}

  @ParameterizedTest
  @MethodSource("rows")
  void a_text_says_numbers_as_its_language_does(Row row) {
    for (int i = 0; i < NUMBERS.length; i++) {
      Object[] values = new Object[MOST_ARGUMENTS];
      Arrays.fill(values, OTHER);
      values[row.argument()] = NUMBERS[i];

      assertThat(MESSAGES.text(row.language(), row.key(), values))
          .as("%s %s with %s", row.language(), row.key(), NUMBERS[i])
          .contains(row.said().get(i).replace("{n}", Integer.toString(OTHER)));
    }
  }

  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#all")
  void the_table_holds_every_text_that_depends_on_a_number(String language) throws IOException {
    Set<String> inTable =
        rows()
            .filter(row -> row.language().equals(language))
            .map(row -> row.key() + " " + row.argument())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(plurals(language))
        .as("add a line to plurals.csv for each plural of %s.properties", language)
        .isEqualTo(inTable);
  }

  /** With {@code choice} a text would have one form for 2, 5 and 21, which is wrong in Russian. */
  @ParameterizedTest
  @MethodSource("org.vitrail.config.Languages#all")
  void no_text_chooses_words_by_plain_ranges(String language) throws IOException {
    Properties texts = texts(language);

    assertThat(texts.stringPropertyNames())
        .filteredOn(key -> types(texts.getProperty(key)).contains(ArgType.CHOICE))
        .isEmpty();
  }

  @Test
  void a_large_number_is_grouped_as_the_language_does() {
    assertThat(MESSAGES.text("en", "rule.day", 12345)).isEqualTo("12,345 pictures a day");
    assertThat(MESSAGES.text("de", "rule.day", 12345)).isEqualTo("12.345 Bilder am Tag");
    assertThat(MESSAGES.text("ru", "rule.day", 12345)).isEqualTo("12\u00a0345 картинок в день");
    assertThat(MESSAGES.text("zh", "rule.day", 12345)).isEqualTo("每天 12,345 张图片");
  }

  /** Arabic and Portuguese have no texts here: what their speakers read counts as English does. */
  @Test
  void an_english_text_counts_in_english_whoever_reads_it() {
    assertThat(MESSAGES.text("ar", "rule.day", 12345)).isEqualTo("12,345 pictures a day");
    assertThat(MESSAGES.text("pt", "rule.day", 0)).isEqualTo("0 pictures a day");
  }

  private static Stream<Row> rows() throws IOException {
    try (InputStream table = PluralsTest.class.getResourceAsStream("plurals.csv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split("; ")))
          .map(
              cells ->
                  new Row(
                      cells.get(0),
                      cells.get(1),
                      Integer.parseInt(cells.get(2)),
                      cells.subList(3, 3 + NUMBERS.length)));
    }
  }

  private static Set<String> plurals(String language) throws IOException {
    Properties texts = texts(language);
    Set<String> plurals = new TreeSet<>();
    for (String key : texts.stringPropertyNames()) {
      MessagePattern pattern = new MessagePattern(texts.getProperty(key).replace("'", "''"));
      for (int i = 0; i < pattern.countParts(); i++) {
        Part part = pattern.getPart(i);
        if (part.getType() == Part.Type.ARG_START && part.getArgType() == ArgType.PLURAL) {
          plurals.add(key + " " + pattern.getPart(i + 1).getValue());
        }
      }
    }
    return plurals;
  }

  private static List<ArgType> types(String text) {
    MessagePattern pattern = new MessagePattern(text.replace("'", "''"));
    return Stream.iterate(0, i -> i < pattern.countParts(), i -> i + 1)
        .map(pattern::getPart)
        .filter(part -> part.getType() == Part.Type.ARG_START)
        .map(Part::getArgType)
        .toList();
  }

  private static Properties texts(String language) throws IOException {
    Properties texts = new Properties();
    try (InputStream file =
        Messages.class.getResourceAsStream("locales/" + language + ".properties")) {
      texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
