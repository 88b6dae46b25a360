package org.vitrail.bot.core.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.UpscaleOptions;
import org.vitrail.inference.protocol.Keep;

/** Commands that ask for pictures as JSON; what nobody chose is left out. */
final class CommandFormat {
  private CommandFormat() {}

  static ObjectNode write(ObjectMapper json, Command command) {
    ObjectNode into = json.createObjectNode();
    return command.accept(
        new Command.Visitor<ObjectNode, RuntimeException>() {
          @Override
          public ObjectNode imagine(Command.Imagine imagine) {
            into.put("kind", "imagine").put("prompt", imagine.prompt());
            write(into, imagine.options());
            return into;
          }

          @Override
          public ObjectNode reword(Command.Reword reword) {
            return into.put("kind", "reword")
                .put("job", reword.jobId())
                .put("prompt", reword.prompt());
          }

          @Override
          public ObjectNode onJob(Command.OnJob onJob) {
            into.put("kind", "onJob")
                .put("spec", onJob.spec().name())
                .put("job", onJob.jobId())
                .put("picture", onJob.picture());
            onJob.upscale().factor().ifPresent(it -> into.put("factor", it));
            onJob.upscale().denoise().ifPresent(it -> into.put("denoise", it));
            return into;
          }

          @Override
          public ObjectNode ask(Command.Ask ask) {
            into.put("kind", "ask").put("spec", ask.spec().name());
            ask.word().ifPresent(it -> into.put("word", it));
            return into;
          }

          @Override
          public ObjectNode moderate(Command.Moderate moderate) {
            throw new IllegalArgumentException("A moderator's command asks for no pictures.");
          }
        });
  }

  private static void write(ObjectNode into, ImagineOptions options) {
    options.seed().ifPresent(it -> into.put("seed", it));
    options.count().ifPresent(it -> into.put("count", it));
    options.model().ifPresent(it -> into.put("model", it));
    options.own().forEach(into.putObject("own")::put);
    options.style().ifPresent(it -> into.put("style", it));
    options.keep().ifPresent(it -> into.put("keep", it.toString()));
    options.privacy().ifPresent(it -> into.put("private", it));
    into.put("filmed", options.isFilmed());
    options.target().ifPresent(it -> into.put("targetWeight", it));
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Command read(JsonNode from) {
    String kind = from.required("kind").asText();
    return switch (kind) {
      case "imagine" -> new Command.Imagine(from.required("prompt").asText(), options(from));
      case "reword" ->
          new Command.Reword(from.required("job").asText(), from.required("prompt").asText());
      case "onJob" ->
          new Command.OnJob(
              spec(from),
              from.required("job").asText(),
              from.required("picture").asInt(),
              new UpscaleOptions(whole(from, "factor"), decimal(from, "denoise")));
      case "ask" -> new Command.Ask(spec(from), text(from, "word"));
      default -> throw new IllegalArgumentException("kind: " + kind + " is not known.");
    };
  }

  private static ImagineOptions options(JsonNode from) {
    return new ImagineOptions(
        from.has("seed") ? OptionalLong.of(from.get("seed").asLong()) : OptionalLong.empty(),
        whole(from, "count"),
        text(from, "model"),
        KeptRequestFormat.map(from.required("own")),
        text(from, "style"),
        text(from, "keep").map(Keep::read),
        from.has("private") ? Optional.of(from.get("private").asBoolean()) : Optional.empty(),
        from.required("filmed").asBoolean(),
        decimal(from, "targetWeight"));
  }

  private static CommandSpec spec(JsonNode from) {
    return CommandSpec.valueOf(from.required("spec").asText());
  }

  private static Optional<String> text(JsonNode from, String name) {
    return from.has(name) ? Optional.of(from.get(name).asText()) : Optional.empty();
  }

  private static OptionalInt whole(JsonNode from, String name) {
    return from.has(name) ? OptionalInt.of(from.get(name).asInt()) : OptionalInt.empty();
  }

  private static OptionalDouble decimal(JsonNode from, String name) {
    return from.has(name) ? OptionalDouble.of(from.get(name).asDouble()) : OptionalDouble.empty();
  }
}
