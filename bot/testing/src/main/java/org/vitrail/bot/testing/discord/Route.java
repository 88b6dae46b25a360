package org.vitrail.bot.testing.discord;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of requests that can be answered; tells them apart by method and path. */
public enum Route {
  GET_GATEWAY("GET", "gateway"),
  GET_GATEWAY_BOT("GET", "gateway/bot"),
  GET_SELF("GET", "users/@me"),
  GET_GUILDS("GET", "users/@me/guilds"),
  OPEN_PRIVATE_CHANNEL("POST", "users/@me/channels"),
  GET_PRIVATE_CHANNELS("GET", "users/@me/channels"),
  GET_USER("GET", "users/*"),
  GET_APPLICATION("GET", "applications/@me"),
  GET_OAUTH_APPLICATION("GET", "oauth2/applications/@me"),
  PUT_COMMANDS("PUT", "applications/*/commands"),
  GET_COMMANDS("GET", "applications/*/commands"),
  PUT_GUILD_COMMANDS("PUT", "applications/*/guilds/*/commands"),
  GET_GUILD_COMMANDS("GET", "applications/*/guilds/*/commands"),
  CALLBACK("POST", "interactions/*/*/callback"),
  EDIT_ORIGINAL("PATCH", "webhooks/*/*/messages/@original"),
  GET_ORIGINAL("GET", "webhooks/*/*/messages/@original"),
  DELETE_ORIGINAL("DELETE", "webhooks/*/*/messages/@original"),
  FOLLOW_UP("POST", "webhooks/*/*"),
  EDIT_FOLLOW_UP("PATCH", "webhooks/*/*/messages/*"),
  GET_FOLLOW_UP("GET", "webhooks/*/*/messages/*"),
  DELETE_FOLLOW_UP("DELETE", "webhooks/*/*/messages/*"),
  GET_CHANNEL("GET", "channels/*"),
  TYPING("POST", "channels/*/typing"),
  SEND_MESSAGE("POST", "channels/*/messages"),
  GET_MESSAGES("GET", "channels/*/messages"),
  GET_MESSAGE("GET", "channels/*/messages/*"),
  EDIT_MESSAGE("PATCH", "channels/*/messages/*"),
  DELETE_MESSAGE("DELETE", "channels/*/messages/*"),
  GET_ARCHIVED_THREADS("GET", "channels/*/threads/archived/public"),
  GET_JOINED_ARCHIVED_THREADS("GET", "channels/*/users/@me/threads/archived/private"),
  /** A file behind an attachment's url; outside of the interface's versioned paths. */
  GET_ATTACHMENT("GET", "attachments/*/*/*"),
  /** Whatever else was asked for; it does not exist. */
  UNKNOWN("", "");

  static final String BASE = "/api/v10/";

  /** A request's kind, with the parts of its path that stood for the asterisks. */
  record Match(Route route, List<String> arguments) {
    String argument(int index) {
      return arguments.get(index);
    }

    long id(int index) {
      String text = argument(index);
      return text.matches("\\d{1,19}") ? Long.parseLong(text) : 0;
    }
  }

  private final String method;
  private final Pattern path;

  Route(String method, String path) {
    this.method = method;
    this.path = Pattern.compile(path.replace("*", "([^/]+)"));
  }

  static Match of(String method, String path) {
    String local = path.startsWith(BASE) ? path.substring(BASE.length()) : path.substring(1);
    for (Route route : values()) {
      Optional<List<String>> arguments = route.match(method, local);
      if (arguments.isPresent()) {
        return new Match(route, arguments.get());
      }
    }
    return new Match(UNKNOWN, List.of());
  }

  /** Interactions carry their own token; a file's address is its own permission. */
  boolean needsBotToken() {
    return switch (this) {
      case CALLBACK, GET_ATTACHMENT, GET_GATEWAY, UNKNOWN -> false;
      default -> !isWebhook();
    };
  }

  boolean isWebhook() {
    return switch (this) {
      case EDIT_ORIGINAL,
          GET_ORIGINAL,
          DELETE_ORIGINAL,
          FOLLOW_UP,
          EDIT_FOLLOW_UP,
          GET_FOLLOW_UP,
          DELETE_FOLLOW_UP ->
          true;
      default -> false;
    };
  }

  boolean isChannel() {
    return switch (this) {
      case SEND_MESSAGE, GET_MESSAGES, GET_MESSAGE, EDIT_MESSAGE, DELETE_MESSAGE -> true;
      default -> false;
    };
  }

  private Optional<List<String>> match(String actualMethod, String actualPath) {
    Matcher matcher = path.matcher(actualPath);
    if (this == UNKNOWN || !method.equals(actualMethod) || !matcher.matches()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    for (int group = 1; group <= matcher.groupCount(); group++) {
      arguments.add(matcher.group(group));
    }
    return Optional.of(arguments);
  }
}
