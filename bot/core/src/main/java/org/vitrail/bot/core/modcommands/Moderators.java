package org.vitrail.bot.core.modcommands;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import org.vitrail.bot.command.Command.Moderate;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.quota.Rule;
import org.vitrail.inference.protocol.Venue;

/**
 * Who decides about others in a community, and in which time zone they speak there.
 *
 * <p>All methods throw {@link redis.clients.jedis.exceptions.JedisException} when Redis does not
 * answer.
 */
public final class Moderators {
  private final ModTools tools;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param zone in which times are meant where a community chose no other
   */
  public Moderators(ModTools tools, ZoneId zone, Clock clock) {
    this.tools = tools;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * Whether the person decides about others in the community, by its platform or by its own choice.
   */
  public boolean isModerator(Origin origin) {
    return origin.standing().isModerator()
        || page(origin)
            .setting(CommunitySetting.MODERATORS)
            .map(roles -> Arrays.asList(roles.split(" ")))
            .map(roles -> origin.standing().roles().stream().anyMatch(roles::contains))
            .orElse(false);
  }

  /** Whether the person may delete or retry what others asked for: in their own community alone. */
  public boolean mayDecideAbout(Origin origin, JobCard card) {
    return isModerator(origin)
        && (origin.community().equals(Rule.HOUSE)
            || origin.community().equals(card.venue().community()));
  }

  /** Nothing can be decided where there is no community. */
  Origin required(Optional<Origin> origin) throws ImpossibleException {
    return origin.orElseThrow(() -> new ImpossibleException("moderate.nowhere"));
  }

  ModContext context(Person who, Moderate command, Origin from) {
    ZoneId chosen = page(from).setting(CommunitySetting.TIMEZONE).map(ZoneId::of).orElse(zone);
    Venue venue = new Venue(from.community(), from.channel());
    return new ModContext(who, venue, chosen, clock.instant(), command, tools);
  }

  private CommunitySettings page(Origin origin) {
    return tools.book().page(origin.community());
  }
}
