package org.vitrail.bot.testing.discord;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.components.actionrow.ActionRow;
import net.dv8tion.jda.api.components.buttons.Button;
import net.dv8tion.jda.api.components.label.Label;
import net.dv8tion.jda.api.components.textinput.TextInput;
import net.dv8tion.jda.api.components.textinput.TextInputStyle;
import net.dv8tion.jda.api.events.interaction.ModalInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.CommandAutoCompleteInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.events.interaction.component.ButtonInteractionEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.modals.Modal;
import net.dv8tion.jda.api.utils.FileUpload;

/** The least bot that uses every kind of interaction; exists to try the fake with the real JDA. */
final class EchoBot extends ListenerAdapter {
  private final BlockingQueue<InteractionHook> hooks = new LinkedBlockingQueue<>();
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final List<Long> commands = new CopyOnWriteArrayList<>();

  /** The way to edit what was answered, kept as a bot keeps it that answers later. */
  InteractionHook takeHook() throws InterruptedException {
    return hooks.take();
  }

  /** The slash commands that came, by their ids, in the order in which they came. */
  List<Long> commands() {
    return List.copyOf(commands);
  }

  BlockingQueue<Throwable> failures() {
    return failures;
  }

  @Override
  public void onSlashCommandInteraction(SlashCommandInteractionEvent event) {
    commands.add(event.getIdLong());
    if (event.getName().equals("ping")) {
      event.reply("pong").queue();
      return;
    }
    String prompt = event.getOption("prompt", "", OptionMapping::getAsString);
    event
        .deferReply(event.getOption("private", false, OptionMapping::getAsBoolean))
        .queue(hook -> answer(hook, prompt), failures::add);
  }

  private void answer(InteractionHook hook, String prompt) {
    hooks.add(hook);
    if (prompt.isEmpty()) {
      return;
    }
    hook.editOriginal(prompt)
        .setFiles(
            FileUpload.fromData(prompt.getBytes(StandardCharsets.UTF_8), "picture.png")
                .setDescription("shows " + prompt))
        .setComponents(
            ActionRow.of(Button.primary("again", "Again"), Button.danger("edit", "Edit")))
        .queue(message -> {}, failures::add);
  }

  @Override
  public void onButtonInteraction(ButtonInteractionEvent event) {
    if (event.getComponentId().equals("edit")) {
      TextInput input =
          TextInput.create("prompt", TextInputStyle.PARAGRAPH).setValue("before").build();
      event
          .replyModal(Modal.create("form", "Edit").addComponents(Label.of("Prompt", input)).build())
          .queue();
    } else {
      event
          .deferEdit()
          .queue(hook -> hook.editOriginal("clicked").setComponents(List.of()).queue());
    }
  }

  @Override
  public void onModalInteraction(ModalInteractionEvent event) {
    event.reply("You wrote " + event.getValue("prompt").getAsString()).setEphemeral(true).queue();
  }

  @Override
  public void onCommandAutoCompleteInteraction(CommandAutoCompleteInteractionEvent event) {
    String typed = event.getFocusedOption().getValue();
    event
        .replyChoiceStrings(IntStream.range(0, 3).mapToObj(number -> typed + number).toList())
        .queue();
  }

  @Override
  public void onMessageContextInteraction(MessageContextInteractionEvent event) {
    int files = event.getTarget().getAttachments().size();
    event.reply(event.getTarget().getContentRaw() + " with " + files + " file").queue();
  }
}
