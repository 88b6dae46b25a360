package org.vitrail.bot.discord.fake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the options of a command as a client sends them, their types told by their values. */
final class CommandOptions {
  static final int STRING = 3;
  private static final int INTEGER = 4;
  private static final int BOOLEAN = 5;
  private static final int USER = 6;
  private static final int ROLE = 8;
  private static final int NUMBER = 10;
  private static final int ATTACHMENT = 11;

  private final Map<String, ?> options;

  private CommandOptions(Map<String, ?> options) {
    this.options = options;
  }

  static CommandOptions of(Map<String, ?> options) {
    return new CommandOptions(new LinkedHashMap<>(options));
  }

  ArrayNode json() {
    ArrayNode json = Json.array();
    options.forEach((name, value) -> write(json.addObject().put("name", name), value));
    return json;
  }

  /** What the ids among the options stand for. */
  ObjectNode resolved(FakeChannel channel) {
    ObjectNode resolved = Json.object();
    for (Object value : options.values()) {
      if (value instanceof FakeAttachment attachment) {
        put(resolved, "attachments", attachment.id(), attachment.json().put("ephemeral", true));
      } else if (value instanceof FakeRole role) {
        put(resolved, "roles", role.id(), role.json());
      } else if (value instanceof FakeUser user) {
        put(resolved, "users", user.id(), user.json());
        channel
            .guild()
            .ifPresent(
                guild -> {
                  ObjectNode member = user.memberJson(guild);
                  member.remove("user");
                  put(resolved, "members", user.id(), member);
                });
      }
    }
    return resolved;
  }

  private static void put(ObjectNode resolved, String kind, long id, ObjectNode json) {
    resolved.withObjectProperty(kind).set(String.valueOf(id), json);
  }

  private static void write(ObjectNode option, Object value) {
    if (value instanceof String text) {
      option.put("type", STRING).put("value", text);
    } else if (value instanceof Integer || value instanceof Long) {
      option.put("type", INTEGER).put("value", ((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      option.put("type", BOOLEAN).put("value", truth);
    } else if (value instanceof Double number) {
      option.put("type", NUMBER).put("value", number);
    } else if (value instanceof FakeUser user) {
      option.put("type", USER).put("value", String.valueOf(user.id()));
    } else if (value instanceof FakeRole role) {
      option.put("type", ROLE).put("value", String.valueOf(role.id()));
    } else if (value instanceof FakeAttachment attachment) {
      option.put("type", ATTACHMENT).put("value", String.valueOf(attachment.id()));
    } else {
      throw new IllegalArgumentException("No option has the type of " + value);
    }
  }
}
