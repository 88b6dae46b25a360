package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands and descriptions that the bot published, per scope and language. */
public final class BotCommands {
  private static final int MAX_COMMANDS = 100;
  private static final Map<String, Integer> IDS_OF_SCOPES =
      Map.of(
          "default", 0,
          "all_private_chats", 0,
          "all_group_chats", 0,
          "all_chat_administrators", 0,
          "chat", 1,
          "chat_administrators", 1,
          "chat_member", 2);
  private static final int MAX_COMMAND = 32;
  private static final int MAX_COMMAND_DESCRIPTION = 256;
  private static final int MAX_DESCRIPTION = 512;
  private static final int MAX_SHORT_DESCRIPTION = 120;

  /** One line of the menu. */
  public record Command(String name, String description) {}

  private record Key(String scope, String language) {}

  private final Map<Key, List<Command>> commands = new LinkedHashMap<>();
  private final Map<String, String> descriptions = new LinkedHashMap<>();
  private final Map<String, String> shortDescriptions = new LinkedHashMap<>();

  BotCommands() {}

  /** The commands for everybody who has no more special ones. */
  public List<Command> standard() {
    return of("default", "");
  }

  /**
   * The commands of a scope: its type, and after it "chat_id" and "user_id" where it has them, as
   * in "chat 42" or "chat_member 42 7".
   *
   * @param language empty for those of all languages
   */
  public synchronized List<Command> of(String scope, String language) {
    return commands.getOrDefault(new Key(scope, language), List.of());
  }

  public synchronized Optional<String> description(String language) {
    return Optional.ofNullable(descriptions.get(language));
  }

  public synchronized Optional<String> shortDescription(String language) {
    return Optional.ofNullable(shortDescriptions.get(language));
  }

  void addTo(Map<String, Handler> methods) {
    methods.put("setmycommands", this::set);
    methods.put("getmycommands", this::get);
    methods.put("deletemycommands", this::delete);
    addText(methods, "description", descriptions, MAX_DESCRIPTION);
    addText(methods, "shortdescription", shortDescriptions, MAX_SHORT_DESCRIPTION);
  }

  private void addText(
      Map<String, Handler> methods, String method, Map<String, String> texts, int longest) {
    String field = method.equals("description") ? "description" : "short_description";
    methods.put(
        "setmy" + method,
        call -> {
          String text = call.text(field);
          if (text.codePointCount(0, text.length()) > longest) {
            throw ApiException.badRequest("description is too long");
          }
          synchronized (this) {
            texts.put(language(call), text);
          }
          return BooleanNode.TRUE;
        });
    methods.put(
        "getmy" + method,
        call -> {
          synchronized (this) {
            String text = texts.getOrDefault(language(call), texts.getOrDefault("", ""));
            return ApiCall.MAPPER.createObjectNode().put(field, text);
          }
        });
  }

  private synchronized JsonNode set(ApiCall call) {
    JsonNode given = call.json("commands");
    if (!given.isArray()) {
      throw ApiException.badRequest("expected an Array of BotCommand");
    }
    if (given.size() > MAX_COMMANDS) {
      throw ApiException.badRequest("BOT_COMMANDS_TOO_MUCH");
    }
    List<Command> list = new ArrayList<>();
    given.forEach(it -> list.add(command(it)));
    commands.put(key(call), List.copyOf(list));
    return BooleanNode.TRUE;
  }

  private synchronized JsonNode get(ApiCall call) {
    ArrayNode list = ApiCall.MAPPER.createArrayNode();
    for (Command command : commands.getOrDefault(key(call), List.of())) {
      ObjectNode node = list.addObject();
      node.put("command", command.name()).put("description", command.description());
    }
    return list;
  }

  private synchronized JsonNode delete(ApiCall call) {
    commands.remove(key(call));
    return BooleanNode.TRUE;
  }

  private static Command command(JsonNode json) {
    String name = json.path("command").asText("").strip();
    name = name.startsWith("/") ? name.substring(1) : name;
    String description = json.path("description").asText("").strip();
    require(!name.isEmpty(), "command must be non-empty");
    require(name.length() <= MAX_COMMAND, "command length must not exceed " + MAX_COMMAND);
    require(name.matches("[a-z0-9_]+"), "BOT_COMMAND_INVALID");
    require(!description.isEmpty(), "command description must be non-empty");
    require(
        description.codePointCount(0, description.length()) <= MAX_COMMAND_DESCRIPTION,
        "command description length must not exceed " + MAX_COMMAND_DESCRIPTION);
    return new Command(name, description);
  }

  private static Key key(ApiCall call) {
    JsonNode scope = call.json("scope");
    String name = scope.path("type").asText("default");
    for (String field : List.of("chat_id", "user_id")) {
      if (scope.has(field)) {
        name += " " + scope.path(field).asText();
      }
    }
    int ids = name.split(" ").length - 1;
    require(
        Integer.valueOf(ids).equals(IDS_OF_SCOPES.get(name.split(" ")[0])),
        "can't parse BotCommandScope: " + name);
    return new Key(name, language(call));
  }

  private static String language(ApiCall call) {
    String language = call.text("language_code");
    require(language.matches("([a-z]{2})?"), "invalid language code specified");
    return language;
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw ApiException.badRequest(reason);
    }
  }
}
