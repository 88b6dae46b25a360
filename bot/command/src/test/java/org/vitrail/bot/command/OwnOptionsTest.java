package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.vitrail.bot.command.SampleCommands.BUNDLED;
import static org.vitrail.bot.command.SampleCommands.MESSAGES;
import static org.vitrail.bot.command.SampleCommands.STYLES;
import static org.vitrail.bot.command.catalogue.ModelPresence.ABSENT;
import static org.vitrail.bot.command.catalogue.ModelPresence.SERVED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.OptionRange;

/** Models whose options differ: one as all were, and one that takes steps in place of them. */
class OwnOptionsTest {
  private static final ModelMenu.Item DESCENT =
      new ModelMenu.Item("descent", "Descent", "A picture by descent.", options(), 1, false);
  private static final ModelMenu MODELS = new ModelMenu(List.of(BUNDLED, DESCENT), BUNDLED);

  private final CommandRules rules = new CommandRules(1000, 9, MODELS, STYLES, MESSAGES);
  private final CommandParser parser = new CommandParser(rules, MODELS, STYLES, MESSAGES);
  private final TypedLines lines = new TypedLines(parser);

  private static Map<String, AllowedValues> options() {
    Map<String, AllowedValues> options = new LinkedHashMap<>();
    options.put("steps", OptionRange.whole(50, 5, 500));
    options.put("learning-rate", OptionRange.above("0.1", "0", "1"));
    options.put("pace", OptionChoice.of("slow", "fast", "slow"));
    return options;
  }

  @Test
  void a_models_own_options_are_read_by_name() {
    Imagine imagine = lines.imagine("a cat --steps 7 --model descent --learningRate 0,5");

    assertThat(imagine.prompt()).isEqualTo("a cat");
    assertThat(imagine.options().own())
        .containsExactly(Map.entry("steps", "7"), Map.entry("learning-rate", "0.5"));
  }

  @Test
  void an_option_without_a_model_is_left_to_whoever_knows_which_is_drawn_with() {
    assertThat(lines.imagine("a cat --steps 7").options().own()).containsEntry("steps", "7");
    assertThat(lines.imagine("a cat --guidance 7").options().own()).containsEntry("guidance", "7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model descent --guidance 7 | --guidance is not an option of the model descent; it has --steps, --learning-rate, --pace.",
        "--model bundled --steps 7    | --steps is not an option of the model bundled; it has --temperature, --guidance, --top-k, --top-p.",
        "--model descent --steps 4    | --steps 4 is not allowed; give a whole number from 5 to 500.",
        "--model descent --steps 7.5  | --steps 7.5 is not allowed; give a whole number from 5 to 500.",
        "--model descent --steps many | --steps many is not allowed; give a whole number from 5 to 500.",
        "--model bundled --steps many | --steps is not an option of the model bundled; it has",
        "--learning-rate 0            | --learning-rate 0 is not allowed; give a number above 0 and up to 1.",
        "--guidance 51                | --guidance 51 is not allowed; give a number from 0 to 50.",
        "--steps                      | --steps needs a value; give a whole number from 5 to 500.",
        "--model descent --pace fst   | --pace fst is not allowed; give one of fast, slow.",
        "--model descent --pace 7     | --pace 7 is not allowed; give one of fast, slow.",
        "--pace jump                  | --pace jump is not allowed; give one of fast, slow.",
        "--pace                       | --pace needs a value; give one of fast, slow.",
        "--model bundled --pace fast  | --pace is not an option of the model bundled; it has",
        "--pce fast                   | --pce is not an option; did you mean --pace?",
        "-pce fast                    | -pce is not an option; did you mean --pace?",
        "--stps 7                     | --stps is not an option; did you mean --steps?",
        "--width 7                    | There are --seed, --count, --ar, --model, --codec, --style, --keep, --target-image, --target-weight, --temperature, --guidance, --top-k, --top-p, --steps, --learning-rate, --pace, --video, --private.",
      })
  void what_a_model_does_not_take_is_named_with_what_it_does(String typed, String sentence) {
    assertThat(lines.mistake("a cat " + typed)).contains(sentence);
  }

  @Test
  void the_sentence_about_an_option_that_a_model_does_not_have_is_in_every_language() {
    for (String language : MESSAGES.languages()) {
      assertThat(new OptionRules(MESSAGES).notAllowed(DESCENT, "guidance", "7").in(language))
          .contains("--guidance", "descent", "--steps", "--learning-rate");
    }
  }

