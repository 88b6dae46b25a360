package org.vitrail.bot.core.service;

import java.util.List;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.PromptProposals;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;
import org.vitrail.config.Messages;

/** The button for those who have no prompt yet, where there are some to choose from. */
final class SurpriseOffer {
  private final PromptProposals proposals;
  private final Messages messages;

  SurpriseOffer(PromptProposals proposals, Messages messages) {
    this.proposals = proposals;
    this.messages = messages;
  }

  List<LabelledButton> in(String locale) {
    return proposals.areThere(locale)
        ? List.of(
            new LabelledButton(
                Button.of(ButtonAction.SURPRISE), messages.text(locale, "button.surprise")))
        : List.of();
  }
}
