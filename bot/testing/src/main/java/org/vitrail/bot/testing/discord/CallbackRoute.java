package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.testing.discord.FakeInteraction.CallbackType;

/** Takes a bot's first answer to an interaction, once and within its time. */
final class CallbackRoute {
  private final FakeDiscord discord;
  private final MessageWriter writer;

  CallbackRoute(FakeDiscord discord, MessageWriter writer) {
    this.discord = discord;
    this.writer = writer;
  }

  WireAnswer answer(Route.Match match, WireRequest request, Payload payload) {
    FakeInteraction interaction =
        discord
            .interactions()
            .withToken(match.argument(1))
            .filter(known -> known.id() == match.id(0))
            .orElseThrow(ApiError::unknownInteraction);
    synchronized (interaction) {
      if (interaction.isAcknowledged()) {
        throw ApiError.alreadyAcknowledged();
      }
      Instant deadline = interaction.createdAt().plus(discord.callbackWindow());
      if (Instant.now().isAfter(deadline)) {
        throw ApiError.unknownInteraction();
      }
      CallbackType type =
          CallbackType.of(payload.json().path("type").asInt())
              .filter(known -> isAllowed(known, interaction))
              .orElseThrow(
                  () -> FormErrors.of("type", "BASE_TYPE_CHOICES", "This callback does not fit."));
      apply(interaction, type, payload);
      boolean wantsBody = "true".equals(request.query().get("with_response"));
      return wantsBody ? WireAnswer.json(200, body(interaction, type)) : WireAnswer.noContent();
    }
  }

  private static boolean isAllowed(CallbackType type, FakeInteraction interaction) {
    return switch (type) {
      case PONG -> false;
      case MESSAGE, DEFERRED_MESSAGE -> interaction.type() != FakeInteraction.AUTOCOMPLETE;
      case DEFERRED_UPDATE, UPDATE -> interaction.clicked().isPresent();
      case CHOICES -> interaction.type() == FakeInteraction.AUTOCOMPLETE;
      case MODAL ->
          interaction.type() == FakeInteraction.COMMAND
              || interaction.type() == FakeInteraction.COMPONENT;
    };
  }

  private void apply(FakeInteraction interaction, CallbackType type, Payload payload) {
    JsonNode data = payload.json().path("data");
    int ephemeral = data.path("flags").asInt() & MessageState.EPHEMERAL;
    switch (type) {
      case MESSAGE -> interaction.original(create(interaction, inner(payload)));
      case DEFERRED_MESSAGE ->
          interaction.original(
              message(interaction, MessageState.empty(ephemeral | MessageState.LOADING)));
      case DEFERRED_UPDATE -> interaction.original(interaction.clicked().orElseThrow());
      case UPDATE -> {
        FakeDiscordMessage clicked = interaction.clicked().orElseThrow();
        clicked.edit(
            writer.write(
                clicked.state(),
                inner(payload),
                clicked.channel(),
                discord.attachmentSizeLimit(interaction)),
            inner(payload).json());
        interaction.original(clicked);
      }
      case CHOICES -> interaction.choices(choices(data.path("choices")));
      case MODAL -> interaction.modal(modal(data));
      case PONG -> throw new IllegalStateException("Nobody pings over the gateway.");
    }
    interaction.acknowledge(type, ephemeral != 0);
  }

  /** A new message in the interaction's channel. */
  FakeDiscordMessage create(FakeInteraction interaction, Payload payload) {
    return message(
        interaction,
        writer.create(payload, interaction.channel(), discord.attachmentSizeLimit(interaction)));
  }

  private FakeDiscordMessage message(FakeInteraction interaction, MessageState state) {
    FakeDiscordMessage message =
        new FakeDiscordMessage(
            discord,
            interaction.channel(),
            discord.bot(),
            FakeDiscordMessage.Origin.INTERACTION,
            state,
            DiscordJson.object());
    if (!state.isEphemeral()) {
      interaction.channel().add(message);
    }
    return message;
  }

  private static Payload inner(Payload payload) {
    JsonNode data = payload.json().path("data");
    return new Payload(
        data instanceof ObjectNode object ? object : DiscordJson.object(), payload.files());
  }

  private static List<FakeChoice> choices(JsonNode choices) {
    FormErrors errors = new FormErrors();
    errors.checkSize("data.choices", choices, 25);
    int number = 0;
    for (JsonNode choice : choices) {
      String path = "data.choices." + number++;
      errors.checkLength(path + ".name", choice.path("name"), 1, 100);
      if (choice.path("value").isTextual()) {
        errors.checkLength(path + ".value", choice.path("value"), 1, 100);
      }
    }
    errors.throwIfAny();
    return DiscordJson.stream(choices).map(FakeChoice::of).toList();
  }

  private static FakeModal modal(JsonNode data) {
    FormErrors errors = new FormErrors();
    errors.checkLength("data.custom_id", data.path("custom_id"), 1, 100);
    errors.checkLength("data.title", data.path("title"), 1, 45);
    errors.checkSize("data.components", data.path("components"), 5);
    FakeModal modal =
        new FakeModal(
            data.path("custom_id").asText(), data.path("title").asText(), data.path("components"));
    for (FakeModal.Field field : modal.fields()) {
      if (field.label().isEmpty() || field.label().length() > 45) {
        errors.add(
            "data.components", "BASE_TYPE_BAD_LENGTH", "A label must have 1 to 45 characters.");
      }
      if (field.value().length() > field.longest()) {
        errors.add(
            "data.components", "BASE_TYPE_BAD_LENGTH", "A value is longer than its field allows.");
      }
    }
    errors.throwIfAny();
    return modal;
  }

  private static ObjectNode body(FakeInteraction interaction, CallbackType type) {
    Optional<FakeDiscordMessage> message = interaction.original();
    ObjectNode body = DiscordJson.object();
    ObjectNode about =
        body.putObject("interaction")
            .put("id", String.valueOf(interaction.id()))
            .put("type", interaction.type());
    message.ifPresent(
        shown ->
            about
                .put("response_message_id", String.valueOf(shown.id()))
                .put("response_message_loading", shown.isLoading())
                .put("response_message_ephemeral", shown.isEphemeral()));
    ObjectNode resource = body.putObject("resource").put("type", type.number());
    boolean showsMessage =
        type == CallbackType.MESSAGE
            || type == CallbackType.DEFERRED_MESSAGE
            || type == CallbackType.UPDATE;
    message.filter(shown -> showsMessage).ifPresent(m -> resource.set("message", m.json()));
    return body;
  }
}
