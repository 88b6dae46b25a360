package org.vitrail.bot.core.studio;

import java.time.Duration;
import java.util.List;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.safety.HouseSafety;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.StyleCatalogue;

/**
 * What the operator decides about a studio.
 *
 * @param retention how long finished jobs are kept, and so how long they are listed
 * @param safety what pictures are searched for, and how careful places are by default
 * @param blocklist lines of the operator's blocklist
 */
public record HouseRules(
    ModelMenu models,
    StyleCatalogue styles,
    LimitSettings limits,
    QuotaSettings quotas,
    Duration retention,
    HouseSafety safety,
    List<String> blocklist) {
  public HouseRules {
    blocklist = List.copyOf(blocklist);
  }
}
