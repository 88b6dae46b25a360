package org.vitrail.inference.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;

/**
 * The wire format: records as flat maps of text fields, as they stand in a job's hash.
 *
 * <p>Programs of different age share one Redis during an upgrade. So a field may be added at any
 * time, because readers ignore what they do not know; whatever else changes the meaning of a job
 * raises {@link #VERSION}, and an older reader refuses it. What comes of that, from version 1 to 2:
 *
 * <ul>
 *   <li>A newer worker draws jobs of an older bot, variations among them, and the older bot shows
 *       the pictures; it says of each that it cannot be varied.
 *   <li>A newer bot varies, enlarges and repeats what an older worker drew or an older bot asked
 *       for ({@link VersionOne}).
 *   <li>An older worker cannot read jobs of a newer bot: its log has the sentence, and when the
 *       lease has run out another worker may take them. Where there is none, they fail with {@link
 *       Failed#TOO_MANY_ATTEMPTS}. An older bot that is asked about such a job fails likewise.
 * </ul>
 *
 * <p>A job is written in the oldest version that says all of it. Version 3 is version 2 with the
 * factor and the strength of removing noise that somebody chose for a picture to be enlarged; a
 * worker of version 2 refuses these jobs alone, and a newer one enlarges those that name no factor
 * as it takes to be best. Version 4 is the same with pictures to draw towards.
 *
 * <p>Stickers came within version 2: workers that make none do not announce that they do, and
 * refuse such a job if it reaches them. Pictures that go through a codec came in the same way.
 *
 * <p>So old processes are best ended before new ones start; jobs wait meanwhile.
 */
final class JobFields {
  static final int VERSION = 4;

  private static final String START_SCORE = ".startScore";
  private static final String HAS_FILM = "hasFilm";
  private static final String DRAWN_AS = "drawnAs";
  private static final String UNKNOWN = "unknownWords";

  private JobFields() {}

