package org.vitrail.bot.discord;

import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.InteractionHook;

/**
 * An interaction that Discord was told of, and the way to answer it.
 *
 * @param isAlone whether its answer is shown to the person alone
 */
record Visit(Interaction interaction, InteractionHook hook, boolean isAlone) {
  Place place() {
    return Place.of(interaction, isAlone);
  }
}
