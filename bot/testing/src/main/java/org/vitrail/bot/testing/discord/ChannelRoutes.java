package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import net.dv8tion.jda.api.Permission;

/** Serves channels to the bot itself, as far as it has the permissions. */
final class ChannelRoutes {
  private final FakeDiscord discord;
  private final MessageWriter writer;
  private final Map<String, FakeDiscordMessage> byNonce = new ConcurrentHashMap<>();

  ChannelRoutes(FakeDiscord discord, MessageWriter writer) {
    this.discord = discord;
    this.writer = writer;
  }

  WireAnswer answer(Route.Match match, WireRequest request, Payload payload) {
    FakeChannel channel =
        discord
            .channel(match.id(0))
            .filter(known -> !known.isDeleted())
            .orElseThrow(ApiError::unknownChannel);
    if (!channel.botMay(Permission.VIEW_CHANNEL)) {
      throw ApiError.missingAccess();
    }
    return switch (match.route()) {
      case GET_ARCHIVED_THREADS ->
          WireAnswer.json(200, archived(channel, FakeChannel.PUBLIC_THREAD));
      case GET_JOINED_ARCHIVED_THREADS ->
          WireAnswer.json(200, archived(channel, FakeChannel.PRIVATE_THREAD));
      case GET_CHANNEL -> WireAnswer.json(200, channel.json());
      case TYPING -> {
        requireSending(channel);
        yield WireAnswer.noContent();
      }
      case SEND_MESSAGE -> WireAnswer.json(200, send(channel, payload).json());
      case GET_MESSAGES -> WireAnswer.json(200, history(channel, request.query()));
      case GET_MESSAGE -> WireAnswer.json(200, message(channel, match).json());
      case EDIT_MESSAGE -> WireAnswer.json(200, edit(message(channel, match), payload).json());
      default -> {
        delete(message(channel, match));
        yield WireAnswer.noContent();
      }
    };
  }

  /** Opens the private channel with a user, which works whether or not the user blocks the bot. */
  WireAnswer openPrivateChannel(Payload payload) {
    FakeDiscordUser user =
        discord
            .user(payload.json().path("recipient_id").asLong())
            .orElseThrow(ApiError::unknownUser);
    return WireAnswer.json(200, user.privateChannel().json());
  }

  private FakeDiscordMessage send(FakeChannel channel, Payload payload) {
    requireSending(channel);
    JsonNode json = payload.json();
    if (!payload.files().isEmpty() && !channel.botMay(Permission.MESSAGE_ATTACH_FILES)
        || !json.path("embeds").isEmpty() && !channel.botMay(Permission.MESSAGE_EMBED_LINKS)) {
      throw ApiError.missingPermissions();
    }
    checkReference(channel, json);
    channel.unarchive();
    String nonce = json.path("nonce").asText();
    if (nonce.isEmpty() || !json.path("enforce_nonce").asBoolean()) {
      return create(channel, payload);
    }
    return byNonce.compute(
        channel.id() + ":" + nonce,
        (key, earlier) -> isStillKnown(earlier) ? earlier : create(channel, payload));
  }

  private boolean isStillKnown(FakeDiscordMessage earlier) {
    return earlier != null
        && !earlier.isDeleted()
        && earlier.createdAt().plus(discord.nonceWindow()).isAfter(Instant.now());
  }

  private FakeDiscordMessage create(FakeChannel channel, Payload payload) {
    MessageState state = writer.create(payload, channel, channel.attachmentSizeLimit());
    FakeDiscordMessage message =
        new FakeDiscordMessage(
            discord, channel, discord.bot(), FakeDiscordMessage.Origin.POST, state, payload.json());
    channel.add(message);
    return message;
  }

  private static void checkReference(FakeChannel channel, JsonNode json) {
    JsonNode reference = json.path("message_reference");
    if (reference.isMissingNode()) {
      return;
    }
    if (!channel.botMay(Permission.MESSAGE_HISTORY)) {
      throw ApiError.replyWithoutHistory();
    }
    if (channel.message(reference.path("message_id").asLong()).isPresent()) {
      return;
    }
    if (reference.path("fail_if_not_exists").asBoolean(true)) {
      throw FormErrors.of("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    }
    ((ObjectNode) json).remove("message_reference");
  }

  private static void requireSending(FakeChannel channel) {
    if (channel.isLocked()) {
      throw ApiError.threadIsLocked();
    }
    if (channel.recipient().map(FakeDiscordUser::blocksBot).orElse(false)) {
      throw ApiError.cannotMessageThisUser();
    }
    Permission needed =
        channel.isThread() ? Permission.MESSAGE_SEND_IN_THREADS : Permission.MESSAGE_SEND;
    if (!channel.botMay(needed)) {
      throw ApiError.missingPermissions();
    }
  }

  private static ObjectNode archived(FakeChannel parent, int type) {
    if (!parent.botMay(Permission.MESSAGE_HISTORY)) {
      throw ApiError.missingPermissions();
    }
    ObjectNode json = DiscordJson.object().put("has_more", false);
    json.putArray("members");
    ArrayNode threads = json.putArray("threads");
    parent.archivedThreads(type).forEach(thread -> threads.add(thread.json()));
    return json;
  }

  private static ArrayNode history(FakeChannel channel, Map<String, String> query) {
    ArrayNode messages = DiscordJson.array();
    if (channel.botMay(Permission.MESSAGE_HISTORY)) {
      long before = Long.parseLong(query.getOrDefault("before", String.valueOf(Long.MAX_VALUE)));
      int limit = Integer.parseInt(query.getOrDefault("limit", "50"));
      channel.history(before, limit).forEach(message -> messages.add(message.json()));
    }
    return messages;
  }

  private static FakeDiscordMessage message(FakeChannel channel, Route.Match match) {
    Optional<FakeDiscordMessage> message = channel.message(match.id(1));
    return message.orElseThrow(ApiError::unknownMessage);
  }

  private FakeDiscordMessage edit(FakeDiscordMessage message, Payload payload) {
    if (message.author() != discord.bot()) {
      throw ApiError.notTheAuthor();
    }
    if (message.channel().isArchived()) {
      throw ApiError.threadIsArchived();
    }
    if (!payload.files().isEmpty() && !message.channel().botMay(Permission.MESSAGE_ATTACH_FILES)) {
      throw ApiError.missingPermissions();
    }
    synchronized (message) {
      message.edit(
          writer.write(
              message.state(), payload, message.channel(), message.channel().attachmentSizeLimit()),
          payload.json());
    }
    return message;
  }

  private void delete(FakeDiscordMessage message) {
    boolean isOwn = message.author() == discord.bot();
    if (!isOwn && !message.channel().botMay(Permission.MESSAGE_MANAGE)) {
      throw ApiError.missingPermissions();
    }
    message.deleteByBot();
  }
}
