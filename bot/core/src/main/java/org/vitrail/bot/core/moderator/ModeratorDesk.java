package org.vitrail.bot.core.moderator;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.quota.Rule;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.CommandName;
import org.vitrail.bot.core.place.Names;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.bot.core.place.Reports;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** Takes what moderators want, from those who are, and has it done. */
public final class ModeratorDesk {
  private final PlaceBook book;
  private final Names names;
  private final TargetReader targets;
  private final QuotaActs quotas;
  private final AccessActs access;
  private final ModeActs modes;
  private final AuditActs audit;
  private final JobActs jobs;
  private final BlocklistActs blocklist;
  private final ReportActs reported;
  private final Reports reports;
  private final Messages messages;
  private final ZoneId zone;
  private final Clock clock;

  ModeratorDesk(
      PlaceBook book,
      Names names,
      TargetReader targets,
      QuotaActs quotas,
      AccessActs access,
      ModeActs modes,
      AuditActs audit,
      JobActs jobs,
      BlocklistActs blocklist,
      ReportActs reported,
      Reports reports,
      Messages messages,
      ZoneId zone,
      Clock clock) {
    this.book = book;
    this.names = names;
    this.targets = targets;
    this.quotas = quotas;
    this.access = access;
    this.modes = modes;
    this.audit = audit;
    this.jobs = jobs;
    this.blocklist = blocklist;
    this.reported = reported;
    this.reports = reports;
    this.messages = messages;
    this.zone = zone;
    this.clock = clock;
  }

  /** Whether the person decides about others at the place, by its platform or by its own choice. */
  public boolean isModerator(Origin origin) {
    return origin.standing().isModerator()
        || book.page(origin.place())
            .setting(PlaceSetting.MODERATORS)
            .map(roles -> Arrays.asList(roles.split(" ")))
            .map(roles -> origin.standing().roles().stream().anyMatch(roles::contains))
            .orElse(false);
  }

  /**
   * Does it and says what holds now.
   *
   * @throws ImpossibleException when the person may not, or it makes no sense
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public String handle(Person who, Moderate command, Optional<Origin> origin)
      throws ImpossibleException {
    String locale = who.locale();
    Origin from =
        origin.orElseThrow(
            () -> new ImpossibleException(messages.text(locale, "moderate.nowhere")));
    Chair asked = chair(who, command, from);
    boolean isModerator = isModerator(from);
    // To whom others answer is nothing to those who decide about nobody.
    Chair chair = isModerator ? asked.saying(targets.complete(asked)) : asked;
    if (isAboutThemselves(chair)) {
      return quotas.handle(chair.saying(chair.command().about(from.standing().roles())));
    }
    if (!isModerator) {
      throw new ImpossibleException(
          messages.text(locale, "moderate.not-allowed", "/" + command.name().word()));
    }
    names.remember(who);
    return done(chair);
  }

  private String done(Chair chair) throws ImpossibleException {
    CommandName command = chair.command().name();
    return switch (command) {
      case QUOTA -> quotas.handle(chair);
      case LIMIT -> access.limit(chair);
      case BAN -> access.ban(chair);
      case UNBAN -> access.unban(chair);
      case MUTE -> access.mute(chair);
      case SAFE -> modes.safe(chair);
      case RAID -> modes.raid(chair);
      case PAUSE -> modes.pause(chair);
      case RESUME -> modes.resume(chair);
      case SETTINGS -> modes.settings(chair);
      case AUDIT -> audit.audit(chair);
      case UNDO -> audit.undo(chair);
      case QUEUE -> jobs.clearQueue(chair);
      case BLOCKLIST -> blocklist.handle(chair);
      case REPORTS -> reported.handle(chair);
      default -> throw new IllegalArgumentException(command + " is nothing that moderators do");
    };
  }

  /**
   * What may be meant by the last word of {@code /blocklist remove}, {@code /reports close} or
   * {@code /undo}; nothing for those who are no moderators.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public List<Suggestion> suggestions(Origin origin, CommandName command) {
    if (!isModerator(origin)) {
      return List.of();
    }
    return switch (command) {
      case BLOCKLIST -> blocklist.suggestions(origin.place());
      case REPORTS -> reported.suggestions(origin.place());
      case UNDO -> audit.suggestions(origin.place());
      default -> List.of();
    };
  }

  /** What the person may still have drawn at the place. */
  public String standing(Person who, Origin origin) {
    Moderate own =
        new Moderate(CommandName.QUOTA, List.of("show"), "").about(origin.standing().roles());
    return quotas.standing(chair(who, own, origin));
  }

  /** What everybody may ask: their own numbers and what decides them. */
  private static boolean isAboutThemselves(Chair chair) {
    return chair.command().name() == CommandName.QUOTA
        && chair.action().equals("why")
        && chair.word(1).map(("<@" + chair.who().id() + ">")::equals).orElse(true);
  }

  /** Whether the person may delete what others asked for: at their own place alone. */
  public boolean mayDelete(Origin origin, JobCard card) {
    return isModerator(origin)
        && (origin.place().equals(Rule.HOUSE) || origin.place().equals(card.venue().place()));
  }

  /** Writes down that a moderator deleted a job, and says so. */
  public String noteDeletion(Person who, Origin origin, JobCard card) {
    reports.close(card.venue().place(), card.id());
    Moderate command = new Moderate(CommandName.DELETE, List.of(card.id()), "");
    return jobs.deleted(chair(who, command, origin), card);
  }

  private Chair chair(Person who, Moderate command, Origin from) {
    Page page = book.page(from.place());
    ZoneId chosen = page.setting(PlaceSetting.TIMEZONE).map(ZoneId::of).orElse(zone);
    return new Chair(who, from.place(), from.channel(), chosen, clock.instant(), command);
  }
}
