package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Serves an interaction's webhook: its original message and the follow-ups, while it lives. */
final class WebhookRoutes {
  private static final String ORIGINAL = "@original";

  private final FakeDiscord discord;
  private final MessageWriter writer;
  private final CallbackRoute callbacks;

  WebhookRoutes(FakeDiscord discord, MessageWriter writer, CallbackRoute callbacks) {
    this.discord = discord;
    this.writer = writer;
    this.callbacks = callbacks;
  }

  WireAnswer answer(Route.Match match, Payload payload) {
    FakeInteraction interaction = interaction(match);
    synchronized (interaction) {
      if (match.route() == Route.FOLLOW_UP) {
        return WireAnswer.json(200, followUp(interaction, payload).json());
      }
      boolean isOriginal = match.arguments().size() == 2;
      FakeDiscordMessage message = message(interaction, isOriginal ? ORIGINAL : match.argument(2));
      return switch (match.route()) {
        case GET_ORIGINAL, GET_FOLLOW_UP -> WireAnswer.json(200, message.json());
        case DELETE_ORIGINAL, DELETE_FOLLOW_UP -> {
          message.deleteByBot();
          yield WireAnswer.noContent();
        }
        default -> WireAnswer.json(200, edit(interaction, message, payload));
      };
    }
  }

  private FakeInteraction interaction(Route.Match match) {
    FakeInteraction interaction =
        discord
            .interactions()
            .withToken(match.argument(1))
            .filter(known -> match.id(0) == discord.bot().id())
            .orElseThrow(ApiError::unknownWebhook);
    if (interaction.isExpired()) {
      throw ApiError.invalidWebhookToken();
    }
    if (!interaction.isAcknowledged()) {
      throw ApiError.unknownWebhook();
    }
    return interaction;
  }

  /** The first message after a deferred answer takes its place, as with Discord. */
  private FakeDiscordMessage followUp(FakeInteraction interaction, Payload payload) {
    FakeDiscordMessage loading =
        interaction.original().filter(FakeDiscordMessage::isLoading).orElse(null);
    if (loading != null && !loading.isDeleted()) {
      edit(interaction, loading, payload);
      return loading;
    }
    FakeDiscordMessage followup = callbacks.create(interaction, payload);
    interaction.add(followup);
    return followup;
  }

  private ObjectNode edit(
      FakeInteraction interaction, FakeDiscordMessage message, Payload payload) {
    message.edit(
        writer.write(
            message.state(), payload, message.channel(), discord.attachmentSizeLimit(interaction)),
        payload.json());
    return message.json();
  }

  private static FakeDiscordMessage message(FakeInteraction interaction, String id) {
    FakeDiscordMessage original = interaction.original().orElse(null);
    if (original != null && (id.equals(ORIGINAL) || id.equals(String.valueOf(original.id())))) {
      return alive(original);
    }
    return interaction.followups().stream()
        .filter(followup -> id.equals(String.valueOf(followup.id())))
        .findFirst()
        .map(WebhookRoutes::alive)
        .orElseThrow(ApiError::unknownMessage);
  }

  private static FakeDiscordMessage alive(FakeDiscordMessage message) {
    if (message.isDeleted() || message.channel().isDeleted()) {
      throw ApiError.unknownMessage();
    }
    return message;
  }
}
