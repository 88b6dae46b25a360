package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the options of a command as a client sends them. */
final class CommandOptions {
  static final int STRING = 3;
  private static final int INTEGER = 4;
  private static final int BOOLEAN = 5;
  private static final int USER = 6;
  private static final int CHANNEL = 7;
  private static final int ROLE = 8;
  private static final int MENTIONABLE = 9;
  private static final int NUMBER = 10;
  private static final int ATTACHMENT = 11;

  private final Map<String, ?> options;
  private final Optional<CommandForm> form;

  private CommandOptions(Map<String, ?> options, Optional<CommandForm> form) {
    this.options = options;
    this.form = form;
  }

  /**
   * Options of a command.
   *
   * @param form which the bot registered, if it registered any
   */
  static CommandOptions of(Map<String, ?> options, Optional<CommandForm> form) {
    return new CommandOptions(new LinkedHashMap<>(options), form);
  }

  ArrayNode json() {
    ArrayNode json = DiscordJson.array();
    options.forEach(
        (name, value) -> {
          int type = form.map(it -> it.type(name)).orElseGet(() -> type(value));
          write(json.addObject().put("name", name).put("type", type), value);
        });
    return json;
  }

  /** What the ids among the options stand for. */
  ObjectNode resolved(FakeChannel channel) {
    ObjectNode resolved = DiscordJson.object();
    for (Object value : options.values()) {
      if (value instanceof FakeAttachment attachment) {
        put(resolved, "attachments", attachment.id(), attachment.json().put("ephemeral", true));
      } else if (value instanceof FakeRole role) {
        put(resolved, "roles", role.id(), role.json());
      } else if (value instanceof FakeChannel chosen) {
        put(resolved, "channels", chosen.id(), chosen.json().put("permissions", "0"));
      } else if (value instanceof FakeDiscordUser user) {
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

  /** Whether a value can be given for an option of a type. */
  static boolean fits(int type, Object value) {
    boolean isMentionable = value instanceof FakeDiscordUser || value instanceof FakeRole;
    return type == type(value) || type == MENTIONABLE && isMentionable;
  }

  private static int type(Object value) {
    if (value instanceof String) {
      return STRING;
    } else if (value instanceof Integer || value instanceof Long) {
      return INTEGER;
    } else if (value instanceof Boolean) {
      return BOOLEAN;
    } else if (value instanceof Double) {
      return NUMBER;
    } else if (value instanceof FakeDiscordUser) {
      return USER;
    } else if (value instanceof FakeChannel) {
      return CHANNEL;
    } else if (value instanceof FakeRole) {
      return ROLE;
    } else if (value instanceof FakeAttachment) {
      return ATTACHMENT;
    }
    throw new IllegalArgumentException("No option has the type of " + value);
  }

  private static void write(ObjectNode option, Object value) {
    if (value instanceof String text) {
      option.put("value", text);
    } else if (value instanceof Integer || value instanceof Long) {
      option.put("value", ((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      option.put("value", truth);
    } else if (value instanceof Double number) {
      option.put("value", number);
    } else {
      option.put("value", String.valueOf(id(value)));
    }
  }

  private static long id(Object value) {
    if (value instanceof FakeDiscordUser user) {
      return user.id();
    } else if (value instanceof FakeChannel channel) {
      return channel.id();
    } else if (value instanceof FakeRole role) {
      return role.id();
    }
    return ((FakeAttachment) value).id();
  }
}
