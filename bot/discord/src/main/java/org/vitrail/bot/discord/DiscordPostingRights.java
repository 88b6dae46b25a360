package org.vitrail.bot.discord;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.GuildChannel;
import org.vitrail.config.Messages;

/**
 * Finds out before any work is done whether its pictures could be shown. All that it asks is known
 * here already; nothing is looked up.
 */
final class DiscordPostingRights {
  /** What the bot needs in a channel: also what the invitation asks for. */
  static final Set<Permission> NEEDED =
      EnumSet.of(
          Permission.VIEW_CHANNEL,
          Permission.MESSAGE_SEND,
          Permission.MESSAGE_SEND_IN_THREADS,
          Permission.MESSAGE_ATTACH_FILES,
          Permission.MESSAGE_HISTORY);

  private final Messages messages;

  DiscordPostingRights(Messages messages) {
    this.messages = messages;
  }

  /** What keeps pictures from the channel, as a sentence; empty when nothing does. */
  Optional<String> obstacle(InteractionContext context, String locale) {
    if (context.isEphemeral() || !context.interaction().isFromAttachedGuild()) {
      return Optional.empty();
    }
    GuildChannel channel = context.interaction().getGuildChannel();
    EnumSet<Permission> missing = EnumSet.copyOf(needed(channel));
    missing.removeAll(context.interaction().getGuild().getSelfMember().getPermissions(channel));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(messages.text(locale, "place.missing-permissions", names(missing)));
  }

  private static List<Permission> needed(GuildChannel channel) {
    Permission send =
        channel.getType().isThread() ? Permission.MESSAGE_SEND_IN_THREADS : Permission.MESSAGE_SEND;
    return List.of(Permission.VIEW_CHANNEL, send, Permission.MESSAGE_ATTACH_FILES);
  }

  private static String names(Set<Permission> permissions) {
    return permissions.stream().map(Permission::getName).collect(Collectors.joining(", "));
  }
}
