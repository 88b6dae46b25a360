package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudienceTest {
  @ParameterizedTest
  @CsvSource({
    "/imagine a cat, EVERYBODY",
    "/imagine a cat --private, ASKER",
    "/vary abcdefghjk 1, EVERYBODY",
    "/upscale abcdefghjk 1, EVERYBODY",
    "/again abcdefghjk, EVERYBODY",
    "/retry abcdefghjk, EVERYBODY",
    "/show abcdefghjk, EVERYBODY",
    "/cancel, ASKER_OR_EVERYBODY",
    "/queue, ASKER",
    "/history, ASKER",
    "/styles, ASKER_OR_EVERYBODY",
    "/models, ASKER_OR_EVERYBODY",
    "/language, ASKER_OR_EVERYBODY",
    "/help, ASKER_OR_EVERYBODY",
    "/about, ASKER_OR_EVERYBODY",
    "/link, ASKER",
    "/delete abcdefghjk, ASKER_OR_EVERYBODY",
    "/report abcdefghjk, ASKER",
    "/mydata, ASKER",
    "/forget, ASKER",
    "/forget everything, ASKER",
    "/queue clear, ASKER_OR_EVERYBODY",
    "/ban @Eve, ASKER_OR_EVERYBODY",
  })
  void what_concerns_a_person_is_for_them_alone(String typed, Audience audience) {
    Parsed parsed = SampleCommands.parser().parse(typed);

    assertThat(parsed).isInstanceOf(Parsed.Understood.class);
    assertThat(parsed.audience()).isEqualTo(audience);
  }
}
