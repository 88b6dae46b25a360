package org.vitrail.bot.discord;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.dv8tion.jda.api.entities.channel.concrete.ThreadChannel;
import net.dv8tion.jda.api.interactions.Interaction;

/**
 * Where a job's message belongs, as it is kept in the outbox.
 *
 * @param token answers the interaction for a quarter of an hour; empty once the message goes on
 *     without it
 * @param askedAt when the interaction began
 * @param threadOf the channel that a thread belongs to; empty where the channel is none
 * @param guild empty in a private chat
 * @param mostBytes the largest file that is taken there
 * @param replyTo the message that a new one answers
 */
record DiscordReplyTarget(
    Optional<String> token,
    Instant askedAt,
    long channel,
    Optional<Long> threadOf,
    Optional<Long> guild,
    long user,
    boolean isEphemeral,
    long mostBytes,
    Optional<Long> replyTo) {

  /** What Discord takes where nobody has paid for more. */
  static final long STANDARD_BYTES = 10L << 20;

  /** Discord's fifteen minutes, and room for a last edit to arrive. */
  private static final Duration TOKEN_LIVES = Duration.ofMinutes(14).plusSeconds(30);

  static DiscordReplyTarget of(Interaction interaction, boolean isEphemeral) {
    return new DiscordReplyTarget(
        Optional.of(interaction.getToken()),
        interaction.getTimeCreated().toInstant(),
        interaction.getChannelIdLong(),
        threadOf(interaction),
        interaction.isFromAttachedGuild()
            ? Optional.of(interaction.getGuild().getIdLong())
            : Optional.empty(),
        interaction.getUser().getIdLong(),
        isEphemeral,
        interaction.isFromAttachedGuild()
            ? interaction.getGuild().getMaxFileSize()
            : STANDARD_BYTES,
        Optional.empty());
  }

  static DiscordReplyTarget of(Map<String, String> address) {
    return new DiscordReplyTarget(
        some(address, "token"),
        Instant.ofEpochMilli(Long.parseLong(address.get("askedAt"))),
        Long.parseLong(address.get("channel")),
        some(address, "threadOf").map(Long::valueOf),
        some(address, "guild").map(Long::valueOf),
        Long.parseLong(address.get("user")),
        Boolean.parseBoolean(address.get("ephemeral")),
        Long.parseLong(address.get("mostBytes")),
        some(address, "replyTo").map(Long::valueOf));
  }

  /** An empty text stands for what is absent, so that a later address takes an earlier one away. */
  Map<String, String> address() {
    Map<String, String> fields = new HashMap<>();
    fields.put("token", token.orElse(""));
    fields.put("askedAt", Long.toString(askedAt.toEpochMilli()));
    fields.put("channel", Long.toString(channel));
    fields.put("threadOf", threadOf.map(Object::toString).orElse(""));
    fields.put("guild", guild.map(Object::toString).orElse(""));
    fields.put("user", Long.toString(user));
    fields.put("ephemeral", Boolean.toString(isEphemeral));
    fields.put("mostBytes", Long.toString(mostBytes));
    fields.put("replyTo", replyTo.map(Object::toString).orElse(""));
    return fields;
  }

  /** Whether the interaction's token can still be used. */
  boolean hasToken(Clock clock) {
    return token.isPresent() && clock.instant().isBefore(askedAt.plus(TOKEN_LIVES));
  }

  /** Whether a new message goes to the person alone. */
  boolean isPrivate() {
    return isEphemeral || guild.isEmpty();
  }

  /**
   * The same without the interaction.
   *
   * @param earlier the message that the next one answers
   */
  DiscordReplyTarget withoutToken(Optional<Long> earlier) {
    return new DiscordReplyTarget(
        Optional.empty(), askedAt, channel, threadOf, guild, user, isEphemeral, mostBytes, earlier);
  }

  /** The person's private chat with the bot. */
  DiscordReplyTarget alone() {
    return new DiscordReplyTarget(
        Optional.empty(),
        askedAt,
        channel,
        threadOf,
        guild,
        user,
        true,
        mostBytes,
        Optional.empty());
  }

  private static Optional<Long> threadOf(Interaction interaction) {
    return interaction.getChannel() instanceof ThreadChannel thread
            && interaction.isFromAttachedGuild()
        ? Optional.of(thread.getParentChannel().getIdLong())
        : Optional.empty();
  }

  private static Optional<String> some(Map<String, String> address, String field) {
    return Optional.ofNullable(address.get(field)).filter(text -> !text.isEmpty());
  }
}
