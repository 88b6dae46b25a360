package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobStatus.State;

class VersionOneTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private JobQueue queue;
  private ImageStore images;
  private PictureStates states;

  @BeforeEach
  void connect() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
    states = new PictureStates(queue, images);
  }

  @Test
  void a_waiting_job_is_claimed_with_its_options_by_name() {
    String id = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.WAITING_DRAW);

    ImageJob job = queue.claim("worker", List.of("bundled"), 1, Duration.ZERO).get(0).job();

    assertThat(job.id()).isEqualTo(id);
    assertThat(job.task())
        .isEqualTo(
            new Draw(
                "a green leaf, watercolour on paper",
                1,
                11,
                Map.of("guidance", "2.0", "temperature", "0.7", "top-k", "64", "top-p", "1.0"),
                BeginFrom.NOTHING,
                new OriginalRequest("a green leaf", "watercolour")));
  }

  @Test
  void a_variation_carries_the_state_it_begins_from() {
    Map<String, String> fields = VersionOneJobs.fields(VersionOneJobs.WAITING_VARIATION);

    Draw draw = (Draw) JobFields.job(fields).task();

    assertThat(draw.options()).containsEntry("guidance", "3.0");
    assertThat(draw.beginFrom()).isEqualTo(new BeginFrom.OwnState(bytes(fields.get("keptTokens"))));
    assertThat(JobFields.job(JobFields.of(JobFields.job(fields)))).isEqualTo(JobFields.job(fields));
  }

  @Test
  void a_job_that_begins_from_a_picture_still_does() {
    Map<String, String> fields = new HashMap<>(VersionOneJobs.fields(VersionOneJobs.WAITING_DRAW));
    fields.put("beginsFromPicture", "true");

    assertThat(((Draw) JobFields.job(fields).task()).beginFrom()).isEqualTo(BeginFrom.INIT_IMAGE);
  }

  @Test
  void an_upscale_is_the_same_in_both_versions() {
    assertThat(JobFields.job(VersionOneJobs.fields(VersionOneJobs.WAITING_UPSCALE)).task())
        .isEqualTo(new ImageTask.Upscale("jy20yrt4n7", 2));
  }

  @Test
  void pictures_that_were_drawn_then_can_be_varied_until_their_words_are_forgotten() {
    String id = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.DONE_DRAW);
    Map<String, String> fields = VersionOneJobs.fields(VersionOneJobs.DONE_DRAW);

    assertThat(done(id).pictures()).hasSize(2).allMatch(Picture::hasState);
    assertThat(states.find(id, 2)).contains(bytes(fields.get("picture.2.tokens")));
    assertThat(states.isKept(id, 2)).isTrue();
    assertThat(states.isKept(id, 3)).isFalse();

    assertThat(queue.forget(id)).isTrue();

    assertThat(done(id).pictures()).hasSize(2).noneMatch(Picture::hasState);
    assertThat(states.isKept(id, 2)).isFalse();
    assertThat(REDIS.client().hgetAll(Keys.job(id)).values())
        .doesNotContain(fields.get("picture.2.tokens"));
  }

  /** Without one of them, a reader of version 1 refuses the whole outcome. */
  @Test
  void an_outcome_of_now_has_every_field_that_a_reader_of_then_needs() {
    Map<String, String> fields = JobFields.of(SampleJobs.done());

    assertThat(fields)
        .containsKeys(
            "columns",
            "modelId",
            "modelHash",
            "computeTime",
            "pictures",
            "picture.1.imageIndex",
            "picture.1.clipScore",
            "picture.1.concerns")
        .containsEntry("tokenGridSide", "0")
        .containsEntry("picture.1.tokens", "");
  }

  @Test
  void a_malformed_field_is_named_with_its_value() {
    assertThatThrownBy(() -> JobFields.job(changed("topK", "many")))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("Job 4n6k4xj9p6: field topK is 'many', which is not a number.");
    assertThatThrownBy(() -> JobFields.job(changed("keptTokens", "1,,2")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("keptTokens is '1,,2'");
  }

  private static Map<String, String> changed(String key, String value) {
    Map<String, String> fields = VersionOneJobs.fields(VersionOneJobs.WAITING_VARIATION);
    fields.put(key, value);
    return fields;
  }

  private Done done(String id) {
    JobStatus status = queue.status(id).orElseThrow();
    assertThat(status.state()).isEqualTo(State.DONE);
    return (Done) status.outcome().orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