  static Map<String, String> of(ImageJob job) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("v", String.valueOf(TaskFields.version(job.task())));
    fields.put("id", job.id());
    fields.put("lane", job.lane());
    fields.put("imageCount", String.valueOf(job.task().imageCount()));
    fields.putAll(TaskFields.of(job.task()));
    fields.put("platform", job.requester().platform());
    fields.put("user", job.requester().userId());
    fields.put("name", job.requester().displayName());
    fields.put("locale", job.requester().locale());
    fields.put("submittedAt", job.submittedAt().toString());
    fields.put("private", String.valueOf(job.isPrivate()));
    fields.put("place", job.venue().community());
    fields.put("channel", job.venue().channel());
    return fields;
  }

  static Map<String, String> of(Progress progress) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("stage", progress.stage().name());
    fields.put("stepsDone", String.valueOf(progress.done()));
    fields.put("stepsTotal", String.valueOf(progress.total()));
    fields.put("previewNumber", String.valueOf(progress.previewNumber()));
    return fields;
  }

  static Map<String, String> of(Understanding understanding) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(DRAWN_AS, understanding.drawnAs());
    fields.put(UNKNOWN, understanding.unknownText());
    return fields;
  }

  static Map<String, String> of(JobOutcome outcome) {
    return outcome.accept(
        new JobOutcome.Visitor<Map<String, String>>() {
          @Override
          public Map<String, String> done(Done done) {
            return of(done);
          }

          @Override
          public Map<String, String> failed(Failed failed) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("reason", failed.reason());
            fields.put("detail", failed.detail());
            return fields;
          }

          @Override
          public Map<String, String> cancelled() {
            return new LinkedHashMap<>();
          }
        });
  }

  private static Map<String, String> of(Done done) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("columns", String.valueOf(done.columns()));
    fields.put("modelId", done.modelId());
    fields.put("modelHash", done.modelHash());
    fields.put("computeTime", done.computeTime().toString());
    fields.put("pictures", String.valueOf(done.pictures().size()));
    if (done.hasFilm()) {
      fields.put(HAS_FILM, "true");
    }
    done.understanding().ifPresent(it -> fields.putAll(of(it)));
    for (Picture picture : done.pictures()) {
      String key = "picture." + picture.number();
      fields.put(key + ".imageIndex", String.valueOf(picture.imageIndex()));
      fields.put(key + ".clipScore", String.valueOf(picture.clipScore()));
      picture.score().ifPresent(score -> putScore(fields, key, score));
      fields.put(key + ".hasState", String.valueOf(picture.hasState()));
      picture.caption().ifPresent(caption -> fields.put(key + ".caption", caption));
      fields.put(key + ".concerns", Concerns.text(picture.concerns()));
    }
    VersionOne.addForOldReaders(fields, done.pictures().size());
    return fields;
  }

  /** CLIP's stands in the field that all programs read. */
  private static void putScore(Map<String, String> fields, String key, Score score) {
    score.atStart().ifPresent(it -> fields.put(key + START_SCORE, String.valueOf(it)));
    if (score.by() != Score.By.CLIP) {
      fields.put(key + ".scoredBy", score.by().word());
      fields.put(key + ".score", String.valueOf(score.value()));
    }
  }

  private static Optional<Score> score(FieldReader reader, String key) {
    Optional<Float> start =
        reader.has(key + START_SCORE)
            ? Optional.of(reader.decimal(key + START_SCORE))
            : Optional.empty();
    if (reader.has(key + ".scoredBy")) {
      float value = reader.decimal(key + ".score");
      return Score.By.of(reader.text(key + ".scoredBy")).map(by -> new Score(by, value, start));
    }
    float clip = reader.decimal(key + ".clipScore");
    return Float.isNaN(clip)
        ? Optional.empty()
        : Optional.of(new Score(Score.By.CLIP, clip, start));
  }

  static JobStatus.State stateOf(JobOutcome outcome) {
    return outcome.accept(
        new JobOutcome.Visitor<JobStatus.State>() {
          @Override
          public JobStatus.State done(Done done) {
            return JobStatus.State.DONE;
          }

          @Override
          public JobStatus.State failed(Failed failed) {
            return JobStatus.State.FAILED;
          }

          @Override
          public JobStatus.State cancelled() {
            return JobStatus.State.CANCELLED;
          }
        });
  }

  /**
   * @throws ProtocolException if the job is of a newer version or a field is missing or malformed
   */
  static ImageJob job(Map<String, String> fields) {
    FieldReader reader = reader(fields);
    refuseNewer(reader, fields);
    return checked(
        fields,
        () ->
            new ImageJob(
                reader.text("id"),
                reader.text("lane"),
                TaskFields.task(reader),
                new Requester(
                    reader.text("platform"),
                    reader.text("user"),
                    reader.text("name"),
                    reader.text("locale")),
                reader.read("submittedAt", "an ISO 8601 instant", Instant::parse),
                reader.flag("private"),
                new Venue(reader.text("place", ""), reader.text("channel", ""))));
  }

  /**
   * @throws ProtocolException if a field is missing or malformed
   */
  static Progress progress(Map<String, String> fields) {
    FieldReader reader = reader(fields);
    return checked(
        fields,
        () ->
            new Progress(
                reader.read("stage", "a stage that this program knows", Stage::valueOf),
                reader.number("stepsDone"),
                reader.number("stepsTotal"),
                reader.number("previewNumber")));
  }

  /**
   * @param state a final state
   * @throws ProtocolException if a field is missing or malformed
   */
  static JobOutcome outcome(JobStatus.State state, Map<String, String> fields) {
    FieldReader reader = reader(fields);
    return checked(
        fields,
        () ->
            switch (state) {
              case DONE -> done(reader);
              case FAILED -> new Failed(reader.text("reason"), reader.text("detail"));
              case CANCELLED -> new Cancelled();
              case WAITING, RUNNING ->
                  throw Require.broken("state", state, "DONE, FAILED or CANCELLED");
            });
  }

  static JobStatus.State state(Map<String, String> fields) {
    return reader(fields)
        .read("state", "a state that this program knows", JobStatus.State::valueOf);
  }

  /** The map that Redis sends as a list: field, value, field, value, … */
  static Map<String, String> map(List<?> flat) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return fields;
  }

  private static Done done(FieldReader reader) {
    List<Picture> pictures = new ArrayList<>();
    for (int number = 1; number <= reader.number("pictures"); number++) {
      String key = "picture." + number;
      pictures.add(
          new Picture(
              number,
              reader.number(key + ".imageIndex"),
              score(reader, key),
              reader.has(key + ".hasState")
                  ? reader.flag(key + ".hasState")
                  : !reader.text(VersionOne.stateField(number)).isEmpty(),
              reader.has(key + ".caption")
                  ? Optional.of(reader.text(key + ".caption"))
                  : Optional.empty(),
              reader.decimals(key + ".concerns")));
    }
    return new Done(
        pictures,
        reader.number("columns"),
        reader.text("modelId"),
        reader.text("modelHash"),
        reader.read("computeTime", "an ISO 8601 duration", Duration::parse),
        understanding(reader),
        reader.has(HAS_FILM) && reader.flag(HAS_FILM));
  }

  /** What the model makes of a job's prompt, as soon as that is said. */
  static Optional<Understanding> understanding(Map<String, String> fields) {
    return understanding(reader(fields));
  }

  private static Optional<Understanding> understanding(FieldReader reader) {
    return reader.has(DRAWN_AS)
        ? Optional.of(
            new Understanding(
                reader.text(DRAWN_AS),
                reader.has(UNKNOWN) ? Understanding.unknown(reader.text(UNKNOWN)) : Map.of()))
        : Optional.empty();
  }

  private static void refuseNewer(FieldReader reader, Map<String, String> fields) {
    int version = reader.number("v");
    if (version > VERSION) {
      throw new ProtocolException(
          ("%s was written in version %d of the job format, and this program reads up to version"
                  + " %d; update this program to the one that wrote the job.")
              .formatted(subject(fields), version, VERSION));
    }
  }

  private static <T> T checked(Map<String, String> fields, Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(subject(fields) + ": " + e.getMessage() + ".", e);
    }
  }

  private static FieldReader reader(Map<String, String> fields) {
    return new FieldReader(subject(fields), fields);
  }

  private static String subject(Map<String, String> fields) {
    return "Job " + fields.getOrDefault("id", "(without id)");
  }
}
