package org.vitrail.bot.telegram;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.telegram.telegrambots.meta.api.objects.Update;

/**
 * Makes of an update's JSON the library's object, with no more in it than this bot reads. The
 * library refuses a whole update for one value that it does not know, and Telegram adds such values
 * every few weeks: a background of a new kind in a message that somebody answers would take away
 * their prompt.
 */
final class UpdateReader {
  /** What is kept of an object: its fields and what is kept of them; a leaf is kept as it is. */
  private record Shape(Map<String, Shape> fields) {
    private static final Shape LEAF = new Shape(Map.of());

    static Shape of(String... leaves) {
      Map<String, Shape> fields = new HashMap<>();
      for (String leaf : leaves) {
        fields.put(leaf, LEAF);
      }
      return new Shape(fields);
    }

    Shape with(String field, Shape shape) {
      Map<String, Shape> more = new HashMap<>(fields);
      more.put(field, shape);
      return new Shape(more);
    }

    JsonNode cut(JsonNode node) {
      if (this == LEAF) {
        return node;
      } else if (node instanceof ArrayNode array) {
        ArrayNode shorter = array.arrayNode();
        array.forEach(element -> shorter.add(cut(element)));
        return shorter;
      } else if (node instanceof ObjectNode object) {
        ObjectNode smaller = object.objectNode();
        fields.forEach(
            (name, shape) -> {
              if (object.hasNonNull(name)) {
                smaller.set(name, shape.cut(object.get(name)));
              }
            });
        return smaller;
      }
      return node;
    }
  }

  private static final Shape USER =
      Shape.of("id", "is_bot", "first_name", "username", "language_code");
  private static final Shape CHAT = Shape.of("id", "type", "title");
  private static final Shape ENTITIES = Shape.of("type", "offset", "length").with("user", USER);
  private static final Shape PLAIN_MESSAGE =
      Shape.of("message_id", "message_thread_id", "is_topic_message", "date", "text", "caption")
          .with("from", USER)
          .with("chat", CHAT)
          .with("sender_chat", CHAT)
          .with("entities", ENTITIES)
          .with("caption_entities", ENTITIES)
          .with("photo", Shape.of("file_id", "file_unique_id", "width", "height"))
          .with("document", Shape.of("file_id", "file_unique_id", "mime_type"))
          .with("forum_topic_created", Shape.of("name", "icon_color"))
          .with(
              "reply_markup",
              new Shape(Map.of("inline_keyboard", Shape.of("text", "callback_data"))))
          .with("media_group_id", Shape.LEAF);
  private static final Shape MESSAGE = PLAIN_MESSAGE.with("reply_to_message", PLAIN_MESSAGE);
  private static final Shape UPDATE =
      new Shape(
          Map.of(
              "message",
              MESSAGE,
              "callback_query",
              Shape.of("id", "data", "chat_instance").with("from", USER).with("message", MESSAGE)));

  private final ObjectMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * @throws UnreadableUpdateException naming the field that nothing can be made of
   */
  UpdateArrival read(String text) throws UnreadableUpdateException {
    JsonNode whole = tree(text);
    JsonNode lean = UPDATE.cut(whole);
    JsonNode message =
        lean.has("message") ? lean.get("message") : lean.at("/callback_query/message");
    require(lean, "message", "chat/id", "chat/type", "message_id");
    require(lean, "callback_query", "id", "from/id");
    require(lean.path("callback_query"), "message", "chat/id", "message_id");
    withPlainDate(message);
    markForwarded(whole.path("message"), message);
    withPlainDate(message.path("reply_to_message"));
    try {
      return new UpdateArrival(
          whole.path("update_id").asText("without a number"),
          what(whole),
          json.treeToValue(lean, Update.class),
          MessageKind.of(whole.path("message")));
    } catch (JsonMappingException e) {
      throw new UnreadableUpdateException(target(e) + ": " + e.getClass().getSimpleName());
    } catch (JsonProcessingException e) {
      throw new UnreadableUpdateException(e.getClass().getSimpleName());
    }
  }

  /** An update's number as it is written there. */
  String number(String text) {
    try {
      return tree(text).path("update_id").asText("without a number");
    } catch (UnreadableUpdateException e) {
      return e.getMessage();
    }
  }

  /** What an update is, by the names of its fields. */
  String what(String text) {
    try {
      return what(tree(text));
    } catch (UnreadableUpdateException e) {
      return e.getMessage();
    }
  }

  private JsonNode tree(String text) throws UnreadableUpdateException {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UnreadableUpdateException("no JSON");
    }
  }

  private static String what(JsonNode update) {
    for (String kind : new String[] {"message", "callback_query"}) {
      if (update.has(kind)) {
        TreeSet<String> names = new TreeSet<>(MessageKind.content(update.get(kind)));
        return kind.equals("message") && !names.isEmpty()
            ? kind + "/" + String.join("+", names)
            : kind;
      }
    }
    TreeSet<String> names = new TreeSet<>();
    update.fieldNames().forEachRemaining(names::add);
    names.remove("update_id");
    return String.join("+", names);
  }

  /** The library builds a message without them, and the bot would stumble over it later. */
  private static void require(JsonNode update, String part, String... fields)
      throws UnreadableUpdateException {
    for (String field : fields) {
      if (update.has(part) && !update.get(part).at("/" + field).isValueNode()) {
        throw new UnreadableUpdateException(part + "." + field.replace('/', '.') + " is missing");
      }
    }
  }

  /** From whom is of no use, only that it is: and new kinds of origins come, too. */
  private static void markForwarded(JsonNode whole, JsonNode message) {
    if (message instanceof ObjectNode there && whole.hasNonNull("forward_origin")) {
      there.put("forward_date", 1);
    }
  }

  /** Nobody reads when; but 0 marks a message that has become inaccessible. */
  private static void withPlainDate(JsonNode message) {
    if (message instanceof ObjectNode there && there.has("date")) {
      there.put("date", there.get("date").asLong(1) == 0 ? 0 : 1);
    }
  }

  /** Where in the update; the names are those of {@link #UPDATE}, so nobody wrote them. */
  private static String target(JsonMappingException e) {
    return e.getPath().stream()
        .map(it -> it.getFieldName() == null ? Integer.toString(it.getIndex()) : it.getFieldName())
        .collect(Collectors.joining("."));
  }
}
