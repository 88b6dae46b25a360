package org.vitrail.bot.core.service;

import java.util.function.Supplier;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.StyleCatalogue;

/**
 * What the operator decides about an instance.
 *
 * @param safety what pictures are searched for, and how careful communities are by default
 * @param blocklist what the operator's blocklist refuses now; asked anew for each job
 */
public record InstanceRules(
    ModelMenu models,
    StyleCatalogue styles,
    LimitSettings limits,
    QuotaSettings quotas,
    Retention retention,
    InstanceSafety safety,
    Supplier<TextFilter> blocklist) {}