  @Test
  void completion_proposes_what_the_model_that_is_typed_has() {
    assertThat(lines.labels("a cat --model descent --"))
        .containsExactly(
            "--seed N",
            "--count N",
            "--ar W:H",
            "--style ID",
            "--keep SIDE",
            "--steps N",
            "--learning-rate X",
            "--pace NAME",
            "--video",
            "--private");
    assertThat(lines.labels("a cat --"))
        .contains("--temperature X", "--guidance X")
        .doesNotContain("--steps N");
    assertThat(parser.complete("a cat --model descent --steps ", 30, "en"))
        .extracting(Completion::label, Completion::description)
        .containsExactly(tuple("50", "For descent – a whole number from 5 to 500"));
  }

  @Test
  void an_option_of_names_takes_one_of_them_in_any_case() {
    assertThat(lines.imagine("a cat --pace FAST --model descent").options().own())
        .containsExactly(Map.entry("pace", "fast"));
    assertThat(lines.imagine("a cat --pace=fast").options().own()).containsEntry("pace", "fast");
    assertThat(lines.imagine("a cat -pce sitter").prompt()).isEqualTo("a cat -pce sitter");
  }

  @Test
  void completion_proposes_the_names_of_whichever_model_has_them() {
    assertThat(lines.labels("a cat --model descent --pace ")).containsExactly("fast", "slow");
    assertThat(lines.labels("a cat --model descent --pace S")).containsExactly("slow");
    assertThat(lines.labels("a cat --pace ")).containsExactly("fast", "slow");
  }

  @Test
  void a_name_for_one_model_and_a_number_for_another_are_one_option() {
    ModelMenu.Item counted =
        new ModelMenu.Item(
            "counted", "Counted", "X.", Map.of("pace", OptionRange.from("1", "0", "9")), 1, false);
    ModelMenu both = new ModelMenu(List.of(counted, DESCENT), counted);
    TypedLines mixed =
        new TypedLines(
            new CommandParser(
                new CommandRules(1000, 9, both, STYLES, MESSAGES), both, STYLES, MESSAGES));

    assertThat(mixed.imagine("a cat --model counted --pace 0,5").options().own())
        .containsEntry("pace", "0.5");
    assertThat(mixed.imagine("a cat --model descent --pace fast").options().own())
        .containsEntry("pace", "fast");
    assertThat(mixed.mistake("a cat --model counted --pace fast"))
        .isEqualTo("--pace fast is not allowed; give a number from 0 to 9.");
    assertThat(mixed.mistake("a cat --model descent --pace 0,5"))
        .isEqualTo("--pace 0.5 is not allowed; give one of fast, slow.");
  }

  @Test
  void help_names_the_models_of_an_option_that_draw_here_and_others_where_none_does() {
    ModelMenu.Item other = new ModelMenu.Item("other", "Other", "X.", DESCENT.options(), 1, false);
    ModelMenu all = new ModelMenu(List.of(BUNDLED, DESCENT, other), BUNDLED);

    assertThat(about(all.offering(id -> id.equals("other") ? ABSENT : SERVED)))
        .isEqualTo("For descent");
    assertThat(about(all.offering(id -> ABSENT))).isEqualTo("For descent, other");
  }

  private static String about(ModelMenu models) {
    CommandRules rules = new CommandRules(1000, 9, models, STYLES, MESSAGES);
    return rules.options().all().stream()
        .filter(option -> option.word().equals("steps"))
        .map(option -> rules.about(option).in("en"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void help_and_menus_list_every_models_options() {
    assertThat(new HelpText(rules, MESSAGES).text(Optional.of("imagine"), "en"))
        .contains("--pace NAME", "one of fast, slow")
        .contains("--steps N", "For descent", "a whole number from 5 to 500")
        .contains("--guidance X", "a number from 0 to 50");
    assertThat(new ImagineOptionList(MODELS).specs())
        .extracting(OptionSpec::name, OptionSpec::kind)
        .contains(
            tuple("steps", OptionKind.WHOLE),
            tuple("learning-rate", OptionKind.DECIMAL),
            tuple("pace", OptionKind.NAME))
        .startsWith(tuple("prompt", OptionKind.PROMPT))
        .endsWith(
            tuple("private", OptionKind.YES_NO),
            tuple("image", OptionKind.FILE),
            tuple("target-image", OptionKind.FILE));
  }
}
