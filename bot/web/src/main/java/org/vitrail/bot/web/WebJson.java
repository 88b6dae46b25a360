package org.vitrail.bot.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** JSON in and out of requests; knows nothing of what it says. */
final class WebJson {
  static final String TYPE = "application/json; charset=utf-8";
  private static final String EXAMPLE = "Send JSON such as {\"text\": \"a red apple\"}.";

  /** A number is no text, nor a text a number: what was meant is not guessed. */
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              texts ->
                  texts
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

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

  /** Reads a request's body; a {@link RequestRefusal} says what is wrong without repeating it. */
  <T> T read(Context request, Class<T> type) {
    try {
      T value = mapper.readValue(request.bodyAsBytes(), type);
      if (value != null) {
        return value;
      }
    } catch (MismatchedInputException wrongType) {
      throw new RequestRefusal(HttpStatus.BAD_REQUEST, wrongType(wrongType));
    } catch (IOException notJson) {
      // the same answer as for null: the parser's own message may quote the person's words
    }
    throw new RequestRefusal(HttpStatus.BAD_REQUEST, EXAMPLE);
  }

  /** Names the key, which is one of ours, and what belongs there; never what was sent. */
  private static String wrongType(MismatchedInputException wrong) {
    String key =
        wrong.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    if (key.isEmpty()) {
      return EXAMPLE;
    }
    Class<?> type = wrong.getTargetType();
    String allowed =
        type == String.class
            ? "a text in quotes"
            : type == boolean.class || type == Boolean.class ? "true or false" : "a whole number";
    return "\"%s\" has to be %s. %s".formatted(key, allowed, EXAMPLE);
  }
}
