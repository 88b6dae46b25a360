package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Serves what the bot asks about itself, and keeps the commands that it registers. */
final class ApplicationRoutes {
  private static final String EVERYWHERE = "";

  private final FakeDiscord discord;
  private final Map<String, ArrayNode> commands = new ConcurrentHashMap<>();

  ApplicationRoutes(FakeDiscord discord) {
    this.discord = discord;
  }

  /** The commands of all guilds, or none if the bot has registered none. */
  ArrayNode commands() {
    return commands.getOrDefault(EVERYWHERE, DiscordJson.array());
  }

  ArrayNode commands(FakeGuild guild) {
    return commands.getOrDefault(String.valueOf(guild.id()), DiscordJson.array());
  }

  WireAnswer answer(Route.Match match, WireRequest request) throws IOException {
    return switch (match.route()) {
      case GET_GATEWAY -> WireAnswer.json(200, gateway());
      case GET_GATEWAY_BOT -> WireAnswer.json(200, gatewayBot());
      case GET_SELF -> WireAnswer.json(200, discord.bot().json());
      case GET_GUILDS -> WireAnswer.json(200, guilds());
      case GET_PRIVATE_CHANNELS -> WireAnswer.json(200, DiscordJson.array());
      case GET_USER ->
          WireAnswer.json(200, discord.user(match.id(0)).orElseThrow(ApiError::unknownUser).json());
      case GET_APPLICATION, GET_OAUTH_APPLICATION -> WireAnswer.json(200, application());
      case PUT_COMMANDS, PUT_GUILD_COMMANDS ->
          putCommands(match, DiscordJson.parse(request.body()));
      default -> {
        requireOwn(match);
        yield WireAnswer.json(200, commands.getOrDefault(scope(match), DiscordJson.array()));
      }
    };
  }

  private WireAnswer putCommands(Route.Match match, JsonNode sent) {
    requireOwn(match);
    CommandFormRules.check(sent);
    ArrayNode kept = sent.deepCopy();
    for (JsonNode command : kept) {
      ((ObjectNode) command)
          .put("id", String.valueOf(discord.newId()))
          .put("application_id", String.valueOf(discord.bot().id()))
          .put("version", String.valueOf(discord.newId()));
      if (!scope(match).equals(EVERYWHERE)) {
        ((ObjectNode) command).put("guild_id", scope(match));
      }
    }
    commands.put(scope(match), kept);
    return WireAnswer.json(200, kept);
  }

  private void requireOwn(Route.Match match) {
    if (match.id(0) != discord.bot().id()) {
      throw ApiError.missingAccess();
    }
  }

  private static String scope(Route.Match match) {
    return match.arguments().size() > 1 ? match.argument(1) : EVERYWHERE;
  }

  private ObjectNode gateway() {
    return DiscordJson.object().put("url", discord.gatewayUrl());
  }

  private ObjectNode gatewayBot() {
    ObjectNode json = gateway().put("shards", discord.shards());
    json.putObject("session_start_limit")
        .put("total", 1000)
        .put("remaining", 1000 - discord.gateway().identifies())
        .put("reset_after", 0)
        .put("max_concurrency", discord.maxConcurrency());
    return json;
  }

  private ArrayNode guilds() {
    ArrayNode guilds = DiscordJson.array();
    for (FakeGuild guild : discord.guilds()) {
      if (guild.hasBot()) {
        guilds
            .addObject()
            .put("id", String.valueOf(guild.id()))
            .put("name", guild.name())
            .put("permissions", String.valueOf(guild.everyonePermissions()));
      }
    }
    return guilds;
  }

  private ObjectNode application() {
    ObjectNode json =
        DiscordJson.object()
            .put("id", String.valueOf(discord.bot().id()))
            .put("name", discord.bot().name())
            .putNull("icon")
            .put("description", "")
            .put("bot_public", true)
            .put("bot_require_code_grant", false)
            .put("verify_key", "0")
            .put("flags", 0)
            .put("approximate_guild_count", discord.guilds().size());
    json.set("owner", discord.owner().json());
    json.putNull("team");
    return json;
  }
}
