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
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.courier.Courier;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.Messages;

/** Shows replies to those who asked; refusals and secrets to them alone. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private final Studio studio;
  private final Courier courier;
  private final DiscordMessenger messenger;
  private final DiscordText text;
  private final Messages messages;

  Replies(
      Studio studio,
      Courier courier,
      DiscordMessenger messenger,
      DiscordText text,
      Messages messages) {
    this.studio = studio;
    this.courier = courier;
    this.messenger = messenger;
    this.text = text;
    this.messages = messages;
  }

  /** Who asks, in the language of the place or else their own. */
  Person person(Interaction interaction) {
    String own = interaction.getUserLocale().getLocale();
    return new Person(
        DiscordMessenger.PLATFORM,
        interaction.getUser().getId(),
        interaction.getUser().getEffectiveName(),
        studio.language(placeKey(interaction), own));
  }

  /** Where somebody types, for what needs no message there. */
  static Origin origin(Interaction interaction) {
    return Origin.ofPage(placeKey(interaction), standing(interaction));
  }

  /** Where the visit's job belongs. */
  static Optional<Origin> origin(Visit visit) {
    Interaction interaction = visit.interaction();
    return Optional.of(
        new Origin(
            "i" + interaction.getId(),
            placeKey(interaction),
            channel(interaction),
            standing(interaction),
            visit.place().address(),
            (visit.isAlone() ? visit.place() : visit.place().alone()).address()));
  }

  void show(Visit visit, Reply reply) {
    try {
      reply.accept(new Shower(visit));
    } catch (QueueUnreachable e) {
      addAlone(visit, e.getMessage());
    } catch (ErrorResponseException e) {
      LOG.warn(
          "The reply to interaction {} did not arrive: {}",
          visit.interaction().getId(),
          e.getMessage());
    }
  }

  /** Shows a reply to whom it is for. */
  private final class Shower implements Reply.Visitor<Void> {
    private final Visit visit;

    Shower(Visit visit) {
      this.visit = visit;
    }

    @Override
    public Void said(Reply.Said said) {
      say(visit, said.text());
      return null;
    }

    @Override
    public Void file(Reply.File file) {
      hand(visit, file);
      return null;
    }

    @Override
    public Void refused(Reply.Refused refused) {
      sayAlone(visit, refused.text());
      return null;
    }

    @Override
    public Void shown(Reply.Shown shown) {
      show(visit, shown.job());
      return null;
    }

    @Override
    public Void accepted(Reply.Accepted accepted) {
      courier.take(accepted.job().id());
      if (accepted.job().isPrivate() && !visit.isAlone()) {
        String locale = person(visit.interaction()).locale();
        sayAlone(visit, messages.text(locale, "place.shown-privately"));
      }
      return null;
    }
  }

  private void show(Visit visit, JobCard job) {
    Notice notice = studio.notice(job, messenger, placeKey(visit.interaction()));
    if (job.isPrivate() && !visit.isAlone()) {
      alone(visit, text.create(notice));
    } else {
      visit.hook().editOriginal(text.edit(notice)).complete();
    }
  }

  /** A file is about the person alone. */
  private static void hand(Visit visit, Reply.File file) {
    MessageCreateBuilder message =
        MessageCreateBuilder.from(DiscordText.pages(file.text()).get(0))
            .setFiles(FileUpload.fromData(file.bytes(), file.name()));
    if (visit.isAlone()) {
      visit.hook().editOriginal(MessageEditData.fromCreateData(message.build())).complete();
    } else {
      alone(visit, message.build());
    }
  }

  /** Says something to whoever sees the answer. */
  private static void say(Visit visit, String words) {
    List<MessageCreateData> pages = DiscordText.pages(words);
    visit.hook().editOriginal(MessageEditData.fromCreateData(pages.get(0))).complete();
    pages.stream().skip(1).forEach(page -> add(visit, page, visit.isAlone()));
  }

  /** Says something that nobody else needs to see. */
  void sayAlone(Visit visit, String words) {
    if (visit.isAlone()) {
      say(visit, words);
      return;
    }
    List<MessageCreateData> pages = DiscordText.pages(words);
    alone(visit, pages.get(0));
    pages.stream().skip(1).forEach(page -> add(visit, page, true));
  }

  private static void add(Visit visit, MessageCreateData message, boolean isAlone) {
    visit.hook().sendMessage(message).setEphemeral(isAlone).complete();
  }

  /** Who else sees an answer is settled when it begins: so it ends, and another takes its place. */
  private static void alone(Visit visit, MessageCreateData message) {
    visit.hook().deleteOriginal().complete();
    add(visit, message, true);
  }

  /** Says something about a message that stays. */
  void addAlone(Visit visit, String words) {
    try {
      DiscordText.pages(words).forEach(page -> add(visit, page, true));
    } catch (ErrorResponseException e) {
      LOG.warn("Words for {} did not arrive: {}", visit.interaction().getUser(), e.getMessage());
    }
  }

  /**
   * Says alone what of a message was not taken into the prompt. The prompt comes first: Discord
   * would show whatever is sent before an answer in the answer's place.
   */
  void sayLeftOut(Visit visit, String prompt, String leftOut) {
    say(visit, prompt);
    addAlone(visit, leftOut);
  }

  /** Roles as the interaction itself tells them: nothing is looked up. */
  private static Standing standing(Interaction interaction) {
    Member member = interaction.getMember();
    if (member == null) {
      return Standing.ALONE;
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

  private static String placeKey(Interaction interaction) {
    return DiscordMessenger.PLATFORM
        + ":"
        + (interaction.isFromGuild()
            ? interaction.getGuild().getId()
            : interaction.getUser().getId());
  }
}
