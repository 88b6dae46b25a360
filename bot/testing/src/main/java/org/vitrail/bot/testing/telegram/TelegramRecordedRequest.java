package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;

/**
 * One request of the bot and how it ended.
 *
 * @param nanoTime when it came, as {@link System#nanoTime()}
 * @param method in lower case; "file" for the download of a file
 * @param chatId 0 if the method has none
 * @param status 0 if the connection was closed without an answer
 * @param description the server's words for a refusal, else empty
 * @param files the names of the parts that were files
 */
public record TelegramRecordedRequest(
    Instant at,
    long nanoTime,
    String method,
    long chatId,
    int status,
    String description,
    JsonNode parameters,
    Set<String> files) {

  /** A parameter as text; empty if it was not given. */
  public String parameter(String name) {
    JsonNode value = parameters.path(name);
    return value.isValueNode() ? value.asText() : value.toString();
  }

  boolean is(String name) {
    return method.equals(TelegramRecorder.key(name));
  }
}
