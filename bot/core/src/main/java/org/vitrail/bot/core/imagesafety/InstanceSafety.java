package org.vitrail.bot.core.imagesafety;

import org.vitrail.config.SafetyCatalogue;

/**
 * What the operator decides about the safety of pictures.
 *
 * @param level of communities that have not chosen
 * @param concepts what pictures are searched for
 */
public record InstanceSafety(SafetyLevel level, SafetyCatalogue concepts) {}
