package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.command.SampleCommands.parser;
import static org.vitrail.bot.command.SampleCommands.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Parsed.Mistake;
import org.vitrail.bot.command.Parsed.Understood;

class CommandParserTest {
  private final CommandParser parser = parser();

  @Test
  void text_without_a_slash_is_a_prompt() {
    assertThat(command("a red apple")).isEqualTo(new Imagine("a red apple", ImagineOptions.NONE));
  }

  @Test
  void every_option_is_understood() {
    assertThat(
            command(
                "/imagine a red apple --seed 7 --count 4 --model mega --temperature 0.5"
                    + " --guidance 5 --top-k 0 --top-p 0.9 --style photo --private"))
        .isEqualTo(
            new Imagine(
                "a red apple",
                new ImagineOptions(
                    OptionalLong.of(7),
                    OptionalInt.of(4),
                    Optional.of("mega"),
                    Map.of("temperature", "0.5", "guidance", "5", "top-k", "0", "top-p", "0.9"),
                    Optional.of("photo"),
                    Optional.empty(),
                    Optional.of(true))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/imagine --seed 7 a red apple",
        "/imagine a red --seed 7 apple",
        "/imagine a red apple --seed=7",
        "/imagine a red apple —seed 7",
        "/imagine a red apple –seed=7",
        "/imagine a red apple --SEED 7",
        "/imagine a red apple --seed \"7\"",
        "/IMAGINE a red\napple --seed\t7",
        "/imagine@vitrail_bot a red apple --seed 7",
        "a red apple ——seed 7",
        "a red apple –—seed 7",
        "a red apple ---seed 7",
        "a red apple −−seed 7",
        "a red apple －－seed 7",
        "a red apple ‐‐seed 7",
        "a red apple ‑‑seed 7",
        "a red apple ‒‒seed 7",
        "a red apple ――seed 7",
        "a red apple ﹣﹣seed 7",
        "a red apple ﹘﹘seed 7",
        "a red apple ーーseed 7",
        "a red apple ──seed 7",
        "a red apple −seed 7",
        "a red apple -seed 7",
        "a red apple -seed=7",
        "a red apple ‐seed 7",
        "a red apple －seed 7",
        "a red apple ⸺seed 7",
        "a red apple –seed\u00a07",
        "a red apple --seed\u202f7",
        "a red apple --seed\u30007",
        "a red apple －－ｓｅｅｄ　７",
        "a red apple －－ｓｅｅｄ＝７",
        "a red apple --\u200bseed 7",
        "a red apple --seed “7”",
        "“a red apple” —seed 7",
        "„a red apple“ —seed 7",
        "»a red apple« —seed 7",
        "/imagine \"a red apple\" --seed ٧",
        "a red apple --seed 7"
      })
  void a_seed_is_found_however_it_is_typed(String text) {
    Imagine imagine = (Imagine) command(text);

    assertThat(imagine.prompt()).isEqualTo("a red apple");
    assertThat(imagine.options().seed()).hasValue(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/imagine \"a sign saying --stop\"|a sign saying --stop",
        "/imagine a sign saying \"--seed 7\"|a sign saying \"--seed 7\"",
        "/imagine “—seed 7”|—seed 7",
        "/imagine a 5\" screen|a 5\" screen",
        "/imagine \"open and \"closed\"|\"open and \"closed\"",
        "/imagine a cat —sitting on a mat|a cat —sitting on a mat",
        "/imagine rock -- and roll --|rock -- and roll --",
        "/imagine minus --5|minus --5",
        "/imagine @everyone @here|@everyone @here",
        "a cat — sitting on a mat|a cat — sitting on a mat",
        "a cat -- sitting on a mat|a cat -- sitting on a mat",
        "a cat–sitting, well-known|a cat–sitting, well-known",
        "a cat--and a dog|a cat--and a dog",
        "- a list - of things|- a list - of things",
        "-30 degrees, an ice palace|-30 degrees, an ice palace",
        "−30 degrees, temperature -5|−30 degrees, temperature -5",
        "--- a rule ---|--- a rule ---",
        "a cat -sitting on a mat|a cat -sitting on a mat",
        "a castle -seen from above|a castle -seen from above",
        "a house – style of 1900|a house – style of 1900",
        "— style of Monet, please|— style of Monet, please",
        "一只猫——坐在垫子上|一只猫——坐在垫子上",
        "一只猫 ——坐在垫子上|一只猫 ——坐在垫子上",
        "スタイル ーーー|スタイル ーーー",
        "кот —сидит на ковре|кот —сидит на ковре",
        "—¿Qué? —Nada|—¿Qué? —Nada"
      })
  void what_is_not_an_option_stays_in_the_prompt(String text, String prompt) {
    assertThat(command(text)).isEqualTo(new Imagine(prompt, ImagineOptions.NONE));
  }

  /** Whatever a keyboard makes of hyphens, no option is drawn in silence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a cat ——sed 7|——sed is not an option; did you mean --seed?",
        "a cat —sed 7|—sed is not an option; did you mean --seed?",
        "a cat -sed 7|-sed is not an option; did you mean --seed?",
        "a cat －－ｓｅｄ 7|－－ｓｅｄ is not an option; did you mean --seed?",
        "a cat -styl photo|-styl is not an option; did you mean --style?",
        "a cat —styl=photo|—styl is not an option; did you mean --style?",
        "a cat -privat|-privat is not an option; did you mean --private?",
        "a cat -- seed 7|-- seed is not an option; did you mean --seed?",
        "a cat — seed 7|— seed is not an option; did you mean --seed?",
        "a cat - top-k 20|- top-k is not an option; did you mean --top-k?",
        "a cat — style photo|— style is not an option; did you mean --style?",
        "a cat--seed 7|--seed is not an option; did you mean --seed?",
        "a cat --seed:7|--seed:7 is not an option; did you mean --seed?",
        "a cat --seed7|--seed7 is not an option; did you mean --seed?",
        "a cat —zoom 16:9|—zoom is not an option. There are --seed,",
        "a cat ——zoom 16:9|——zoom is not an option. There are --seed,",
        "a cat ——no dogs|——no is not an option. There are --seed,",
        "a cat --4k|--4k is not an option. There are --seed,",
        "a cat -count dracula|--count dracula is not allowed; give a whole number from 1 to 9.",
        "a cat —seed −7|--seed -7 is not allowed; give a whole number from 0",
        "a cat -style|--style needs a value; give one of"
      })
  void what_looks_like_an_option_is_asked_about(String text, String beginning) {
    assertThat(mistake(text)).startsWith(beginning);
  }

  @Test
  void dashes_within_a_name_and_commas_of_any_width_are_understood() {
    ImagineOptions options =
        ((Imagine) command("a cat ——top–k 5 −temperature ０，５ -Top_P=.9")).options();

    assertThat(options.own()).isEqualTo(Map.of("top-k", "5", "temperature", "0.5", "top-p", "0.9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--reason", "—reason", "——reason", "－－reason", "−−reason", "-reason"})
  void a_reason_is_found_behind_any_dashes(String dashed) {
    assertThat(command("/ban @ann " + dashed + " spam — much of it"))
        .isEqualTo(new Command.Moderate(CommandSpec.BAN, List.of("@ann"), "spam — much of it"));
  }

  @Test
  void a_form_for_another_prompt_says_that_it_takes_no_options() {
    assertThat(rules().mistake(new Command.Reword("7k2m9q4x0b", "a cat —seed 7")).get().in("en"))
        .startsWith("This form takes the prompt alone, and —seed would be drawn as a word.");
    assertThat(rules().mistake(new Command.Reword("7k2m9q4x0b", "a \"--seed 7\" sign"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a castle --ar 16:9|a castle|-",
        "a castle --ar 16:9:4|a castle|--ar 16:9:4",
        "a castle —zoom 2 --v 5.2|a castle|—zoom 2;--v 5.2",
        "a castle --zoom 16:9 with dragons|a castle with dragons|--zoom 16:9",
        "a castle --no people, cars --tile|a castle|--no people, cars;--tile",
        "a castle --stylize=250|a castle|--stylize",
        "a castle --style raw|a castle|--style raw",
        "a castle --count 99 --count 3|a castle|--count 99",
        "a castle --private|a castle|--private",
        "a castle --seed|a castle|--seed",
        "a castle --seed 7 --seed 8|a castle|--seed 8",
        "/imagine prompt: a castle --q 2|a castle|--q 2",
        "/imagine a castle|a castle|-",
        "/imagine@other_bot a castle|a castle|-",
        "a castle — at night|a castle — at night|-"
      })
  void options_of_other_bots_are_left_out_of_a_message_that_was_not_for_this_one(
      String text, String prompt, String leftOut) {
    Understood understood = (Understood) parser.parseMessage(text);

    assertThat(((Imagine) understood.command()).prompt()).isEqualTo(prompt);
    assertThat(String.join(";", understood.leftOut())).isEqualTo(leftOut == null ? "" : leftOut);
  }

  @Test
  void options_that_are_known_here_are_taken_from_such_a_message() {
    Understood understood =
        (Understood)
            parser.parseMessage("a castle --v 6 --seed 7 --style photo --model Mega -count 2");

    ImagineOptions options = ((Imagine) understood.command()).options();
    assertThat(options.seed()).hasValue(7);
    assertThat(options.style()).hasValue("photo");
    assertThat(options.model()).hasValue("Mega");
    assertThat(options.count()).hasValue(2);
    assertThat(understood.leftOut()).containsExactly("--v 6");
  }

  @Test
  void a_message_without_a_prompt_is_answered_like_one() {
    assertThat(parser.parseMessage("--ar 16:9")).isInstanceOf(Mistake.class);
  }

  @Test
  void the_edges_of_all_ranges_are_allowed() {
    command("x --seed 0 --count 1 --temperature 0.01 --guidance 0 --top-k 0 --top-p 0.001");
    command(
        "x --seed 9223372036854775807 --count 9 --temperature 10 --guidance 50 --top-k 16384"
            + " --top-p 1");
    assertThat(((Imagine) command("x --temperature 0,5")).options().own())
        .containsExactly(Map.entry("temperature", "0.5"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--count 10|--count 10 is not allowed; give a whole number from 1 to 9.",
        "--count 0|--count 0 is not allowed; give a whole number from 1 to 9.",
        "--count -3|--count -3 is not allowed; give a whole number from 1 to 9.",
        "--count many|--count many is not allowed; give a whole number from 1 to 9.",
        "--count 99999999999999999999|--count 99999999999999999999 is not allowed; give a whole"
            + " number from 1 to 9.",
        "--seed -1|--seed -1 is not allowed; give a whole number from 0 to 9223372036854775807.",
        "--seed 9223372036854775808|--seed 9223372036854775808 is not allowed; give a whole number"
            + " from 0 to 9223372036854775807.",
        "--seed 1.5|--seed 1.5 is not allowed; give a whole number from 0 to 9223372036854775807.",
        "--temperature 0|--temperature 0 is not allowed; give a number from 0.01 to 10.",
        "--temperature NaN|--temperature NaN is not allowed; give a number from 0.01 to 10.",
        "--temperature 1e3|--temperature 1e3 is not allowed; give a number from 0.01 to 10.",
        "--guidance 51|--guidance 51 is not allowed; give a number from 0 to 50.",
        "--top-k 20000|--top-k 20000 is not allowed; give a whole number from 0 (all pieces) to"
            + " 16384.",
        "--top-p 0|--top-p 0 is not allowed; give a number above 0 and up to 1.",
        "--seed|--seed needs a value; give a whole number from 0 to 9223372036854775807.",
        "--seed= --count 2|--seed needs a value; give a whole number from 0 to"
            + " 9223372036854775807.",
        "--count --seed 7|--count needs a value; give a whole number from 1 to 9.",
        "--seed 7 --seed 8|--seed is given twice, as 7 and as 8; give it once.",
        "--model megaa|There is no model megaa; did you mean mega?",
        "--model sdxl|--model sdxl is not allowed; give one of bundled, mega.",
        "--sed 7|--sed is not an option; did you mean --seed? Put the prompt in \"quotes\" if it is"
            + " meant to hold it.",
        "--width 7|--width is not an option. There are --seed, --count, --ar, --model, --codec, --style,"
            + " --keep, --target-image, --target-weight, --temperature, --guidance, --top-k, --top-p, --video, --private. Put the prompt in"
            + " \"quotes\" if it is meant to hold it."
      })
  void a_bad_option_is_answered_with_its_value_and_what_is_allowed(String option, String sentence) {
    assertThat(mistake("/imagine a red apple " + option)).isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "   ", "/imagine", "/imagine --seed 7", "/imagine \"\"", "/imagine \u202e"})
  void an_empty_prompt_gets_an_example(String text) {
    assertThat(mistake(text))
        .contains("no prompt")
        .containsPattern("/imagine (a fox in the snow|a castle at night|two parrots) ");
  }

  @Test
  void a_long_prompt_is_answered_with_both_lengths() {
    assertThat(mistake("x".repeat(5000))).contains("5,000 characters").contains("1,000");
    assertThat(command("🍓".repeat(1000))).isInstanceOf(Imagine.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7k2m9q4x0b", "#7k2m9q4x0b", "7K2M9Q4XOB"})
  void a_job_is_found_however_its_id_is_typed(String id) {
    assertThat(command("/vary " + id + " 3"))
        .isEqualTo(new OnJob(CommandSpec.VARY, "7k2m9q4x0b", 3));
    assertThat(command("/upscale " + id + " 9"))
        .isEqualTo(new OnJob(CommandSpec.UPSCALE, "7k2m9q4x0b", 9));
    assertThat(command("/again " + id)).isEqualTo(new OnJob(CommandSpec.AGAIN, "7k2m9q4x0b"));
    assertThat(command("/cancel " + id))
        .isEqualTo(new Ask(CommandSpec.CANCEL, Optional.of("7k2m9q4x0b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7k2m9q4x0b 3 8",
        "7k2m9q4x0b 3 x8",
        "7k2m9q4x0b 3 8x",
        "7k2m9q4x0b 3 ×8",
        "7k2m9q4x0b 3 Х8",
        "7k2m9q4x0b 3 --factor 8",
        "--factor=x8 7k2m9q4x0b 3",
        "7k2m9q4x0b —factor 8 3"
      })
  void a_factor_is_understood_however_it_is_written(String rest) {
    assertThat(command("/upscale " + rest))
        .isEqualTo(new OnJob(CommandSpec.UPSCALE, "7k2m9q4x0b", 3, UpscaleOptions.times(8)));
  }

  @Test
  void how_much_noise_is_removed_may_be_said_with_or_without_a_factor() {
    assertThat(command("/upscale 7k2m9q4x0b 3 4 --denoise 0,25"))
        .isEqualTo(
            new OnJob(
                CommandSpec.UPSCALE,
                "7k2m9q4x0b",
                3,
                new UpscaleOptions(OptionalInt.of(4), OptionalDouble.of(.25))));
    assertThat(command("/upscale 7k2m9q4x0b 3 --denoise 1"))
        .isEqualTo(
            new OnJob(
                CommandSpec.UPSCALE,
                "7k2m9q4x0b",
                3,
                new UpscaleOptions(OptionalInt.empty(), OptionalDouble.of(1))));
  }

  @Test
  void commands_without_arguments_are_understood() {
    assertThat(command("/cancel")).isEqualTo(new Ask(CommandSpec.CANCEL));
    assertThat(command("/queue")).isEqualTo(new Ask(CommandSpec.QUEUE));
    assertThat(command("/history")).isEqualTo(new Ask(CommandSpec.HISTORY));
    assertThat(command("/models")).isEqualTo(new Ask(CommandSpec.MODELS));
    assertThat(command("/help")).isEqualTo(new Ask(CommandSpec.HELP));
    assertThat(command("/help /Imagine"))
        .isEqualTo(new Ask(CommandSpec.HELP, Optional.of("imagine")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/imagin a cat|/imagin is not a command; did you mean /imagine?",
        "/xyzzy|/xyzzy is not a command. /help lists all of them.",
        "/|/ is not a command. /help lists all of them.",
        "/help xyzzy|/xyzzy is not a command. /help lists all of them.",
        "/vary 7k2m9q4x0b|/vary is written like this: /vary JOB NUMBER",
        "/again|/again is written like this: /again JOB",
        "/queue now|/queue is written like this: /queue",
        "/vary 7k2m9q4x0b 10|Picture 10 is not there; give a whole number from 1 to 9.",
        "/upscale 7k2m9q4x0b best|Picture best is not there; give a whole number from 1 to 9.",
        "/upscale 7k2m9q4x0b 1 0|0 is no factor; give 2, 4 or 8, as in /upscale JOB 1 4.",
        "/upscale 7k2m9q4x0b 1 1000000|1000000 is no factor; give 2, 4 or 8, as in /upscale JOB 1 4.",
        "/upscale 7k2m9q4x0b 1 large|large is no factor; give 2, 4 or 8, as in /upscale JOB 1 4.",
        "/upscale 7k2m9q4x0b 1 --sharp|--sharp is no factor; give 2, 4 or 8, as in /upscale JOB 1 4.",
        "/upscale 7k2m9q4x0b 1 4 --denoise 2|--denoise 2.0 is not allowed; give a number from 0 to 1.",
        "/upscale 7k2m9q4x0b 1 4 --denoise -1|--denoise -1 is not allowed; give a number from 0 to 1.",
        "/upscale 7k2m9q4x0b 1 4 --denoise|/upscale is written like this: /upscale JOB NUMBER"
            + " [FACTOR] [--denoise X]",
        "/upscale 7k2m9q4x0b 1 4 --factor 8|/upscale is written like this: /upscale JOB NUMBER"
            + " [FACTOR] [--denoise X]",
        "/again a*b|“a*b” is not a job's id; an id looks like 7k2m9q4x0b and stands below each"
            + " picture."
      })
  void a_bad_command_is_answered_with_what_to_type(String text, String sentence) {
    assertThat(mistake(text)).isEqualTo(sentence);
  }

  private Command command(String text) {
    Parsed parsed = parser.parse(text);
    assertThat(parsed).isInstanceOf(Understood.class);
    return ((Understood) parsed).command();
  }

  private String mistake(String text) {
    Parsed parsed = parser.parse(text);
    assertThat(parsed).isInstanceOf(Mistake.class);
    return ((Mistake) parsed).sentence().in("en");
  }
}
