package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.TokenState;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.VersionOneJobs;

/** Pictures like others, drawn by a real worker with a model that keeps half of one. */
@Tag("slow")
class VariationTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Of 16 rows of 16. */
  private static final int UPPER_HALF = 128;

  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private void start() {
    test.start(TestWorker.options(), SharedModel.tiny());
  }

  @Test
  void a_variation_begins_like_its_original_and_goes_on_otherwise() {
    start();
    String source = submit(BeginFrom.NOTHING, Map.of());
    assertThat(done(source).pictures()).allMatch(Picture::hasState);

    String variation = submit(new BeginFrom.Variation(source, 2), Map.of());

    assertThat(done(variation).pictures()).hasSize(2);
    int[] original = tokens(source, 2);
    assertThat(original).hasSize(2 * UPPER_HALF);
    for (int number = 1; number <= 2; number++) {
      assertThat(tokens(variation, number))
          .startsWith(Arrays.copyOf(original, UPPER_HALF))
          .isNotEqualTo(original);
    }
    assertThat(tokens(variation, 1)).isNotEqualTo(tokens(variation, 2));
  }

  @Test
  void a_variation_keeps_the_sides_that_its_job_says() {
    String left = "left 75%";
    String source = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.DONE_DRAW);
    start();
    String variation =
        submit(1, new BeginFrom.Variation(source, 2, Optional.of(Keep.read(left))), Map.of());
    String refused =
        submit(1, new BeginFrom.Variation(source, 2, Optional.of(Keep.read("up 16"))), Map.of());

    assertThat(done(variation).pictures()).hasSize(1);
    int[] original = drawnByVersionOne(2);
    int[] drawn = tokens(variation, 1);
    for (int cell = 0; cell < original.length; cell++) {
      if (cell % 16 < 12) {
        assertThat(drawn[cell]).isEqualTo(original[cell]);
      }
    }
    assertThat(Arrays.copyOf(drawn, UPPER_HALF)).isNotEqualTo(Arrays.copyOf(original, UPPER_HALF));
    assertThat(outcome(refused))
        .isEqualTo(
            new Failed(
                Failed.OPTION_REFUSED,
                "--keep up 16 leaves nothing to draw: pictures of the model bundled have 16 × 16"
                    + " cells. Keep less, for example up 50%."));
  }

  @Test
  void a_variation_whose_original_is_gone_says_so_and_what_helps() {
    start();
    String variation = submit(new BeginFrom.Variation("gone000000", 2), Map.of());

    assertThat(outcome(variation))
        .isEqualTo(
            new Failed(
                Failed.SOURCE_EXPIRED,
                "Picture 2 of job gone000000 is no longer kept. Draw it again with its seed, then"
                    + " vary it."));
  }

  @Test
  void a_state_that_another_kind_of_model_wrote_is_refused_alone() {
    test.images().put("strange000", ImageStore.state(1), new byte[] {99, 1, 2});
    String refused = submit(new BeginFrom.Variation("strange000", 1), Map.of());
    String fine = submitFine(Map.of());
    start();

    assertThat(outcome(refused))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.detail()).contains("drawn by another kind of model"));
    assertThat(done(fine).pictures()).hasSize(1);
  }

  @Test
  void an_option_that_the_model_does_not_have_fails_its_job_with_the_options_name() {
    String refused = submit(BeginFrom.NOTHING, Map.of("steps", "50"));
    String fine = submitFine(Map.of("top-k", "5"));
    start();

    assertThat(outcome(refused))
        .isEqualTo(
            new Failed(
                Failed.OPTION_REFUSED,
                "The model bundled does not draw so. steps: this model has no such option."));
    assertThat(done(fine).pictures()).hasSize(1);
  }

  @Test
  void jobs_that_a_program_of_version_1_submitted_are_drawn() {
    String plain = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.WAITING_DRAW);
    String variation = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.WAITING_VARIATION);
    int[] kept = numbers(VersionOneJobs.fields(VersionOneJobs.WAITING_VARIATION).get("keptTokens"));
    start();

    assertThat(done(plain).pictures()).hasSize(1);
    assertThat(done(variation).pictures()).hasSize(2);
    assertThat(kept).hasSize(UPPER_HALF);
    assertThat(tokens(variation, 1)).hasSize(2 * UPPER_HALF).startsWith(kept);
    assertThat(tokens(variation, 2)).hasSize(2 * UPPER_HALF).startsWith(kept);
  }

  @Test
  void pictures_that_a_program_of_version_1_drew_are_varied() {
    String source = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.DONE_DRAW);
    int[] original = drawnByVersionOne(2);
    start();

    String variation = submit(new BeginFrom.Variation(source, 2), Map.of());

    assertThat(done(variation).pictures()).hasSize(2);
    assertThat(tokens(variation, 1))
        .startsWith(Arrays.copyOf(original, UPPER_HALF))
        .isNotEqualTo(original);
  }

  private static int[] drawnByVersionOne(int number) {
    return numbers(
        VersionOneJobs.fields(VersionOneJobs.DONE_DRAW).get("picture." + number + ".tokens"));
  }

  /** All but its last rows are those of a picture that is there, so it is quickly drawn. */
  private String submitFine(Map<String, String> options) {
    String source = VersionOneJobs.restore(REDIS.client(), VersionOneJobs.DONE_DRAW);
    Optional<Keep> most = Optional.of(Keep.read("up 75%"));
    return submit(1, new BeginFrom.Variation(source, 2, most), options);
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
  }

  private int[] tokens(String id, int number) {
    return TokenState.tokens(test.images().get(id, ImageStore.state(number)).orElseThrow());
  }

  private String submit(BeginFrom beginFrom, Map<String, String> options) {
    return submit(2, beginFrom, options);
  }

  private String submit(int count, BeginFrom beginFrom, Map<String, String> options) {
    long seed = beginFrom.equals(BeginFrom.NOTHING) ? 5 : 6;
    return test.submit(
        "bundled",
        new Draw("a castle", count, seed, options, beginFrom, OriginalRequest.plain("a castle")));
  }

  private Done done(String id) {
    return (Done) outcome(id);
  }

  private JobOutcome outcome(String id) {
    return test.outcome(id);
  }
}
