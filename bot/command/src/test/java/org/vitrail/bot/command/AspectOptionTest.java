package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.vitrail.bot.command.SampleCommands.BUNDLED;
import static org.vitrail.bot.command.SampleCommands.MEGA;
import static org.vitrail.bot.command.SampleCommands.MESSAGES;
import static org.vitrail.bot.command.SampleCommands.MODELS;
import static org.vitrail.bot.command.SampleCommands.OPTIONS;
import static org.vitrail.bot.command.SampleCommands.STYLES;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.catalogue.AnnouncedModel;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.inference.protocol.AspectRatio;

/** {@code --ar}: how it is typed, and that only models that can draw other shapes are asked to. */
class AspectOptionTest {
  /** The bundled one draws every shape, mega says that it draws squares. */
  private static final ModelMenu ANNOUNCED =
      MODELS.announcing(
          id ->
              Optional.of(
                  new AnnouncedModel(
                      id.equals(BUNDLED.id())
                          ? EnumSet.of(ModelAbility.VARY, ModelAbility.ASPECT)
                          : EnumSet.of(ModelAbility.VARY),
                      OPTIONS)));

  private final CommandRules rules = new CommandRules(1000, 9, ANNOUNCED, STYLES, MESSAGES);
  private final CommandParser parser = new CommandParser(rules, ANNOUNCED, STYLES, MESSAGES);
  private final TypedLines lines = new TypedLines(parser);

  @ParameterizedTest
  @CsvSource({
    "16:9, 16:9",
    "16x9, 16:9",
    "16X9, 16:9",
    "16\u00d79, 16:9",
    "16\u04459, 16:9",
    "16/9, 16:9",
    "16\uff1a9, 16:9",
    "1920x1080, 16:9",
    "9:16, 9:16",
    "2.35:1, 47:20",
    "3:1, 3:1"
  })
  void a_shape_is_understood_however_it_is_written(String typed, String ratio) {
    for (String text : List.of("a cat --ar " + typed, "--ar=" + typed + " a cat")) {
      Imagine imagine = lines.imagine(text);

      assertThat(imagine.prompt()).isEqualTo("a cat");
      assertThat(imagine.options().aspect()).hasToString(ratio);
      assertThat(imagine.options().own()).isEqualTo(Map.of("ar", ratio));
    }
  }

  @Test
  void a_comma_separates_as_a_point_does() {
    assertThat(lines.imagine("a cat --ar 2,35:1").options().aspect()).hasToString("47:20");
  }

  @Test
  void a_square_is_what_is_drawn_anyway() {
    assertThat(lines.imagine("a cat --ar 4:4").options()).isEqualTo(ImagineOptions.NONE);
    assertThat(lines.imagine("a cat").options().aspect()).isEqualTo(AspectRatio.SQUARE);
    assertThat(lines.imagine("a cat --ar 1:1 --model mega").options().own()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:1", "1:0", "100:1", "1:4", "16", "wide", "-16:9", "16:9:4", "16::9"})
  void what_is_no_shape_or_not_drawn_is_answered_with_what_is(String typed) {
    assertThat(lines.mistake("a cat --ar " + typed))
        .isEqualTo(
            "--ar "
                + typed
                + " is not allowed; give width to height from 1:3 to 3:1, such as 16:9.");
  }

  @Test
  void a_model_that_draws_squares_only_says_so_in_every_language() {
    assertThat(lines.mistake("a cat --ar 16:9 --model mega"))
        .isEqualTo(
            "mega draws squares only. Leave --ar out, or choose another model with --model.");
    for (String language : MESSAGES.languages()) {
      assertThat(new OptionRules(MESSAGES).notAllowed(MEGA, "ar", "16:9").in(language))
          .contains("mega", "--ar", "--model");
    }
  }

  @Test
  void while_nobody_has_said_what_a_model_draws_it_is_left_to_the_model() {
    CommandParser unknowing = SampleCommands.parser();

    AspectRatio aspect =
        unknowing
            .parse("a cat --ar 2:1 --model mega")
            .fold(command -> ((Imagine) command).options().aspect(), mistake -> null);
    assertThat(aspect).hasToString("2:1");
  }

  @Test
  void completion_and_help_propose_it_for_models_that_draw_so() {
    assertThat(lines.labels("a cat --")).contains("--ar W:H");
    assertThat(lines.labels("a cat --model mega --")).doesNotContain("--ar W:H");
    assertThat(parser.complete("a cat --ar 1", 12, "en"))
        .extracting(Completion::label, Completion::description)
        .containsExactly(tuple("16:9", "wide"), tuple("1:1", "square"), tuple("1:2", "high"));
    assertThat(new HelpText(rules, MESSAGES).text(Optional.of("imagine"), "en"))
        .contains("--ar W:H", "width to height from 1:3 to 3:1, such as 16:9");
  }

  @Test
  void a_number_is_no_value_of_it_in_prose() {
    assertThat(lines.imagine("a bar - at 5 o'clock").options()).isEqualTo(ImagineOptions.NONE);
  }
}
