package org.vitrail.bot.discord;

import net.dv8tion.jda.api.interactions.Interaction;
import net.dv8tion.jda.api.interactions.InteractionHook;

/**
 * An interaction that Discord was told of, and the way to answer it.
 *
 * @param isEphemeral whether its answer is shown to the person alone
 */
record InteractionContext(Interaction interaction, InteractionHook hook, boolean isEphemeral) {
  DiscordReplyTarget target() {
    return DiscordReplyTarget.of(interaction, isEphemeral);
  }
}
