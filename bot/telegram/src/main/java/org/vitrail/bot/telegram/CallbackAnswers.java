package org.vitrail.bot.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * Hands the library only answers that it can read. It builds the whole message that an answer
 * shows, so that one value which it does not know would make a delivered message count as failed;
 * and it waits for ever for an answer that breaks off or says neither yes nor no. So an answer is
 * fetched to its end here, what is no answer of the Bot API becomes an error, and of messages their
 * id is left.
 */
final class CallbackAnswers implements Interceptor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MediaType TYPE = MediaType.get("application/json");

  /** A hundred updates have a few megabytes at most. */
  private static final int MAX_BYTES = 32 << 20;

  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  /**
   * @throws IOException also for a successful answer that is none of the Bot API: what was asked
   *     for may be done
   */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    byte[] bytes;
    try (InputStream body = response.body().byteStream()) {
      bytes = body.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the answer has more than " + (MAX_BYTES >> 20) + " MB");
    }
    ObjectNode answer = read(response.code(), bytes);
    slim(answer.path("result"));
    return response
        .newBuilder()
        .body(ResponseBody.create(JSON.writeValueAsBytes(answer), TYPE))
        .build();
  }

  /** The answer as the Bot API writes it; some refusals come from a proxy before it, in HTML. */
  private static ObjectNode read(int status, byte[] bytes) throws IOException {
    try {
      if (JSON.readTree(bytes) instanceof ObjectNode answer && answer.path("ok").isBoolean()) {
        return answer;
      }
    } catch (JsonProcessingException e) {
      // No JSON at all, which is said below.
    }
    if (status == TOO_LARGE || status == TOO_MANY || status >= SERVER_ERROR) {
      return JSON.createObjectNode()
          .put("ok", false)
          .put("error_code", status)
          .put("description", "status " + status + " from a server before the Bot API");
    }
    throw new IOException("status " + status + " with no answer of the Bot API");
  }

  private static void slim(JsonNode result) {
    if (result instanceof ArrayNode several) {
      several.forEach(CallbackAnswers::slim);
    } else if (result instanceof ObjectNode object && object.has("message_id")) {
      JsonNode chat = object.path("chat");
      object.retain("message_id");
      object.put("date", 1);
      object
          .putObject("chat")
          .put("type", chat.path("type").asText("private"))
          .set("id", chat.path("id"));
      if (!object.get("message_id").canConvertToInt()) {
        object.remove("message_id");
      }
    }
  }
}
