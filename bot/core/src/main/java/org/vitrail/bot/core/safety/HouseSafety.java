package org.vitrail.bot.core.safety;

import org.vitrail.config.SafetyCatalogue;

/**
 * What the operator decides about the safety of pictures.
 *
 * @param level of places that have not chosen
 * @param concepts what pictures are searched for
 */
public record HouseSafety(SafetyLevel level, SafetyCatalogue concepts) {}
