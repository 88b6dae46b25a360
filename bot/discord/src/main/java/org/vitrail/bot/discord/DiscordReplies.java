package org.vitrail.bot.discord;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.messages.MessageCreateBuilder;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import net.dv8tion.jda.api.utils.messages.MessageEditData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessagePicture;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.config.Messages;

/** Shows replies to those who asked; refusals and secrets to them alone. */
final class DiscordReplies {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordReplies.class);

  private final BotService botService;
  private final MessageUpdater messageUpdater;
  private final DiscordMessenger messenger;
  private final DiscordText text;
  private final Messages messages;

  DiscordReplies(
      BotService botService,
      MessageUpdater messageUpdater,
      DiscordMessenger messenger,
      DiscordText text,
      Messages messages) {
    this.botService = botService;
    this.messageUpdater = messageUpdater;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
  }

  /** Who asks, in the language of the community or else their own. */
  Person person(Interaction interaction) {
    String own = interaction.getUserLocale().getLocale();
    return new Person(
        DiscordMessenger.PLATFORM,
        interaction.getUser().getId(),
        interaction.getUser().getEffectiveName(),
        botService.chats().language(communityKey(interaction), own));
  }

  /** Where somebody types, for what needs no message there. */
  static Origin origin(Interaction interaction) {
    return Origin.ofPage(communityKey(interaction), standing(interaction));
  }

  /** Where the context's job belongs. */
  static Optional<Origin> origin(InteractionContext context) {
    Interaction interaction = context.interaction();
    return Optional.of(
        new Origin(
            "i" + interaction.getId(),
            communityKey(interaction),
            channel(interaction),
            standing(interaction),
            context.target().address(),
            (context.isEphemeral() ? context.target() : context.target().alone()).address()));
  }

  void show(InteractionContext context, Reply reply) {
    try {
      reply.accept(new Shower(context));
    } catch (QueueUnreachable e) {
      addAlone(context, e.getMessage());
    } catch (ErrorResponseException e) {
      LOG.warn(
          "The reply to interaction {} did not arrive: {}",
          context.interaction().getId(),
          e.getMessage());
    }
  }

  /** Shows a reply to whom it is for. */
  private final class Shower implements Reply.Visitor<Void> {
    private final InteractionContext context;

    Shower(InteractionContext context) {
      this.context = context;
    }

    @Override
    public Void said(Reply.Said said) {
      sayAlone(context, text.pages(said));
      return null;
    }

    @Override
    public Void deleted(Reply.Deleted deleted) {
      sayAlone(context, deleted.text());
      return null;
    }

    @Override
    public Void file(Reply.File file) {
      hand(context, file);
      return null;
    }

    @Override
    public Void refused(Reply.Refused refused) {
      sayAlone(context, text.pages(refused));
      return null;
    }

    @Override
    public Void shown(Reply.Shown shown) {
      show(context, shown.job());
      return null;
    }

    @Override
    public Void filmed(Reply.Filmed filmed) {
      showFilm(context, filmed);
      return null;
    }

    /** In the answer itself, which shows the job's message as soon as there is one. */
    @Override
    public Void kept(Reply.Kept kept) {
      if (kept.audience() == Audience.ASKER) {
        sayAlone(context, text.pages(kept));
      } else {
        say(context, text.pages(kept));
      }
      return null;
    }

    @Override
    public Void accepted(Reply.Accepted accepted) {
      messageUpdater.take(accepted.job().id(), accepted.message());
      if (accepted.job().isPrivate() && !context.isEphemeral()) {
        String locale = person(context.interaction()).locale();
        sayAlone(context, messages.text(locale, "place.shown-privately"));
      }
      return null;
    }
  }

  private void show(InteractionContext context, JobCard job) {
    JobMessage jobMessage =
        botService.chats().jobMessage(job, messenger, communityKey(context.interaction()));
    if (job.isPrivate() && !context.isEphemeral()) {
      alone(context, text.create(jobMessage));
    } else {
      context.hook().editOriginal(text.edit(jobMessage)).complete();
    }
  }

  private static void showFilm(InteractionContext context, Reply.Filmed filmed) {
    JobMessagePicture film =
        new JobMessagePicture(filmed.fileName(), filmed.mp4(), filmed.text(), filmed.isSpoiler());
    MessageCreateData message =
        MessageCreateBuilder.from(DiscordText.pages(filmed.text()).get(0))
            .setFiles(DiscordText.file(film))
            .build();
    if (filmed.job().isPrivate() && !context.isEphemeral()) {
      alone(context, message);
    } else {
      context.hook().editOriginal(MessageEditData.fromCreateData(message)).complete();
    }
  }

  /** A file is about the person alone. */
  private static void hand(InteractionContext context, Reply.File file) {
    MessageCreateBuilder message =
        MessageCreateBuilder.from(DiscordText.pages(file.text()).get(0))
            .setFiles(FileUpload.fromData(file.bytes(), file.name()));
    if (context.isEphemeral()) {
      context.hook().editOriginal(MessageEditData.fromCreateData(message.build())).complete();
    } else {
      alone(context, message.build());
    }
  }

  /** Says something to whoever sees the answer. */
  private static void say(InteractionContext context, List<MessageCreateData> pages) {
    context.hook().editOriginal(MessageEditData.fromCreateData(pages.get(0))).complete();
    pages.stream().skip(1).forEach(page -> add(context, page, context.isEphemeral()));
  }

  /** Says something that nobody else needs to see. */
  void sayAlone(InteractionContext context, String words) {
    sayAlone(context, DiscordText.pages(words));
  }

  private static void sayAlone(InteractionContext context, List<MessageCreateData> pages) {
    if (context.isEphemeral()) {
      say(context, pages);
      return;
    }
    alone(context, pages.get(0));
    pages.stream().skip(1).forEach(page -> add(context, page, true));
  }

  private static void add(
      InteractionContext context, MessageCreateData message, boolean isEphemeral) {
    context.hook().sendMessage(message).setEphemeral(isEphemeral).complete();
  }

  /** Who else sees an answer is settled when it begins: so it ends, and another takes its place. */
  private static void alone(InteractionContext context, MessageCreateData message) {
    context.hook().deleteOriginal().complete();
    add(context, message, true);
  }

  /** Says something about a message that stays. */
  void addAlone(InteractionContext context, String words) {
    try {
      DiscordText.pages(words).forEach(page -> add(context, page, true));
    } catch (ErrorResponseException e) {
      LOG.warn("Words for {} did not arrive: {}", context.interaction().getUser(), e.getMessage());
    }
  }

  /**
   * Says alone what of a message was not taken into the prompt. The prompt comes first: Discord
   * would show whatever is sent before an answer in the answer's place.
   */
  void sayLeftOut(InteractionContext context, String prompt, String leftOut) {
    say(context, DiscordText.pages(prompt));
    addAlone(context, leftOut);
  }

  /** Roles as the interaction itself tells them: nothing is looked up. */
  private static Standing standing(Interaction interaction) {
    Member member = interaction.getMember();
    if (member == null) {
      return Standing.PRIVATE_CHAT;
    }
    boolean isModerator =
        member.hasPermission(Permission.MANAGE_SERVER)
            || member.hasPermission(Permission.MODERATE_MEMBERS);
    return new Standing(
        isModerator ? Standing.Rank.MODERATOR : Standing.Rank.MEMBER,
        member.getRoles().stream().map(Role::getId).collect(Collectors.toSet()));
  }

  /** What holds in a channel holds in its threads, too. */
  private static String channel(Interaction interaction) {
    return interaction.isFromAttachedGuild()
            && interaction.getChannel() instanceof ThreadChannel thread
        ? thread.getParentChannel().getId()
        : interaction.getChannelId();
  }

  private static String communityKey(Interaction interaction) {
    return DiscordMessenger.PLATFORM
        + ":"
        + (interaction.isFromGuild()
            ? interaction.getGuild().getId()
            : interaction.getUser().getId());
  }
}
