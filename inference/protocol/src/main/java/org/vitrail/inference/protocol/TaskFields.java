package org.vitrail.inference.protocol;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.ImageTask.Reconstruct;
import org.vitrail.inference.protocol.ImageTask.Sticker;
import org.vitrail.inference.protocol.ImageTask.Upscale;

/** What a job asks for, as fields of its hash; read from those of version 1 as well. */
final class TaskFields {
  /** What stands in front of an option's name. */
  private static final String OPTION = "option.";

  /** A worker of a version that knows no films draws the pictures alone. */
  private static final String FILM = "film";

  /** Weights with commas between them. */
  private static final String TARGETS = "targets";

  private static final String FACTOR = "factor";
  private static final String DENOISE = "denoise";
  private static final String UPSCALE = "upscale";
  private static final String STICKER = "sticker";
  private static final String RECONSTRUCT = "reconstruct";
  private static final String CODEC = "codec";
  private static final String ITERATIONS = "iterations";
  private static final String BEGIN_FROM = "beginFrom";
  private static final String KEEP = "keep";
  private static final String SOURCE_ASPECT = "sourceAr";
  private static final String NOTHING = "nothing";

  /** From which follows how much there is to do. */
  static final List<String> OF_LOAD =
      List.of(
          "task",
          FACTOR,
          CODEC,
          OPTION + AspectRatio.OPTION,
          OPTION + ITERATIONS,
          BEGIN_FROM,
          KEEP,
          SOURCE_ASPECT);

  private TaskFields() {}

  /**
   * How much there is to do.
   *
   * @param fields those of {@link #OF_LOAD} that there are
   */
  static LaneSnapshot.Load load(int images, Map<String, String> fields) {
    String task = fields.getOrDefault("task", "");
    if (isAlone(task)) {
      String how = fields.getOrDefault(task.equals(RECONSTRUCT) ? CODEC : FACTOR, "");
      return LaneSnapshot.Load.alone(task, how, squares(fields.getOrDefault(SOURCE_ASPECT, "")));
    }
    return new LaneSnapshot.Load(
        images,
        squares(fields.getOrDefault(OPTION + AspectRatio.OPTION, "")),
        LaneSnapshot.number(fields.getOrDefault(OPTION + ITERATIONS, ""), 0),
        from(fields.getOrDefault(BEGIN_FROM, NOTHING), fields.getOrDefault(KEEP, "")),
        "");
  }

  private static double squares(String aspect) {
    return AspectRatio.read(aspect).map(AspectRatio::squares).orElse(1.);
  }

  /** A word, as it stands in a line of words. */
  private static String from(String beginFrom, String keep) {
    if (beginFrom.isEmpty() || beginFrom.equals(NOTHING)) {
      return "";
    }
    return keep.isEmpty() ? beginFrom : (beginFrom + " " + keep).replace(' ', ':');
  }

  /** Whether what a job's hash calls its task is {@linkplain ImageTask#isAlone worked on alone}. */
  static boolean isAlone(String task) {
    return task.equals(UPSCALE) || task.equals(STICKER) || task.equals(RECONSTRUCT);
  }

  /**
   * The oldest version of the format that says all of a task. A worker of version 2 would enlarge
   * by another factor than the one that was chosen, and one of version 3 draw towards no picture.
   */
  static int version(ImageTask task) {
    if (task.asDraw().filter(draw -> !draw.targets().isEmpty()).isPresent()) {
      return 4;
    }
    boolean chooses =
        task.asUpscale()
            .map(upscale -> upscale.factor().isPresent() || upscale.denoise().isPresent())
            .orElse(false);
    return chooses ? 3 : 2;
  }

  static Map<String, String> of(ImageTask task) {
    Map<String, String> fields = new LinkedHashMap<>();
    task.accept(
        new ImageTask.Visitor<Void>() {
          @Override
          public Void draw(Draw draw) {
            fields.put("task", "draw");
            fields.put("prompt", draw.prompt());
            fields.put("seed", String.valueOf(draw.seed()));
            draw.options().forEach((name, value) -> fields.put(OPTION + name, value));
            fields.putAll(of(draw.beginFrom()));
            fields.put("typedPrompt", draw.originalRequest().prompt());
            fields.put("style", draw.originalRequest().style());
            if (draw.isFilmed()) {
              fields.put(FILM, "true");
            }
            if (!draw.targets().isEmpty()) {
              fields.put(
                  TARGETS,
                  draw.targets().stream().map(String::valueOf).collect(Collectors.joining(",")));
            }
            return null;
          }

          @Override
          public Void upscale(Upscale upscale) {
            fields.put("task", UPSCALE);
            fields.putAll(source(upscale.sourceJobId(), upscale.pictureNumber()));
            upscale.factor().ifPresent(it -> fields.put(FACTOR, String.valueOf(it)));
            upscale.denoise().ifPresent(it -> fields.put(DENOISE, String.valueOf(it)));
            return null;
          }

          @Override
          public Void sticker(Sticker sticker) {
            fields.put("task", STICKER);
            fields.putAll(source(sticker.sourceJobId(), sticker.pictureNumber()));
            return null;
          }

          @Override
          public Void reconstruct(Reconstruct reconstruct) {
            fields.put("task", RECONSTRUCT);
            fields.put(CODEC, reconstruct.codec());
            return null;
          }
        });
    return fields;
  }

