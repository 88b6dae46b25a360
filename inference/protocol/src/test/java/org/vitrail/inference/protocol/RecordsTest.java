package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordsTest {
  @Test
  void new_ids_can_be_typed_and_do_not_repeat() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(ImageJob.newId());
    }
    assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{10}"));
  }

  @Test
  void a_job_refuses_an_id_that_would_tear_a_redis_key() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleJobs.job("a:b{c}"))
        .withMessage(
            "job.id: a:b{c} is not allowed; give 1 to 64 letters, digits, '.', '_' or '-'");
  }

  @Test
  void an_option_needs_a_name_that_fits_into_a_field_and_a_value() {
    assertThatCode(() -> drawn(Map.of())).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drawn(Map.of("top k", "1")))
        .withMessageStartingWith("draw.options: top k is not allowed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drawn(Map.of("top-k", " ")))
        .withMessageStartingWith("draw.options.top-k:");
  }

  private static ImageTask.Draw drawn(Map<String, String> options) {
    return new ImageTask.Draw("x", 1, 1, options);
  }

  @Test
  void a_task_of_no_images_or_no_prompt_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageTask.Draw("an apple", 0, 1, SampleJobs.OPTIONS))
        .withMessageContaining("draw.imageCount: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageTask.Draw(" ", 1, 1, SampleJobs.OPTIONS))
        .withMessageContaining("draw.prompt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageTask.Upscale("abc", 0))
        .withMessageContaining("upscale.pictureNumber: 0");
  }

  @Test
  void options_and_states_cannot_be_changed_from_outside() {
    Map<String, String> options = new HashMap<>(Map.of("guidance", "2"));
    byte[] state = {1, 2};
    ImageTask.Draw draw = drawn(options);
    BeginFrom.OwnState own = new BeginFrom.OwnState(state);
    options.put("guidance", "3");
    state[0] = 9;
    own.state()[0] = 9;
    assertThat(draw.options()).containsExactly(Map.entry("guidance", "2"));
    assertThat(own.state()).containsExactly(1, 2);
  }

  @Test
  void equal_states_make_equal_records_and_stay_out_of_logs() {
    assertThat(new BeginFrom.OwnState(new byte[] {1, 2}))
        .isEqualTo(new BeginFrom.OwnState(new byte[] {1, 2}))
        .hasSameHashCodeAs(new BeginFrom.OwnState(new byte[] {1, 2}))
        .isNotEqualTo(new BeginFrom.OwnState(new byte[] {1, 3}))
        .hasToString("OwnState[2 bytes]");
  }

  @Test
  void a_concern_is_a_probability() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Picture(1, 0, 0.5f, false, Map.of("gore", 1.01f)))
        .withMessage("picture.concerns.gore: 1.01 is not allowed; give a number from 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Picture(1, 0, 0.5f, false, Map.of("gore", Float.NaN)))
        .withMessageContaining("picture.concerns.gore: NaN");
  }

  @Test
  void a_job_printed_to_a_log_does_not_show_its_prompt() {
    assertThat(SampleJobs.job("a")).asString().contains("imageCount=1").doesNotContain("apple");
  }

  @Test
  void progress_stays_within_its_total() {
    assertThatCode(() -> new Progress(Stage.DRAWING, 256, 256, 0)).doesNotThrowAnyException();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Progress(Stage.DRAWING, 257, 256, 0))
        .withMessage("progress.done: 257 is not allowed; give a whole number from 0 to 256");
  }

  @Test
  void pictures_are_listed_best_first() {
    Picture second = new Picture(2, 0, 0.5f, false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobOutcome.Done(List.of(second), 1, "m", "h", Duration.ofSeconds(1)))
        .withMessageContaining("done.pictures[0].number: 2");
  }

  @Test
  void a_status_has_an_outcome_exactly_when_it_is_final() {
    ImageJob job = SampleJobs.job("a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new JobStatus(job, JobStatus.State.DONE, Progress.NONE, 0, Optional.empty()))
        .withMessageContaining("status.outcome");
  }

  @Test
  void what_is_missing_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageJob("a", "b", null, null, Instant.EPOCH))
        .withMessage("job.task: null is not allowed; give a value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueSettings.DEFAULT.withMaxAttempts(0))
        .withMessageContaining("queue.maxAttempts: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueSettings.DEFAULT.withRetention(Duration.ZERO))
        .withMessage("queue.retention: PT0S is not allowed; give a duration of at least 1 ms");
  }
}
