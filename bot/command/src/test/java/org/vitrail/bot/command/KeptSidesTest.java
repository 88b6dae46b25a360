package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Parsed.Mistake;
import org.vitrail.bot.command.Parsed.Understood;
import org.vitrail.bot.command.catalogue.AnnouncedModel;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.ServedModel.Cells;

/** {@code --keep}, which is several words, and what each model can keep. */
class KeptSidesTest {
  private static final Set<ModelAbility> KEEPS = Set.of(ModelAbility.INIT_IMAGE, ModelAbility.KEEP);

  private final CommandParser parser = SampleCommands.parser();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a cat --keep up                       | a cat     | up 50%
          a cat --keep up 12                    | a cat     | up 12
          /imagine --keep up 8 left 30% a cat   | a cat     | up 8 left 30%
          --keep border the cat                 | the cat   | border 25%
          a cat —keep left ３ down ５％ --seed 7 | a cat     | down 5% left 3
          a cat --keep=right 4                  | a cat     | right 4
          a cat --keep "up 4, down 4" 5         | a cat 5   | up 4 down 4
          a cat --keep UP 3 5 birds             | a cat 5 birds | up 3
          """)
  void sides_and_amounts_are_taken_and_the_prompt_goes_on_behind_them(
      String text, String prompt, String kept) {
    Imagine imagine = imagine(parser, text);

    assertThat(imagine.prompt()).isEqualTo(prompt);
    assertThat(imagine.options().keep()).contains(Keep.read(kept));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a cat --keep                | --keep needs a value; give up, down, left, right or border,
          a cat --keep the tail       | --keep the is not allowed; give up, down, left, right or
          a cat --keep 12             | --keep 12 is not allowed; give up, down, left, right or
          a cat --keep up 0           | --keep up 0 is not allowed; give up, down, left, right or
          a cat --keep up 100%        | --keep up 100% is not allowed; give up, down, left, right
          a cat --keep up --keep down | --keep is given twice, as up and as down; give it once.
          a cat -keap up              | -keap is not an option; did you mean --keep?
          a cat--keep up              | --keep is not an option; did you mean --keep?
          """)
  void what_is_no_side_is_answered_with_what_is_one(String text, String sentence) {
    assertThat(mistake(parser, text)).startsWith(sentence);
  }

  @Test
  void what_leaves_a_model_nothing_to_draw_is_answered_with_what_it_can_keep() {
    CommandParser announced = parser(KEEPS, Optional.of(new Cells(16, 8)));

    assertThat(mistake(announced, "a cat --keep up 8"))
        .isEqualTo(
            "--keep up 8 leaves nothing to draw: pictures of bundled have 16 × 8 cells. Up and"
                + " down together can keep up to 7 of them, left and right up to 15, a border up to"
                + " 3. Or give percent, such as up 30%.");
    assertThat(mistake(announced, "a cat --keep border 4 --model bundled"))
        .startsWith("--keep border 4 leaves nothing");
    for (String fits : List.of("up 7", "left 15", "border 3", "border 49%", "up", "border")) {
      assertThat(imagine(announced, "a cat --keep " + fits).options().keep()).isPresent();
    }
  }

  @Test
  void a_model_that_is_known_to_choose_for_itself_says_so_and_an_unknown_one_is_asked() {
    CommandParser older = parser(Set.of(ModelAbility.INIT_IMAGE), Optional.empty());

    assertThat(mistake(older, "a cat --keep left"))
        .isEqualTo(
            "The model bundled keeps the upper half of a picture and nothing else. Choose another"
                + " model, or leave --keep out.");
    assertThat(imagine(older, "a cat").options().keep()).isEmpty();
    assertThat(imagine(parser, "a cat --keep up 99").options().keep()).isPresent();
  }

  @Test
  void sides_are_proposed_with_what_they_mean() {
    assertThat(parser.complete("a cat --keep ", 13, "en"))
        .extracting(Completion::label, Completion::description)
        .contains(tuple("left", "The left half"), tuple("border", "A quarter on each side"))
        .hasSize(5);
  }

  private static CommandParser parser(Set<ModelAbility> abilities, Optional<Cells> cells) {
    AnnouncedModel said =
        new AnnouncedModel(
            abilities, SampleCommands.OPTIONS, List.of(), cells, List.of(), List.of());
    ModelMenu menu =
        new ModelMenu(List.of(SampleCommands.BUNDLED), SampleCommands.BUNDLED)
            .announcing(Map.of("bundled", Optional.of(said))::get);
    return new CommandParser(
        new CommandRules(1000, 9, menu, SampleCommands.STYLES, SampleCommands.MESSAGES),
        menu,
        SampleCommands.STYLES,
        SampleCommands.MESSAGES);
  }

  private static Imagine imagine(CommandParser parser, String text) {
    Parsed parsed = parser.parse(text);
    assertThat(parsed).isInstanceOf(Understood.class);
    return (Imagine) ((Understood) parsed).command();
  }

  private static String mistake(CommandParser parser, String text) {
    Parsed parsed = parser.parse(text);
    assertThat(parsed).isInstanceOf(Mistake.class);
    return ((Mistake) parsed).sentence().in("en");
  }
}
