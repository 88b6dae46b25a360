package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.command.SampleCommands.parser;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Parsed.Mistake;
import org.vitrail.bot.command.Parsed.Understood;

class CommandParserPropertyTest {
  private final CommandParser parser = parser();

  @Property
  void any_text_is_understood_or_answered(@ForAll @StringLength(max = 200) String text) {
    Parsed parsed = parser.parse(text);

    if (parsed instanceof Mistake mistake) {
      assertThat(mistake.sentence().in("en")).isNotBlank();
    } else if (parsed instanceof Understood understood
        && understood.command() instanceof Imagine imagine) {
      assertThat(imagine.prompt()).isNotEmpty();
    }
  }

  @Property
  void any_mixture_of_commands_and_options_is_understood_or_answered(
      @ForAll("mixtures") String text) {
    assertThat(parser.parse(text)).isNotNull();
    assertThat(parser.complete(text, text.length() / 2, "en")).isNotNull();
  }

  @Property
  void options_are_found_wherever_they_stand_between_words(
      @ForAll @LongRange(min = 0) long seed,
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll @IntRange(max = 3) int community) {
    List<String> words = new java.util.ArrayList<>(List.of("a", "red", "apple"));
    words.add(community, "--seed " + seed);
    words.add(3 - community, "--count=" + count);
    Parsed parsed = parser.parse(String.join(" ", words));

    Imagine imagine = (Imagine) ((Understood) parsed).command();
    assertThat(imagine.prompt()).isEqualTo("a red apple");
    assertThat(imagine.options().seed()).hasValue(seed);
    assertThat(imagine.options().count()).hasValue(count);
  }

  /** No dash decides whether an option counts: only whether it is spelt right. */
  @Property
  void a_known_option_behind_any_dashes_never_reaches_the_picture(
      @ForAll("dashes") String dashes, @ForAll @LongRange(min = 0) long seed) {
    Parsed parsed = parser.parse("a red " + dashes + "seed " + seed + " apple");

    Imagine imagine = (Imagine) ((Understood) parsed).command();
    assertThat(imagine.prompt()).isEqualTo("a red apple");
    assertThat(imagine.options().seed()).hasValue(seed);
  }

  @Property
  void a_message_for_others_is_never_answered_with_a_mistake_about_options(
      @ForAll("mixtures") String text) {
    Parsed parsed = parser.parseMessage("a castle " + text);

    assertThat(parsed).isInstanceOf(Understood.class);
  }

  @Property
  void dashes_between_words_belong_to_the_prompt(
      @ForAll("dashes") String dashes, @ForAll("plainWords") String word) {
    String prompt = "a cat " + dashes + " " + word + " " + dashes;

    assertThat(parser.parse(prompt))
        .isEqualTo(new Understood(new Imagine(prompt, ImagineOptions.NONE)));
  }

  @Provide
  Arbitrary<String> dashes() {
    return Arbitraries.of("-‐‑‒–—―−－﹣﹘⸺─ー".split(""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> plainWords() {
    return Arbitraries.of("sitting", "7", "well-known", "猫", "кот", "a5", "seeds");
  }

  @Property
  void a_quoted_prompt_is_taken_word_for_word(@ForAll("plainPrompts") String prompt) {
    Parsed parsed = parser.parse("/imagine \"" + prompt + "\"");

    assertThat(parsed).isEqualTo(new Understood(new Imagine(prompt, ImagineOptions.NONE)));
  }

  @Provide
  Arbitrary<String> mixtures() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "/imagine",
            "/vary",
            "/help",
            "--seed",
            "--seed=",
            "—count",
            "--top-k",
            "\"",
            "“",
            "”",
            "7",
            "-1",
            "apple",
            "=",
            "--",
            "--model",
            "#7k2m9q4x0b",
            "@everyone",
            "\u202e",
            "\n");
    return piece.list().ofMaxSize(10).map(pieces -> String.join(" ", pieces));
  }

  @Provide
  Arbitrary<String> plainPrompts() {
    Arbitrary<String> word =
        Arbitraries.of("--seed", "7", "--", "—count=3", "red", "/imagine", "🍓", "=x");
    return Combinators.combine(word, word.list().ofMaxSize(6))
        .as((first, rest) -> rest.isEmpty() ? first : first + " " + String.join(" ", rest));
  }
}