  private static Map<String, String> of(BeginFrom beginFrom) {
    Map<String, String> fields = new LinkedHashMap<>();
    String kind =
        beginFrom.accept(
            new BeginFrom.Visitor<String, RuntimeException>() {
              @Override
              public String nothing() {
                return NOTHING;
              }

              @Override
              public String initImage(BeginFrom.InitImage initImage) {
                return "init-image";
              }

              @Override
              public String variation(BeginFrom.Variation variation) {
                fields.putAll(source(variation.sourceJobId(), variation.pictureNumber()));
                return "variation";
              }

              @Override
              public String ownState(BeginFrom.OwnState own) {
                fields.put("state.base64", Base64.getEncoder().encodeToString(own.state()));
                return "own-state";
              }
            });
    fields.put(BEGIN_FROM, kind);
    beginFrom.keep().ifPresent(keep -> fields.put(KEEP, keep.text()));
    return fields;
  }

  private static Map<String, String> source(String jobId, int pictureNumber) {
    return Map.of("sourceJob", jobId, "sourcePicture", String.valueOf(pictureNumber));
  }

  static ImageTask task(FieldReader reader) {
    String task = reader.text("task");
    return switch (task) {
      case "draw" -> draw(reader);
      case UPSCALE -> upscale(reader);
      case STICKER -> new Sticker(reader.text("sourceJob"), reader.number("sourcePicture"));
      case RECONSTRUCT -> new Reconstruct(reader.text(CODEC));
      default -> throw Require.broken("task", task, "draw, upscale, sticker or reconstruct");
    };
  }

  private static Upscale upscale(FieldReader reader) {
    return new Upscale(
        reader.text("sourceJob"),
        reader.number("sourcePicture"),
        reader.has(FACTOR) ? OptionalInt.of(reader.number(FACTOR)) : OptionalInt.empty(),
        reader.has(DENOISE)
            ? OptionalDouble.of(reader.read(DENOISE, "a number", Double::valueOf))
            : OptionalDouble.empty());
  }

  private static Draw draw(FieldReader reader) {
    boolean isOld = reader.number("v") < 2;
    return new Draw(
        reader.text("prompt"),
        reader.number("imageCount"),
        reader.read("seed", "a whole number", Long::valueOf),
        isOld ? VersionOne.options(reader) : reader.below(OPTION),
        isOld ? VersionOne.beginFrom(reader) : beginFrom(reader),
        new OriginalRequest(
            reader.text("typedPrompt", reader.text("prompt")), reader.text("style", "")),
        reader.has(FILM) && reader.flag(FILM),
        reader.has(TARGETS)
            ? reader.read(TARGETS, "weights with commas between them", TaskFields::weights)
            : List.of());
  }

  private static List<Float> weights(String text) {
    return Stream.of(text.split(",", -1)).map(Float::valueOf).toList();
  }

  private static BeginFrom beginFrom(FieldReader reader) {
    String kind = reader.text(BEGIN_FROM);
    return switch (kind) {
      case NOTHING -> BeginFrom.NOTHING;
      case "init-image" -> new BeginFrom.InitImage(keep(reader));
      case "variation" ->
          new BeginFrom.Variation(
              reader.text("sourceJob"), reader.number("sourcePicture"), keep(reader));
      case "own-state" ->
          new BeginFrom.OwnState(
              reader.read("state.base64", "base 64", Base64.getDecoder()::decode));
      default ->
          throw Require.broken(BEGIN_FROM, kind, "nothing, init-image, variation or own-state");
    };
  }

  private static Optional<Keep> keep(FieldReader reader) {
    return reader.has(KEEP)
        ? Optional.of(reader.read(KEEP, "sides with amounts, such as up 12", Keep::read))
        : Optional.empty();
  }
}
