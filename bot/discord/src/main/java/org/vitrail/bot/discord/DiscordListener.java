package org.vitrail.bot.discord;

import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;

/** Sends each kind of event to the one that deals with it. */
final class DiscordListener extends ListenerAdapter {
  private final SlashCommands commands;
  private final Buttons buttons;
  private final Autocomplete autocomplete;
  private final Apology apology;

  DiscordListener(
      SlashCommands commands, Buttons buttons, Autocomplete autocomplete, Apology apology) {
    this.commands = commands;
    this.buttons = buttons;
    this.autocomplete = autocomplete;
    this.apology = apology;
  }

  @Override
  public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
    apology.guard(event, () -> commands.command(event));
  }

  @Override
  public void onMessageContextInteraction(MessageContextInteractionEvent event) {
    apology.guard(event, () -> commands.imagineFrom(event));
  }

  @Override
  public void onButtonInteraction(ButtonInteractionEvent event) {
    apology.guard(event, () -> buttons.pressed(event));
  }

  @Override
  public void onModalInteraction(ModalInteractionEvent event) {
    apology.guard(event, () -> buttons.filled(event));
  }

  @Override
  public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
    autocomplete.propose(event);
  }
}
