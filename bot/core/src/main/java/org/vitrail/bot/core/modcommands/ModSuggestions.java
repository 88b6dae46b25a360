package org.vitrail.bot.core.modcommands;

import java.util.List;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.Origin;

/** What a moderator may mean while they type the last word of a command. */
public final class ModSuggestions {
  private final Moderators moderators;
  private final BlocklistActs blocklist;
  private final ReportActs reports;
  private final AuditActs audit;

  public ModSuggestions(
      Moderators moderators, BlocklistActs blocklist, ReportActs reports, AuditActs audit) {
    this.moderators = moderators;
    this.blocklist = blocklist;
    this.reports = reports;
    this.audit = audit;
  }

  /**
   * What may be meant by the last word of {@code /blocklist remove}, {@code /reports close} or
   * {@code /undo}; nothing for those who are no moderators.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
   */
  public List<Suggestion> of(Origin origin, CommandSpec command) {
    if (!moderators.isModerator(origin)) {
      return List.of();
    }
    return switch (command) {
      case BLOCKLIST -> blocklist.suggestions(origin.community());
      case REPORTS -> reports.suggestions(origin.community());
      case UNDO -> audit.suggestions(origin.community());
      default -> List.of();
    };
  }
}
