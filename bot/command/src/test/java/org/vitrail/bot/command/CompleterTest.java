package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.command.SampleCommands.parser;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompleterTest {
  private final CommandParser parser = parser();

  @Test
  void a_slash_proposes_all_commands_but_those_of_moderators() {
    assertThat(labels("/"))
        .hasSize(CommandSpec.QUOTA.ordinal())
        .startsWith("/imagine PROMPT [options]", "/surprise", "/vary JOB NUMBER");
  }

  @Test
  void a_commands_first_letters_propose_it_and_say_what_it_does() {
    assertThat(parser.complete("/im", 3, "en"))
        .containsExactly(
            new Completion(
                "/imagine PROMPT [options]", "/imagine ", "Draw pictures of a prompt", 0, 3));
  }

  @Test
  void two_hyphens_propose_the_options_not_given_yet() {
    assertThat(labels("/imagine a red apple --seed 7 --count=4 --"))
        .containsExactly(
            "--ar W:H",
            "--model ID",
            "--style ID",
            "--keep SIDE",
            "--temperature X",
            "--guidance X",
            "--top-k N",
            "--top-p X",
            "--video",
            "--private");
    assertThat(labels("a red apple --s")).containsExactly("--seed N", "--style ID");
    assertThat(labels("a red apple --style pixel")).containsExactly("pixel-art");
  }

  @Test
  void whatever_a_keyboard_makes_of_two_hyphens_proposes_the_same() {
    assertThat(labels("a red apple —s")).containsExactly("--seed N", "--style ID");
    assertThat(labels("a red apple ——s")).containsExactly("--seed N", "--style ID");
    assertThat(labels("a red apple －－ｓｅ")).containsExactly("--seed N");
    assertThat(labels("a red apple −style pixel")).containsExactly("pixel-art");
    assertThat(labels("a red apple —style\u00a0pixel")).containsExactly("pixel-art");
    assertThat(labels("a red apple —seed 7 —s")).containsExactly("--style ID");
  }

  @Test
  void an_option_says_what_it_allows() {
    assertThat(parser.complete("a cat --co", 10, "en"))
        .containsExactly(
            new Completion(
                "--count N", "--count ", "How many pictures – a whole number from 1 to 9", 6, 10));
  }

  @Test
  void the_word_at_the_cursor_is_completed_and_the_rest_stays() {
    String text = "a cat --te on a mat";

    List<Completion> completions = parser.complete(text, 10, "en");

    assertThat(completions).hasSize(1);
    Completion completion = completions.get(0);
    assertThat(
            text.substring(0, completion.from())
                + completion.insert()
                + text.substring(completion.to()))
        .isEqualTo("a cat --temperature  on a mat");
  }

  @Test
  void values_are_proposed_for_models_and_counts() {
    assertThat(labels("a cat --model ")).containsExactly("bundled", "mega");
    assertThat(labels("a cat --model m")).containsExactly("mega");
    assertThat(labels("a cat --count ")).hasSize(9);
    assertThat(labels("a cat --seed ")).isEmpty();
  }

  @Test
  void factors_are_proposed_in_their_place() {
    assertThat(labels("/upscale 7k2m9q4x0b 1 ")).containsExactly("2", "4", "8");
    assertThat(labels("/upscale 7k2m9q4x0b 1 8")).containsExactly("8");
    assertThat(labels("/upscale 7k2m9q4x0b ")).isEmpty();
    assertThat(labels("/upscale 7k2m9q4x0b 1 8 ")).isEmpty();
  }

  @Test
  void help_proposes_topics() {
    assertThat(labels("/help up")).containsExactly("upscale");
  }

  /** The cursor stands at the bar; the model's things are those of {@link SampleCommands}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "nothing",
      value = {
        "en; a ca|; a cat / a castle / a caterpillar / a cartoon of",
        "en; /imagine a CAT|; a caterpillar / a black cat / a CAT on the grass / a CAT at night",
        "en; two pum|; two halloween pumpkin",
        "en; a pu|; nothing",
        "en; a black c|; a black cat",
        "en; a cat |; a cat on the grass / a cat at night",
        "en; a cat on t|; a cat on the grass",
        "en; a cat on the grass|; nothing",
        "en; a ca| at night; a cat at night / a castle at night / a caterpillar at night",
        "en; a ca|t; nothing",
        "en; a red apple|; nothing",
        "en; a ca| --seed 7; a cat --seed 7 / a castle --seed 7 / a caterpillar --seed 7",
        "en; a ca --seed 7 ca|; nothing",
        "en; a ca --model mega ca|; nothing",
        "en; /vary ca|; nothing",
        "de; eine k|; nothing",
        "de; eine ka|; eine Katze",
        "de; eine Katze|; eine Katze, Cartoon / eine Katze auf dem Gras",
        "de; a cat|; a caterpillar / a black cat / a cat on the grass / a cat at night",
        "ru; кош|; кошка",
        "zh; 一只猫|; 一只猫，草地背景",
        "zh; 一只毛|; 一只毛毛虫",
      })
  void a_prompt_goes_on_with_what_the_model_knows(String locale, String typed, String expected) {
    int cursor = typed.indexOf('|');
    String text = typed.replace("|", "");

    List<String> longer =
        parser.complete(text, cursor, locale).stream()
            .map(it -> text.substring(0, it.from()) + it.insert() + text.substring(it.to()))
            .map(it -> it.replace("/imagine ", "").strip())
            .toList();

    assertThat(longer).isEqualTo(expected == null ? List.of() : List.of(expected.split(" / ")));
    assertThat(parser.complete(text, cursor, locale)).allMatch(Completion::isProposal);
  }

  @Test
  void who_has_no_prompt_yet_gets_some_that_come_out_well() {
    assertThat(labels("/imagine ")).containsExactlyElementsOf(SampleCommands.PROPOSALS.prompts());
    assertThat(parser.complete("/imagine ", 9, "de"))
        .extracting(Completion::insert)
        .containsExactly("ein Fuchs im Schnee");
  }

  @Test
  void where_no_prompt_goes_on_nothing_is_proposed() {
    assertThat(labels("/queue --")).isEmpty();
    assertThat(parser.complete("/im", 99, "en")).hasSize(1);
    assertThat(parser.complete("/im", -1, "en")).isEmpty();
  }

  /** The cursor stands at the bar. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a cat --style |; photo, oil-painting",
        "/imagine a cat --style |; photo, oil-painting",
        "a cat --Style |; photo, oil-painting",
        "a cat --style stai|; stained-glass",
        "a cat --style=stai|; stained-glass",
        "a cat --style=|; photo, oil-painting",
        "a cat --style | on a mat; photo, oil-painting",
        "a cat --style stai| on a mat; stained-glass",
        "\"a cat\" --style |; photo, oil-painting",
        "\"a cat --style |\";",
        "\"a cat --style\" |;",
        "a cat —style |; photo, oil-painting",
        "a cat ——style stai|; stained-glass",
        "a cat —st|; --style ID",
        "a cat --model |; bundled, mega",
        "a cat --count |; 1, 2",
        "a cat --temperature |; 0.6",
        "a cat --guidance |; 3",
        "a cat --top-k |; 64",
        "a cat --topP |; 1",
        "a cat --top-p 0|;",
        "a cat --private |;",
        "a cat --private=|; yes, no",
        "a cat --seed |;",
        "a cat --style photo |;",
        "/language |; de, en",
        "/language z|; zh",
        "/forget |; everything",
        "/link o|; off",
        "/show |;"
      })
  void values_are_proposed_wherever_one_is_due(String typed, String expected) {
    int cursor = typed.indexOf('|');
    List<String> labels =
        parser.complete(typed.replace("|", ""), cursor, "en").stream()
            .map(Completion::label)
            .toList();

    if (expected == null) {
      assertThat(labels).isEmpty();
    } else {
      assertThat(labels).startsWith(expected.split(", "));
    }
  }

  @Test
  void a_value_after_an_equals_sign_replaces_what_stands_behind_it() {
    assertThat(parser.complete("a cat --style=stai", 18, "de"))
        .containsExactly(new Completion("stained-glass", "stained-glass ", "Glasmalerei", 14, 18));
  }

  private List<String> labels(String text) {
    return parser.complete(text, text.length(), "en").stream().map(Completion::label).toList();
  }
}
