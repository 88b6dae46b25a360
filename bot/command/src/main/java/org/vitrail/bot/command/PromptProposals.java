package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.Messages;

/** Prompts that come out well, for those who have none yet. Safe for several threads. */
public final class PromptProposals {
  private final ModelMenu models;
  private final Messages messages;

  public PromptProposals(ModelMenu models, Messages messages) {
    this.models = models;
    this.messages = messages;
  }

  /** All that a model proposes; none where it proposes nothing. */
  public List<String> of(ModelMenu.Item model, String locale) {
    return models.proposals(model.id(), messages.closest(locale)).prompts();
  }

  /**
   * Some for the model of those who choose none, others each time; a single one, which any model
   * draws, where it proposes nothing.
   */
  public List<String> some(int most, String locale) {
    List<String> all = new ArrayList<>(of(models.standard(), locale));
    if (all.isEmpty()) {
      return List.of(messages.text(locale, "imagine.example"));
    }
    Collections.shuffle(all, ThreadLocalRandom.current());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /** Whether the model of those who choose none proposes any. */
  public boolean areThere(String locale) {
    return !of(models.standard(), locale).isEmpty();
  }

  /** One of them, another each time. */
  public Sentence example() {
    return locale -> some(1, locale).get(0);
  }
}
