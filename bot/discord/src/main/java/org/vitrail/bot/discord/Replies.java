package org.vitrail.bot.discord;

import java.util.Optional;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Member;
import net.dv8tion.jda.api.entities.Role;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.utils.FileUpload;
import net.dv8tion.jda.api.utils.messages.MessageCreateData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.courier.Courier;
import org.vitrail.bot.core.courier.Notice;
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

  /** Where the visit's job belongs. */
  static Optional<Origin> origin(Visit visit) {
    Interaction interaction = visit.interaction();
    return Optional.of(
        new Origin(
            "i" + interaction.getId(),
            placeKey(interaction),
            interaction.getChannelId(),
            standing(interaction),
            visit.place().address(),
            (visit.isAlone() ? visit.place() : visit.place().alone()).address()));
  }

  void show(Visit visit, Reply reply) {
    try {
      if (reply instanceof Reply.Accepted accepted) {
        courier.take(accepted.job().id());
        if (accepted.job().isPrivate() && !visit.isAlone()) {
          String locale = person(visit.interaction()).locale();
          alone(visit, DiscordText.create(messages.text(locale, "place.shown-privately")));
        }
      } else if (reply instanceof Reply.Shown shown) {
        show(visit, shown.job());
      } else if (reply instanceof Reply.Refused refused) {
        sayAlone(visit, refused.text());
      } else if (reply instanceof Reply.File file) {
        visit
            .hook()
            .editOriginal(DiscordText.edit(file.text()))
            .setFiles(FileUpload.fromData(file.bytes(), file.name()))
            .complete();
      } else if (reply instanceof Reply.Said said) {
        visit.hook().editOriginal(DiscordText.edit(said.text())).complete();
      }
    } catch (ErrorResponseException e) {
      LOG.warn(
          "The reply to interaction {} did not arrive: {}",
          visit.interaction().getId(),
          e.getMessage());
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

  /** Says something that nobody else needs to see. */
  void sayAlone(Visit visit, String words) {
    if (visit.isAlone()) {
      visit.hook().editOriginal(DiscordText.edit(words)).complete();
    } else {
      alone(visit, DiscordText.create(words));
    }
  }

  /** Who else sees an answer is settled when it begins: so it ends, and another takes its place. */
  private static void alone(Visit visit, MessageCreateData message) {
    visit.hook().deleteOriginal().complete();
    visit.hook().sendMessage(message).setEphemeral(true).complete();
  }

  /** Says something about a message that stays. */
  void addAlone(Visit visit, String words) {
    try {
      visit.hook().sendMessage(DiscordText.create(words)).setEphemeral(true).complete();
    } catch (ErrorResponseException e) {
      LOG.warn("Words for {} did not arrive: {}", visit.interaction().getUser(), e.getMessage());
    }
  }

  /** What a reply says in words. */
  static String words(Reply reply) {
    if (reply instanceof Reply.Said said) {
      return said.text();
    }
    return reply instanceof Reply.Refused refused ? refused.text() : "";
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

  private static String placeKey(Interaction interaction) {
    return DiscordMessenger.PLATFORM
        + ":"
        + (interaction.isFromGuild()
            ? interaction.getGuild().getId()
            : interaction.getUser().getId());
  }
}
