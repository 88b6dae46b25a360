package org.vitrail.bot.core.studio;

import java.util.function.Supplier;
import org.vitrail.bot.core.admission.moderation.TextFilter;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.safety.HouseSafety;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.StyleCatalogue;

/**
 * What the operator decides about a studio.
 *
 * @param safety what pictures are searched for, and how careful places are by default
 * @param blocklist what the operator's blocklist refuses now; asked anew for each job
 */
public record HouseRules(
    ModelMenu models,
    StyleCatalogue styles,
    LimitSettings limits,
    QuotaSettings quotas,
    Retention retention,
    HouseSafety safety,
    Supplier<TextFilter> blocklist) {}
