package org.vitrail.bot.discord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.Message.Attachment;
import net.dv8tion.jda.api.events.interaction.command.MessageContextInteractionEvent;
import net.dv8tion.jda.api.events.interaction.command.SlashCommandInteractionEvent;
import net.dv8tion.jda.api.interactions.callbacks.IReplyCallback;
import net.dv8tion.jda.api.interactions.commands.OptionMapping;
import net.dv8tion.jda.api.utils.MarkdownSanitizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.command.Parsed;
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.studio.Studio;

/**
 * Makes of a slash command, or of a message in which somebody saw a prompt, the line that one would
 * type, so that everything means the same on every platform.
 */
final class SlashCommands {
  private static final Logger LOG = LoggerFactory.getLogger(SlashCommands.class);

  /** Those whose answer is there for others too. */
  private static final List<CommandName> PUBLIC =
      List.of(
          CommandName.IMAGINE,
          CommandName.VARY,
          CommandName.UPSCALE,
          CommandName.AGAIN,
          CommandName.SHOW);

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
    StringBuilder line = new StringBuilder("/").append(event.getName());
    for (OptionMapping option : inOrder(event.getOptions())) {
      switch (option.getName()) {
        case CommandMenu.PROMPT,
            CommandMenu.JOB,
            CommandMenu.PICTURE,
            CommandMenu.LANGUAGE,
            CommandMenu.CODE,
            CommandMenu.WORDS,
            CommandMenu.TOPIC ->
            line.append(' ').append(option.getAsString());
        case CommandMenu.IMAGE -> {}
        default -> line.append(" --").append(option.getName()).append(' ').append(value(option));
      }
    }
    Attachment image = event.getOption(CommandMenu.IMAGE, OptionMapping::getAsAttachment);
    receive(event, line.toString(), Optional.ofNullable(image));
  }

  /** Discord sends options in the order in which they were filled in; a reason ends the line. */
  private static List<OptionMapping> inOrder(List<OptionMapping> options) {
    List<OptionMapping> ordered = new ArrayList<>(options);
    ordered.sort(Comparator.comparingInt(option -> place(option.getName())));
    return ordered;
  }

  private static int place(String option) {
    return switch (option) {
      case CommandMenu.PROMPT, CommandMenu.JOB -> 0;
      case CommandMenu.REASON -> 2;
      default -> 1;
    };
  }

  /** The parser knows yes and no. */
  private static String value(OptionMapping option) {
    return switch (option.getType()) {
      case BOOLEAN -> option.getAsBoolean() ? "yes" : "no";
      default -> option.getAsString();
    };
  }

  void imagineFrom(MessageContextInteractionEvent event) {
    Message message = event.getTarget();
    String prompt = MarkdownSanitizer.sanitize(message.getContentDisplay());
    Optional<Attachment> image =
        message.getAttachments().stream().filter(Attachment::isImage).findFirst();
    receive(event, "/" + CommandName.IMAGINE.word() + " " + prompt, image);
  }

  private void receive(IReplyCallback event, String line, Optional<Attachment> image) {
    reception.answer(event, isAlone(event, line), visit -> carryOut(visit, line, image));
  }

  /** Whether nobody else is to see the answer; found without looking anything up. */
  private boolean isAlone(IReplyCallback event, String line) {
    Person stranger =
        new Person(
            DiscordMessenger.PLATFORM,
            event.getUser().getId(),
            "",
            event.getUserLocale().getLocale());
    if (studio.parse(stranger, line) instanceof Parsed.Understood understood) {
      return understood.command() instanceof Imagine imagine
          ? imagine.options().isPrivate()
          : PUBLIC.stream().noneMatch(name -> line.startsWith("/" + name.word()));
    }
    return true;
  }

  private void carryOut(Visit visit, String line, Optional<Attachment> image) {
    Person who = replies.person(visit.interaction());
    Optional<String> obstacle = preflight.obstacle(visit, who.locale());
    if (obstacle.isPresent()) {
      replies.sayAlone(visit, obstacle.get());
      return;
    }
    Optional<PictureFile> file = image.map(attached -> () -> attachments.fetch(attached));
    replies.show(visit, studio.handle(who, line, file, Replies.origin(visit)));
  }
}
