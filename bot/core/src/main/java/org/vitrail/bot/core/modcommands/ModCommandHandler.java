package org.vitrail.bot.core.modcommands;

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
import org.vitrail.bot.core.command.CommandSpec;
import org.vitrail.bot.core.community.CommunitySetting;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.community.Names;
import org.vitrail.bot.core.community.Reports;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** Takes what moderators want, from those who are, and has it done. */
public final class ModCommandHandler {
  private final CommunitySettingsStore book;
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

  ModCommandHandler(
      CommunitySettingsStore book,
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

  /**
   * Whether the person decides about others at the community, by its platform or by its own choice.
   */
  public boolean isModerator(Origin origin) {
    return origin.standing().isModerator()
        || book.page(origin.community())
            .setting(CommunitySetting.MODERATORS)
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
    ModContext asked = context(who, command, from);
    boolean isModerator = isModerator(from);
    // To whom others answer is nothing to those who decide about nobody.
    ModContext context = isModerator ? asked.saying(targets.complete(asked)) : asked;
    if (isAboutThemselves(context)) {
      return quotas.handle(context.saying(context.command().about(from.standing().roles())));
    }
    if (!isModerator) {
      throw new ImpossibleException(
          messages.text(locale, "moderate.not-allowed", "/" + command.name().word()));
    }
    names.remember(who);
    return done(context);
  }

  private String done(ModContext context) throws ImpossibleException {
    CommandSpec command = context.command().name();
    return switch (command) {
      case QUOTA -> quotas.handle(context);
      case LIMIT -> access.limit(context);
      case BAN -> access.ban(context);
      case UNBAN -> access.unban(context);
      case MUTE -> access.mute(context);
      case SAFE -> modes.safe(context);
      case RAID -> modes.raid(context);
      case PAUSE -> modes.pause(context);
      case RESUME -> modes.resume(context);
      case SETTINGS -> modes.settings(context);
      case AUDIT -> audit.audit(context);
      case UNDO -> audit.undo(context);
      case QUEUE -> jobs.clearQueue(context);
      case BLOCKLIST -> blocklist.handle(context);
      case REPORTS -> reported.handle(context);
      default -> throw new IllegalArgumentException(command + " is nothing that moderators do");
    };
  }

  /**
   * What may be meant by the last word of {@code /blocklist remove}, {@code /reports close} or
   * {@code /undo}; nothing for those who are no moderators.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public List<Suggestion> suggestions(Origin origin, CommandSpec command) {
    if (!isModerator(origin)) {
      return List.of();
    }
    return switch (command) {
      case BLOCKLIST -> blocklist.suggestions(origin.community());
      case REPORTS -> reported.suggestions(origin.community());
      case UNDO -> audit.suggestions(origin.community());
      default -> List.of();
    };
  }

  /** What the person may still have drawn at the community. */
  public String standing(Person who, Origin origin) {
    Moderate own =
        new Moderate(CommandSpec.QUOTA, List.of("show"), "").about(origin.standing().roles());
    return quotas.standing(context(who, own, origin));
  }

  /** What everybody may ask: their own numbers and what decides them. */
  private static boolean isAboutThemselves(ModContext context) {
    return context.command().name() == CommandSpec.QUOTA
        && context.action().equals("why")
        && context.word(1).map(context.who().key()::equals).orElse(true);
  }

  /** Whether the person may delete what others asked for: at their own community alone. */
  public boolean mayDelete(Origin origin, JobCard card) {
    return isModerator(origin)
        && (origin.community().equals(Rule.HOUSE)
            || origin.community().equals(card.venue().community()));
  }

  /** Writes down that a moderator deleted a job, and says so. */
  public String noteDeletion(Person who, Origin origin, JobCard card) {
    reports.close(card.venue().community(), card.id());
    Moderate command = new Moderate(CommandSpec.DELETE, List.of(card.id()), "");
    return jobs.deleted(context(who, command, origin), card);
  }

  private ModContext context(Person who, Moderate command, Origin from) {
    CommunitySettings page = book.page(from.community());
    ZoneId chosen = page.setting(CommunitySetting.TIMEZONE).map(ZoneId::of).orElse(zone);
    return new ModContext(who, from.community(), from.channel(), chosen, clock.instant(), command);
  }
}
