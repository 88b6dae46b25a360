package org.vitrail.bot.core.modcommands;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.people.Names;

/** Takes what moderators want, from those who are, and has it done. */
public final class ModCommandHandler {
  private final Moderators moderators;
  private final Names names;
  private final TargetReader targets;
  private final QuotaActs quotas;
  private final JobActs jobs;
  private final Map<CommandSpec, ModAct> acts;

  /**
   * @param acts of all commands of moderators
   */
  public ModCommandHandler(
      Moderators moderators,
      Names names,
      TargetReader targets,
      QuotaActs quotas,
      JobActs jobs,
      Map<CommandSpec, ModAct> acts) {
    this.moderators = moderators;
    this.names = names;
    this.targets = targets;
    this.quotas = quotas;
    this.jobs = jobs;
    this.acts = Map.copyOf(acts);
  }

  /**
   * Does it and says what holds now.
   *
   * @throws ImpossibleException when the person may not, or it makes no sense
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public String handle(Person who, Moderate command, Optional<Origin> origin)
      throws ImpossibleException {
    Origin from = moderators.required(origin);
    ModContext asked = moderators.context(who, command, from);
    boolean isModerator = moderators.isModerator(from);
    // To whom others answer is nothing to those who decide about nobody.
    ModContext context = isModerator ? asked.saying(targets.complete(asked)) : asked;
    if (isAboutThemselves(context)) {
      return quotas.handle(context.saying(context.command().about(from.standing().roles())));
    }
    if (!isModerator) {
      throw new ImpossibleException("moderate.not-allowed", "/" + command.name().word());
    }
    names.remember(who);
    return Optional.ofNullable(acts.get(command.name()))
        .orElseThrow(
            () -> new IllegalArgumentException(command.name() + " is nothing that moderators do"))
        .carryOut(context);
  }

  /** What the person may still have drawn in the community. */
  public String standing(Person who, Origin origin) {
    Moderate own =
        new Moderate(CommandSpec.QUOTA, List.of("show"), "").about(origin.standing().roles());
    return quotas.standing(moderators.context(who, own, origin));
  }

  /** What everybody may ask: their own numbers and what decides them. */
  private static boolean isAboutThemselves(ModContext context) {
    return context.command().name() == CommandSpec.QUOTA
        && context.action().equals("why")
        && context.word(1).map(context.who().key()::equals).orElse(true);
  }

  /** Writes down that a moderator deleted a job, and says so. */
  public String noteDeletion(Person who, Origin origin, JobCard card) {
    Moderate command = new Moderate(CommandSpec.DELETE, List.of(card.id()), "");
    return jobs.deleted(moderators.context(who, command, origin), card);
  }
}
