package org.vitrail.bot.discord;

import java.util.Optional;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Message.Attachment;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.utils.MarkdownSanitizer;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Audience;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.initimage.PictureFile;

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
    Attachment image = event.getOption(DiscordCommandMenu.IMAGE, OptionMapping::getAsAttachment);
    receive(event, CommandLine.of(event), Optional.ofNullable(image));
  }

  /** The text was hardly written for this bot: its options are taken where they are known. */
  void imagineFrom(MessageContextInteractionEvent event) {
    Message message = event.getTarget();
    String prompt = MarkdownSanitizer.sanitize(message.getContentDisplay());
    Optional<Attachment> image =
        message.getAttachments().stream().filter(Attachment::isImage).findFirst();
    boolean isDrawable =
        botService.parseMessage(stranger(event), prompt) instanceof Parsed.Understood;
    acker.answer(event, !isDrawable, context -> imagineFrom(context, prompt, image));
  }

  private void imagineFrom(InteractionContext context, String message, Optional<Attachment> image) {
    Person who = replies.person(context.interaction());
    Optional<String> obstacle = postingRights.obstacle(context, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(context, obstacle.get());
      return;
    }
    Parsed parsed = botService.parseMessage(who, message);
    if (parsed instanceof Parsed.Mistake mistake) {
      replies.sayAlone(context, mistake.sentence());
    } else if (parsed instanceof Parsed.Understood understood) {
      Optional<String> leftOut = botService.leftOut(who, parsed);
      if (leftOut.isPresent() && understood.command() instanceof Imagine imagine) {
        replies.sayLeftOut(context, imagine.prompt(), leftOut.get());
      }
      Optional<Origin> origin = DiscordReplies.origin(context);
      replies.show(context, botService.handle(who, understood.command(), file(image), origin));
    }
  }

  private Optional<PictureFile> file(Optional<Attachment> image) {
    return image.map(attached -> () -> attachments.fetch(attached));
  }

  private void receive(IReplyCallback event, CommandLine line, Optional<Attachment> image) {
    acker.answer(event, isEphemeral(event, line.text()), context -> carryOut(context, line, image));
  }

  /** Whether nobody else is to see the answer; found without looking anything up. */
  private boolean isEphemeral(IReplyCallback event, String line) {
    return !(botService.parse(stranger(event), line) instanceof Parsed.Understood understood)
        || Audience.of(understood.command()) != Audience.EVERYBODY;
  }

  private static Person stranger(IReplyCallback event) {
    return new Person(
        DiscordMessenger.PLATFORM, event.getUser().getId(), "", event.getUserLocale().getLocale());
  }

  private void carryOut(InteractionContext context, CommandLine line, Optional<Attachment> image) {
    Person who = replies.person(context.interaction());
    Optional<String> obstacle = postingRights.obstacle(context, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(context, obstacle.get());
      return;
    }
    replies.show(context, handle(who, line, file(image), DiscordReplies.origin(context)));
  }

  /**
   * Rules for roles hold for whoever is named, too, and Discord alone knows what roles they have.
   */
  private Reply handle(
      Person who, CommandLine line, Optional<PictureFile> file, Optional<Origin> origin) {
    return !line.targetRoles().isEmpty()
            && botService.parse(who, line.text()) instanceof Parsed.Understood understood
            && understood.command() instanceof Moderate moderate
        ? botService.handle(who, moderate.about(line.targetRoles()), origin)
        : botService.handle(who, line.text(), file, origin);
  }
}
