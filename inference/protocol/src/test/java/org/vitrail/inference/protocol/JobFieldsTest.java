package org.vitrail.inference.protocol;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.protocol.JobStatus.State;

/** The literal maps are the wire format: a change here is a change for programs already running. */
class JobFieldsTest {
  private static final ImageJob DRAW =
      new ImageJob(
          "k3v9m2x7qa",
          "bundled",
          new ImageTask.Draw(
              "a blue strawberry, größer ✿",
              9,
              -8_123_456_789_012_345_678L,
              Map.of("guidance", "12.5", "top-k", "128"),
              new BeginFrom.Variation("0000000009", 3),
              new ImageTask.OriginalRequest("a blue strawberry", "ink")),
          new Requester("web", "8f3a:21 b", "Zoë 🦊", "de"),
          Instant.parse("2026-01-02T03:04:05.678901234Z"),
          true,
          new Venue("discord:9007199254740993", "9007199254740995"));

  private static final Map<String, String> DRAW_FIELDS =
      Map.ofEntries(
          entry("v", "2"),
          entry("id", "k3v9m2x7qa"),
          entry("lane", "bundled"),
          entry("task", "draw"),
          entry("prompt", "a blue strawberry, größer ✿"),
          entry("imageCount", "9"),
          entry("seed", "-8123456789012345678"),
          entry("option.guidance", "12.5"),
          entry("option.top-k", "128"),
          entry("beginFrom", "variation"),
          entry("sourceJob", "0000000009"),
          entry("sourcePicture", "3"),
          entry("typedPrompt", "a blue strawberry"),
          entry("style", "ink"),
          entry("platform", "web"),
          entry("user", "8f3a:21 b"),
          entry("name", "Zoë 🦊"),
          entry("locale", "de"),
          entry("submittedAt", "2026-01-02T03:04:05.678901234Z"),
          entry("private", "true"),
          entry("place", "discord:9007199254740993"),
          entry("channel", "9007199254740995"));

  private static final ImageJob UPSCALE =
      new ImageJob(
          "0000000001",
          "bundled",
          new ImageTask.Upscale("k3v9m2x7qa", 4),
          new Requester("web", "u", "", "en"),
          Instant.parse("2026-01-02T03:04:05Z"));

  private static final Map<String, String> UPSCALE_FIELDS =
      Map.ofEntries(
          entry("v", "2"),
          entry("id", "0000000001"),
          entry("lane", "bundled"),
          entry("task", "upscale"),
          entry("imageCount", "1"),
          entry("sourceJob", "k3v9m2x7qa"),
          entry("sourcePicture", "4"),
          entry("platform", "web"),
          entry("user", "u"),
          entry("name", ""),
          entry("locale", "en"),
          entry("submittedAt", "2026-01-02T03:04:05Z"),
          entry("private", "false"),
          entry("place", ""),
          entry("channel", ""));

  private static final JobOutcome.Done DONE =
      new JobOutcome.Done(
          List.of(
              new Picture(1, 2, 0.3125f, true, Map.of("nudity", 0.75f, "gore", 1.5e-5f)),
              new Picture(2, 0, -1.5e-5f, false)),
          3,
          "bundled",
          "9f86d081",
          Duration.ofMillis(61_250));

  private static final Map<String, String> DONE_FIELDS =
      Map.ofEntries(
          entry("columns", "3"),
          entry("tokenGridSide", "0"),
          entry("modelId", "bundled"),
          entry("modelHash", "9f86d081"),
          entry("computeTime", "PT1M1.25S"),
          entry("pictures", "2"),
          entry("picture.1.imageIndex", "2"),
          entry("picture.1.clipScore", "0.3125"),
          entry("picture.1.hasState", "true"),
          entry("picture.1.tokens", ""),
          entry("picture.1.concerns", "gore=1.5E-5,nudity=0.75"),
          entry("picture.2.imageIndex", "0"),
          entry("picture.2.clipScore", "-1.5E-5"),
          entry("picture.2.hasState", "false"),
          entry("picture.2.tokens", ""),
          entry("picture.2.concerns", ""));

  @Test
  void a_drawing_job_has_these_fields() {
    assertThat(JobFields.of(DRAW)).isEqualTo(DRAW_FIELDS);
    assertThat(JobFields.job(DRAW_FIELDS)).isEqualTo(DRAW);
  }

