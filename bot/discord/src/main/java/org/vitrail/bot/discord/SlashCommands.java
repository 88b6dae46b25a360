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
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;

/** Has slash commands carried out, and messages in which somebody saw a prompt. */
final class SlashCommands {
  private final Reception reception;
  private final Replies replies;
  private final Studio studio;
  private final Preflight preflight;
  private final AttachmentReader attachments;

  SlashCommands(
      Reception reception,
      Replies replies,
      Studio studio,
      Preflight preflight,
      AttachmentReader attachments) {
    this.reception = reception;
    this.replies = replies;
    this.studio = studio;
    this.preflight = preflight;
    this.attachments = attachments;
  }

  void command(SlashCommandInteractionEvent event) {
    Attachment image = event.getOption(CommandMenu.IMAGE, OptionMapping::getAsAttachment);
    receive(event, CommandLine.of(event), Optional.ofNullable(image));
  }

  /** The text was hardly written for this bot: its options are taken where they are known. */
  void imagineFrom(MessageContextInteractionEvent event) {
    Message message = event.getTarget();
    String prompt = MarkdownSanitizer.sanitize(message.getContentDisplay());
    Optional<Attachment> image =
        message.getAttachments().stream().filter(Attachment::isImage).findFirst();
    boolean isDrawable = studio.parseMessage(stranger(event), prompt) instanceof Parsed.Understood;
    reception.answer(event, !isDrawable, visit -> imagineFrom(visit, prompt, image));
  }

  private void imagineFrom(Visit visit, String message, Optional<Attachment> image) {
    Person who = replies.person(visit.interaction());
    Optional<String> obstacle = preflight.obstacle(visit, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(visit, obstacle.get());
      return;
    }
    Parsed parsed = studio.parseMessage(who, message);
    if (parsed instanceof Parsed.Mistake mistake) {
      replies.sayAlone(visit, mistake.sentence());
    } else if (parsed instanceof Parsed.Understood understood) {
      Optional<String> leftOut = studio.leftOut(who, parsed);
      if (leftOut.isPresent() && understood.command() instanceof Imagine imagine) {
        replies.sayLeftOut(visit, imagine.prompt(), leftOut.get());
      }
      Optional<Origin> origin = Replies.origin(visit);
      replies.show(visit, studio.handle(who, understood.command(), file(image), origin));
    }
  }

  private Optional<PictureFile> file(Optional<Attachment> image) {
    return image.map(attached -> () -> attachments.fetch(attached));
  }

  private void receive(IReplyCallback event, CommandLine line, Optional<Attachment> image) {
    reception.answer(event, isAlone(event, line.text()), visit -> carryOut(visit, line, image));
  }

  /** Whether nobody else is to see the answer; found without looking anything up. */
  private boolean isAlone(IReplyCallback event, String line) {
    return !(studio.parse(stranger(event), line) instanceof Parsed.Understood understood)
        || Audience.of(understood.command()) != Audience.EVERYBODY;
  }

  private static Person stranger(IReplyCallback event) {
    return new Person(
        DiscordMessenger.PLATFORM, event.getUser().getId(), "", event.getUserLocale().getLocale());
  }

  private void carryOut(Visit visit, CommandLine line, Optional<Attachment> image) {
    Person who = replies.person(visit.interaction());
    Optional<String> obstacle = preflight.obstacle(visit, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(visit, obstacle.get());
      return;
    }
    replies.show(visit, handle(who, line, file(image), Replies.origin(visit)));
  }

  /**
   * Rules for roles hold for whoever is named, too, and Discord alone knows what roles they have.
   */
  private Reply handle(
      Person who, CommandLine line, Optional<PictureFile> file, Optional<Origin> origin) {
    return !line.targetRoles().isEmpty()
            && studio.parse(who, line.text()) instanceof Parsed.Understood understood
            && understood.command() instanceof Moderate moderate
        ? studio.handle(who, moderate.about(line.targetRoles()), origin)
        : studio.handle(who, line.text(), file, origin);
  }
}
