package org.vitrail.bot.discord;

import java.util.Optional;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Message.Attachment;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.utils.MarkdownSanitizer;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.ImagineOption;
import org.vitrail.bot.command.Parsed;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;

/** Has slash commands carried out, and messages in which somebody saw a prompt. */
final class SlashCommands {
  private final InteractionAcker acker;
  private final DiscordReplies replies;
  private final BotService botService;
  private final DiscordPostingRights postingRights;
  private final AttachmentReader attachments;

  SlashCommands(
      InteractionAcker acker,
      DiscordReplies replies,
      BotService botService,
      DiscordPostingRights postingRights,
      AttachmentReader attachments) {
    this.acker = acker;
    this.replies = replies;
    this.botService = botService;
    this.postingRights = postingRights;
    this.attachments = attachments;
  }

  void command(SlashCommandInteractionEvent event) {
    receive(
        event,
        botService.parse(ChosenOptions.given(event)),
        new SentPictures<>(attached(event, "image"), attached(event, ImagineOption.TARGET.word())));
  }

  private static Optional<Attachment> attached(SlashCommandInteractionEvent event, String option) {
    return Optional.ofNullable(event.getOption(option, OptionMapping::getAsAttachment));
  }

  /** The text was hardly written for this bot: its options are taken where they are known. */
  void imagineFrom(MessageContextInteractionEvent event) {
    Message message = event.getTarget();
    String prompt = MarkdownSanitizer.sanitize(message.getContentDisplay());
    receive(
        event,
        botService.parseMessage(prompt),
        SentPictures.of(message.getAttachments().stream().filter(Attachment::isImage).findFirst()));
  }

  /** Who is to see the answer is found without looking anything up. */
  private void receive(IReplyCallback event, Parsed parsed, SentPictures<Attachment> images) {
    boolean isEphemeral = parsed.audience() != Audience.EVERYBODY;
    acker.answer(event, isEphemeral, context -> carryOut(context, parsed, images));
  }

  private void carryOut(
      InteractionContext context, Parsed parsed, SentPictures<Attachment> images) {
    Person who = replies.person(context.interaction());
    Optional<String> obstacle = postingRights.obstacle(context, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(context, obstacle.get());
      return;
    }
    SentPictures<PictureFile> files =
        new SentPictures<>(images.beginning().map(this::file), images.target().map(this::file));
    Reply reply =
        parsed.fold(
            command -> {
              sayLeftOut(context, who, parsed, command);
              return botService.handle(who, command, files, DiscordReplies.origin(context));
            },
            mistake -> botService.mistaken(who, mistake));
    replies.show(context, reply);
  }

  private PictureFile file(Attachment attached) {
    return () -> attachments.fetch(attached);
  }

  private void sayLeftOut(InteractionContext context, Person who, Parsed parsed, Command command) {
    Optional<String> leftOut = botService.leftOut(who, parsed);
    if (leftOut.isPresent() && command instanceof Imagine imagine) {
      replies.sayLeftOut(context, imagine.prompt(), leftOut.get());
    }
  }
}