  @Test
  void what_ranked_a_picture_is_written_beside_what_older_programs_read() {
    JobOutcome.Done done = done(new Score(Score.By.PERPLEXITY, 45.5f));
    Map<String, String> fields = JobFields.of(done);
    assertThat(fields)
        .contains(
            entry("picture.1.clipScore", "NaN"),
            entry("picture.1.scoredBy", "perplexity"),
            entry("picture.1.score", "45.5"));
    assertThat(JobFields.outcome(State.DONE, fields)).isEqualTo(done);

    JobOutcome.Done ruclip = done(new Score(Score.By.RUCLIP, .25f));
    assertThat(JobFields.of(ruclip)).containsEntry("picture.1.clipScore", "0.25");
    assertThat(JobFields.outcome(State.DONE, JobFields.of(ruclip))).isEqualTo(ruclip);

    fields.put("picture.1.scoredBy", "taste");
    assertThat(((JobOutcome.Done) JobFields.outcome(State.DONE, fields)).pictures().get(0).score())
        .isEmpty();
  }

  private static JobOutcome.Done done(Score score) {
    return new JobOutcome.Done(
        List.of(new Picture(1, 0, Optional.of(score), true, Map.of())),
        1,
        "bundled",
        "9f86d081",
        Duration.ofSeconds(1));
  }

  @Test
  void what_was_made_of_a_prompt_stands_in_fields_that_older_readers_ignore() {
    Map<String, List<String>> unknown = new LinkedHashMap<>();
    unknown.put("armchair", List.of("chair", "couch and lamp"));
    unknown.put("стол", List.of());
    JobOutcome.Done done =
        new JobOutcome.Done(
            List.of(
                new Picture(
                    1, 0, Optional.empty(), true, Optional.of("a cartoon of a cat"), Map.of())),
            1,
            "bundled",
            "9f86d081",
            Duration.ofSeconds(1),
            Optional.of(new Understanding("a cat", unknown)),
            false);

    Map<String, String> fields = JobFields.of(done);

    assertThat(fields)
        .containsEntry("picture.1.caption", "a cartoon of a cat")
        .containsEntry("drawnAs", "a cat")
        .containsEntry("unknownWords", "armchair\tchair\tcouch and lamp\nстол");
    assertThat(JobFields.of(DONE)).doesNotContainKeys("drawnAs", "picture.1.caption");
    assertThat(JobFields.outcome(JobStatus.State.DONE, fields)).isEqualTo(done);
  }

  @Test
  void a_job_and_an_outcome_with_a_film_say_so_in_a_field_that_older_readers_ignore() {
    ImageTask.Draw filmed = DRAW.task().asDraw().orElseThrow().filmed(true);
    assertThat(TaskFields.of(filmed)).containsEntry("film", "true");
    assertThat(JobFields.job(with(DRAW_FIELDS, "film", "true")).task()).isEqualTo(filmed);

    Map<String, String> fields = with(DONE_FIELDS, "hasFilm", "true");
    JobOutcome.Done done = (JobOutcome.Done) JobFields.outcome(State.DONE, fields);
    assertThat(done.hasFilm()).isTrue();
    assertThat(JobFields.of(done)).isEqualTo(fields);
  }

  @Test
  void pictures_to_draw_towards_make_it_a_job_that_older_workers_refuse() {
    ImageTask.Draw draw = DRAW.task().asDraw().orElseThrow();
    ImageTask.Draw targeted =
        new ImageTask.Draw(
            draw.prompt(),
            draw.imageCount(),
            draw.seed(),
            draw.options(),
            draw.beginFrom(),
            draw.originalRequest(),
            false,
            List.of(1f, -.5f));
    ImageJob job =
        new ImageJob(
            DRAW.id(),
            DRAW.lane(),
            targeted,
            DRAW.requester(),
            DRAW.submittedAt(),
            DRAW.isPrivate(),
            DRAW.venue());

    Map<String, String> fields = JobFields.of(job);
    assertThat(fields).containsEntry("v", "4").containsEntry("targets", "1.0,-0.5");
    assertThat(JobFields.job(fields)).isEqualTo(job);
  }

  @Test
  void the_score_of_what_a_picture_began_as_stands_beside_its_own() {
    Score score = new Score(Score.By.CLIP, .34f, Optional.of(.21f));
    Picture picture = new Picture(1, 0, Optional.of(score), true, Map.of());
    JobOutcome.Done done =
        new JobOutcome.Done(List.of(picture), 1, "descent", "9f86d081", Duration.ofSeconds(1));

    assertThat(JobFields.of(done)).containsEntry("picture.1.startScore", "0.21");
    assertThat(JobFields.outcome(State.DONE, JobFields.of(done))).isEqualTo(done);
  }

