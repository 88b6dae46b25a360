package org.vitrail.inference.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.inference.model.golden.BundledGolden;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** The bundled tokenizer with whatever people may type. */
class TextTokenizerTest {
  private static final long START = 0;
  private static final long END = 2;
  private static final int VOCABULARY = 4096;

  private static TextTokenizer tokenizer;

  @BeforeAll
  @BeforeContainer
  static void load() {
    tokenizer = new TextTokenizer(BundledGolden.files().tokenizer());
  }

  @AfterAll
  @AfterContainer
  static void close() {
    tokenizer.close();
  }

  @Test
  void no_text_is_start_and_end() {
    assertThat(tokenizer.encode("")).containsExactly(START, END);
    assertThat(tokenizer.pieces("")).isEmpty();
  }

  @Test
  void pieces_are_the_ids_between_start_and_end() {
    long[] ids = tokenizer.encode("a red apple");

    assertThat(ids).startsWith(START).endsWith(END);
    assertThat(tokenizer.pieces("a red apple"))
        .containsExactly(Arrays.copyOfRange(ids, 1, ids.length - 1));
  }

  @Property(tries = 500)
  void every_string_has_ids_between_one_start_and_one_end(
      @ForAll @StringLength(max = 60) String text) {
    long[] ids = tokenizer.encode(text);

    assertThat(ids).startsWith(START).endsWith(END);
    assertThat(Arrays.stream(ids)).allMatch(id -> id >= 0 && id < VOCABULARY);
    assertThat(ids).isEqualTo(tokenizer.encode(text));
  }

  @Test
  void half_an_emoji_is_text() {
    // A limit counted in chars may cut a pair.
    String cut = "a cat 🐈".substring(0, 7);

    assertThat(tokenizer.encode(cut)).startsWith(START).endsWith(END);
    assertThat(tokenizer.encode("\udc08 a \ud83d cat")).startsWith(START).endsWith(END);
  }

  @Test
  void a_cut_keeps_start_and_end() {
    long[] ids = {0, 5, 6, 7, 8, 2};

    assertThat(TextTokenizer.cut(ids, 4)).containsExactly(0, 5, 6, 2);
    assertThat(TextTokenizer.cut(ids, 6)).containsExactly(ids);
    assertThat(TextTokenizer.cut(ids, 100)).containsExactly(ids);
    assertThat(ids).containsExactly(0, 5, 6, 7, 8, 2);
  }

  @Test
  void a_long_text_is_whole_until_it_is_cut() {
    long[] ids = tokenizer.encode("a red apple on a table, ".repeat(210));

    assertThat(ids).hasSizeGreaterThan(1000).endsWith(END);
    assertThat(TextTokenizer.cut(ids, 32)).hasSize(32).startsWith(START).endsWith(END);
  }

  @Test
  void files_that_are_no_tokenizer_are_named(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("tokenizer.json");
    assertThatThrownBy(() -> new TextTokenizer(missing))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(missing + ": is missing. Put it back or fetch the model again.");

    byte[] whole = Files.readAllBytes(BundledGolden.files().tokenizer());
    for (byte[] bytes :
        new byte[][] {
          new byte[0],
          "no json".getBytes(StandardCharsets.UTF_8),
          "{}".getBytes(StandardCharsets.UTF_8),
          "[1]".getBytes(StandardCharsets.UTF_8),
          {-1, -2, 0},
          Arrays.copyOf(whole, whole.length / 2)
        }) {
      Path file = Files.write(folder.resolve("broken.json"), bytes);
      assertThatThrownBy(() -> new TextTokenizer(file))
          .isInstanceOf(CheckpointException.class)
          .hasMessageMatching(
              Pattern.quote(file + ": is not a tokenizer.json") + "(: | but )[^\\n]{5,}");
    }
  }
}
