package org.vitrail.bot.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrail.bot.command.catalogue.ModelMenu;

class PromptProposalsTest {
  private final PromptProposals proposals = SampleCommands.rules().proposals();

  @Test
  void some_are_others_each_time_and_in_the_persons_language() {
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(proposals.some(2, "en"));
    }

    assertThat(seen).hasSize(6);
    assertThat(proposals.some(9, "en"))
        .containsExactlyInAnyOrderElementsOf(SampleCommands.PROPOSALS.prompts());
    assertThat(proposals.some(9, "de-AT")).containsExactly("ein Fuchs im Schnee");
  }

  @Test
  void a_model_that_proposes_nothing_leaves_one_that_every_model_draws() {
    ModelMenu published = new ModelMenu(List.of(SampleCommands.MEGA), SampleCommands.MEGA);

    assertThat(new PromptProposals(published, SampleCommands.MESSAGES).some(3, "de"))
        .containsExactly("ein roter Apfel vor blauem Hintergrund");
  }

  @Test
  void help_and_an_empty_request_propose_some() {
    assertThat(
            new HelpText(SampleCommands.rules(), SampleCommands.MESSAGES)
                .text(Optional.empty(), "ru"))
        .startsWith("Попробуйте, например: лиса на снегу.");
    Sentence mistake = SampleCommands.parser().parse("/imagine").fold(it -> null, it -> it);
    assertThat(mistake.in("zh")).contains("/imagine 雪地里的狐狸", "/surprise");
  }
}