  @Test
  void what_somebody_chose_for_a_larger_copy_makes_it_a_job_that_older_workers_refuse() {
    ImageTask.Upscale chosen =
        new ImageTask.Upscale("k3v9m2x7qa", 4, OptionalInt.of(8), OptionalDouble.of(.25));
    ImageJob job =
        new ImageJob(
            UPSCALE.id(), UPSCALE.lane(), chosen, UPSCALE.requester(), UPSCALE.submittedAt());

    Map<String, String> fields = JobFields.of(job);

    assertThat(fields).containsEntry("v", "3").containsEntry("factor", "8");
    assertThat(JobFields.job(fields)).isEqualTo(job);
    assertThatThrownBy(() -> JobFields.job(with(fields, "factor", "1")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("upscale.factor: 1 is not allowed; give a whole number from 2 to 16");
    assertThatThrownBy(() -> JobFields.job(with(fields, "denoise", "1.5")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("upscale.denoise: 1.5 is not allowed; give a number from 0 to 1");
  }

  @Test
  void a_job_of_an_older_program_is_read_as_typed_public_and_without_style() {
    Map<String, String> older = new HashMap<>(DRAW_FIELDS);
    older.keySet().removeAll(Set.of("typedPrompt", "style", "private"));

    ImageJob job = JobFields.job(older);

    assertThat(job.isPrivate()).isFalse();
    assertThat(((ImageTask.Draw) job.task()).originalRequest())
        .isEqualTo(ImageTask.OriginalRequest.plain("a blue strawberry, größer ✿"));
  }

  @Test
  void pictures_of_an_older_program_are_read_as_judged_by_nobody() {
    Map<String, String> older = new HashMap<>(DONE_FIELDS);
    older.keySet().removeAll(Set.of("picture.1.concerns", "picture.2.concerns"));

    JobOutcome.Done done = (JobOutcome.Done) JobFields.outcome(State.DONE, older);

    assertThat(done.pictures()).allSatisfy(it -> assertThat(it.concerns()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gore", "gore=", "gore=high", "gore=0.5,,", "gore=0.5,gore=0.6", "gore=2"})
  void concerns_that_cannot_be_read_are_an_error_and_not_harmless(String concerns) {
    Map<String, String> broken = new HashMap<>(DONE_FIELDS);
    broken.put("picture.1.concerns", concerns);

    assertThatThrownBy(() -> JobFields.outcome(State.DONE, broken))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("picture.")
        .hasMessageContaining("concerns");
  }

  @Test
  void an_upscaling_job_has_these_fields() {
    assertThat(JobFields.of(UPSCALE)).isEqualTo(UPSCALE_FIELDS);
    assertThat(JobFields.job(UPSCALE_FIELDS)).isEqualTo(UPSCALE);
  }

  @Test
  void a_job_that_puts_a_picture_through_a_codec_names_the_codec() {
    ImageTask task = new ImageTask.Reconstruct("dall-e");

    Map<String, String> fields = TaskFields.of(task);

    assertThat(fields)
        .containsExactlyInAnyOrderEntriesOf(Map.of("task", "reconstruct", "codec", "dall-e"));
    assertThat(task.isAlone()).isTrue();
    assertThat(TaskFields.isAlone(fields.get("task"))).isTrue();
    assertThatThrownBy(() -> new ImageTask.Reconstruct("a codec"))
        .hasMessageContaining("reconstruct.codec: a codec is not allowed");
  }

  @Test
  void a_job_that_makes_a_sticker_has_the_fields_of_one_that_enlarges() {
    ImageTask task = new ImageTask.Sticker("k3v9m2x7qa", 4);
    ImageJob job =
        new ImageJob(
            UPSCALE.id(), UPSCALE.lane(), task, UPSCALE.requester(), UPSCALE.submittedAt());
    Map<String, String> fields = new HashMap<>(JobFields.of(job));

    assertThat(fields)
        .containsAllEntriesOf(
            Map.of("task", "sticker", "sourceJob", "k3v9m2x7qa", "sourcePicture", "4"));
    assertThat(JobFields.job(fields).task()).isEqualTo(task);
    assertThat(task.source()).contains(new ImageTask.Source("k3v9m2x7qa", 4));
  }

  @ParameterizedTest
  @MethodSource("otherBeginnings")
  void a_job_may_begin_otherwise(BeginFrom beginFrom, Map<String, String> fields) {
    ImageTask.Draw task =
        new ImageTask.Draw("x", 1, 7, Map.of(), beginFrom, new ImageTask.OriginalRequest("x", ""));
    ImageJob job = new ImageJob("a", "b", task, UPSCALE.requester(), UPSCALE.submittedAt());

    assertThat(JobFields.of(job)).containsAllEntriesOf(fields);
    assertThat(JobFields.job(JobFields.of(job))).isEqualTo(job);
  }

  static List<Arguments> otherBeginnings() {
    return List.of(
        arguments(BeginFrom.NOTHING, Map.of("beginFrom", "nothing")),
        arguments(BeginFrom.INIT_IMAGE, Map.of("beginFrom", "init-image")),
        arguments(
            new BeginFrom.InitImage(Optional.of(Keep.read("left 30% up 12"))),
            Map.of("beginFrom", "init-image", "keep", "up 12 left 30%")),
        arguments(
            new BeginFrom.Variation("0000000009", 3, Optional.of(Keep.read("border 4"))),
            Map.of(
                "beginFrom", "variation",
                "sourceJob", "0000000009",
                "sourcePicture", "3",
                "keep", "border 4")),
        arguments(
            new BeginFrom.OwnState(new byte[] {1, 0, -1}),
            Map.of("beginFrom", "own-state", "state.base64", "AQD/")));
  }

  @Test
  void progress_has_these_fields() {
    Progress progress = new Progress(Stage.DRAWING, 17, 256, 2);
    Map<String, String> fields =
        Map.of(
            "stage", "DRAWING",
            "stepsDone", "17",
            "stepsTotal", "256",
            "previewNumber", "2");
    assertThat(JobFields.of(progress)).isEqualTo(fields);
    assertThat(JobFields.progress(fields)).isEqualTo(progress);
  }

  @Test
  void a_done_outcome_has_these_fields() {
    assertThat(JobFields.of(DONE)).isEqualTo(DONE_FIELDS);
    assertThat(JobFields.stateOf(DONE)).isEqualTo(State.DONE);
    assertThat(JobFields.outcome(State.DONE, DONE_FIELDS)).isEqualTo(DONE);
  }

  @Test
  void a_failed_outcome_has_these_fields() {
    JobOutcome failed = new JobOutcome.Failed("error.timeout", "It took too long.");
    Map<String, String> fields = Map.of("reason", "error.timeout", "detail", "It took too long.");
    assertThat(JobFields.of(failed)).isEqualTo(fields);
    assertThat(JobFields.stateOf(failed)).isEqualTo(State.FAILED);
    assertThat(JobFields.outcome(State.FAILED, fields)).isEqualTo(failed);
  }

  @Test
  void a_cancelled_outcome_is_its_state_alone() {
    JobOutcome cancelled = new JobOutcome.Cancelled();
    assertThat(JobFields.of(cancelled)).isEmpty();
    assertThat(JobFields.stateOf(cancelled)).isEqualTo(State.CANCELLED);
    assertThat(JobFields.outcome(State.CANCELLED, Map.of())).isEqualTo(cancelled);
  }

  @Test
  void unknown_fields_are_ignored() {
    assertThat(JobFields.job(with(DRAW_FIELDS, "colour", "blue"))).isEqualTo(DRAW);
    assertThat(JobFields.outcome(State.DONE, with(DONE_FIELDS, "picture.1.mood", "calm")))
        .isEqualTo(DONE);
  }

  @Test
  void a_newer_version_is_refused_and_the_error_says_what_to_update() {
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "v", "5")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Job k3v9m2x7qa was written in version 5 of the job format, and this program reads up"
                + " to version 4; update this program to the one that wrote the job.");
  }

  @Test
  void a_missing_field_is_named() {
    Map<String, String> fields = new HashMap<>(DRAW_FIELDS);
    fields.remove("seed");
    assertThatThrownBy(() -> JobFields.job(fields))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("Job k3v9m2x7qa has no field seed;");
  }

  @Test
  void a_malformed_field_is_named_with_its_value() {
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "sourcePicture", "best")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Job k3v9m2x7qa: field sourcePicture is 'best', which is not a whole number.");
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "option.top-k", "")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("draw.options.top-k:  is not allowed");
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "beginFrom", "air")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("beginFrom: air is not allowed; give nothing, init-image,");
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "keep", "up 0")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(
            "Job k3v9m2x7qa: field keep is 'up 0', which is not sides with amounts, such as up 12.");
    assertThatThrownBy(() -> JobFields.job(with(DRAW_FIELDS, "task", "sing")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(
            "task: sing is not allowed; give draw, upscale, sticker or reconstruct");
  }

  private static Map<String, String> with(Map<String, String> fields, String key, String value) {
    Map<String, String> changed = new HashMap<>(fields);
    changed.put(key, value);
    return changed;
  }
}
