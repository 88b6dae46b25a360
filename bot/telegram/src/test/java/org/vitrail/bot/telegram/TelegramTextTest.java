package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts as Telegram takes them. */
class TelegramTextTest {
  @Test
  void what_fits_into_a_message_is_one_part() {
    assertThat(TelegramText.parts("one\ntwo")).containsExactly("one\ntwo");
    assertThat(TelegramText.parts("x".repeat(4096))).hasSize(1);
  }

  @Test
  void a_long_text_is_split_between_lines() {
    String line = "y".repeat(1000);

    assertThat(TelegramText.parts(String.join("\n", List.of(line, line, line, line, line))))
        .containsExactly(String.join("\n", List.of(line, line, line, line)), line);
  }

  @Test
  void a_long_line_is_split_between_words_and_a_long_word_between_characters() {
    List<String> parts = TelegramText.parts("word ".repeat(1000));
    assertThat(parts).hasSize(2).allMatch(part -> part.startsWith("word") && part.endsWith("word"));

    List<String> faces = TelegramText.parts("x" + "🦊".repeat(3000));
    assertThat(faces).hasSize(2).allMatch(part -> part.length() <= 4096);
    assertThat(faces.get(1)).startsWith("🦊");
    assertThat(String.join("", faces)).isEqualTo("x" + "🦊".repeat(3000));
  }

  @Test
  void a_family_is_not_torn_apart_where_a_part_ends() {
    String family = "👩\u200d👩\u200d👧\u200d👦";
    List<String> parts = TelegramText.parts("x".repeat(4090) + family.repeat(3));

    assertThat(parts).containsExactly("x".repeat(4090), family.repeat(3));
  }

  @Test
  void markup_that_is_written_out_does_not_make_a_part_too_long() {
    String amps = "&".repeat(4096);
    assertThat(TelegramText.parts(amps)).containsExactly(amps);
    assertThat(TelegramText.html(amps)).isEqualTo("&amp;".repeat(4096));
  }
}
