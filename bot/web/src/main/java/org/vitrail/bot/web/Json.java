package org.vitrail.bot.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;

/** JSON in and out of requests; knows nothing of what it says. */
final class Json {
  static final String TYPE = "application/json; charset=utf-8";

  private final ObjectMapper mapper =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  String text(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException programError) {
      throw new IllegalStateException(programError);
    }
  }

  /** How the page and others are told what went wrong. */
  String error(String sentence) {
    return text(Map.of("error", sentence));
  }

  /** Answers with a value that no cache may keep. */
  void answer(Context request, Object value) {
    request.header("Cache-Control", "no-store").contentType(TYPE).result(text(value));
  }

  /** Reads a request's body; a {@link Refusal} says what is wrong without repeating it. */
  <T> T read(Context request, Class<T> type) {
    try {
      T value = mapper.readValue(request.bodyAsBytes(), type);
      if (value != null) {
        return value;
      }
    } catch (IOException notJson) {
      // the same answer as for null: the parser's own message may quote the person's words
    }
    throw new Refusal(HttpStatus.BAD_REQUEST, "Send JSON such as {\"text\": \"a red apple\"}.");
  }
}
