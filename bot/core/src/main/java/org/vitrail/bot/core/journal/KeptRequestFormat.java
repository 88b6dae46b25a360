package org.vitrail.bot.core.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.inference.protocol.spool.SpoiltFileException;

/**
 * Kept requests as JSON in UTF-8. Members may be added: readers pass over what they do not know.
 */
final class KeptRequestFormat {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private KeptRequestFormat() {}

  static byte[] write(KeptRequest kept) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    all.put("job", kept.jobId());
    all.put("at", kept.at().toString());
    all.putObject("who")
        .put("platform", kept.who().platform())
        .put("id", kept.who().id())
        .put("name", kept.who().name())
        .put("locale", kept.who().locale());
    all.set("command", CommandFormat.write(JSON, kept.command()));
    kept.pictures().beginning().ifPresent(picture -> all.put("beginning", picture));
    kept.pictures().target().ifPresent(picture -> all.put("target", picture));
    kept.origin().ifPresent(origin -> write(all.putObject("origin"), origin));
    return JSON.writeValueAsBytes(all);
  }

  private static void write(ObjectNode into, Origin origin) {
    into.put("request", origin.request());
    into.put("community", origin.community());
    into.put("channel", origin.channel());
    into.put("rank", origin.standing().rank().name());
    origin.standing().roles().forEach(into.putArray("roles")::add);
    origin.address().forEach(into.putObject("address")::put);
    origin.privateAddress().forEach(into.putObject("privateAddress")::put);
  }

  /**
   * @throws SpoiltFileException if these bytes are no kept request
   */
  static KeptRequest read(byte[] bytes) throws SpoiltFileException {
    try {
      JsonNode all = JSON.readTree(bytes);
      JsonNode who = all.required("who");
      return new KeptRequest(
          all.required("job").asText(),
          new Person(
              who.required("platform").asText(),
              who.required("id").asText(),
              who.required("name").asText(),
              who.required("locale").asText()),
          CommandFormat.read(all.required("command")),
          new SentPictures<>(picture(all, "beginning"), picture(all, "target")),
          all.has("origin") ? Optional.of(origin(all.get("origin"))) : Optional.empty(),
          Instant.parse(all.required("at").asText()));
    } catch (IOException | RuntimeException malformed) {
      // Its message may quote a prompt.
      throw new SpoiltFileException("it is no request: " + malformed.getClass().getName());
    }
  }

  private static Optional<byte[]> picture(JsonNode all, String name) throws IOException {
    return all.has(name) ? Optional.of(all.get(name).binaryValue()) : Optional.empty();
  }

  private static Origin origin(JsonNode from) {
    Set<String> roles = new HashSet<>();
    from.required("roles").forEach(role -> roles.add(role.asText()));
    return new Origin(
        from.required("request").asText(),
        from.required("community").asText(),
        from.required("channel").asText(),
        new Standing(Standing.Rank.valueOf(from.required("rank").asText()), roles),
        map(from.required("address")),
        map(from.required("privateAddress")));
  }

  static Map<String, String> map(JsonNode from) {
    Map<String, String> map = new LinkedHashMap<>();
    from.properties().forEach(each -> map.put(each.getKey(), each.getValue().asText()));
    return map;
  }
}
