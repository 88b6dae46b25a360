package org.vitrail.bot.core.safety;

import org.vitrail.config.SafetyCatalogue;

/**
 * By what a picture is judged.
 *
 * @param level of the place
 * @param concepts with the thresholds of each
 */
public record SafetyRules(SafetyLevel level, SafetyCatalogue concepts) {}
