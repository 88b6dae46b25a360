package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.LANE;
import static org.vitrail.inference.worker.TestWorker.LEASE;
import static org.vitrail.inference.worker.TestWorker.PATIENCE;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Cancelled;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.Enlargement;
import org.vitrail.inference.protocol.Stage;

/** Pictures that are enlarged by several networks, and what happens meanwhile. */
class UpscalingTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String SOURCE = "source0000";

  private final StepGate gate = new StepGate(0);
  private final List<String> opened = new ArrayList<>();
  private TestWorker test;

  @BeforeEach
  void connect() throws IOException {
    test = new TestWorker(REDIS.client());
    putSource(16, 16);
  }

  private void putSource(int width, int height) throws IOException {
    Pixels picture = new Pixels(width, height, new byte[3 * width * height]);
    test.images().put(SOURCE, "1.png", PngFile.write(picture, Optional.empty()));
  }

  @AfterEach
  void stop() {
    gate.open();
    test.close();
  }

  @Test
  void the_network_that_has_the_chosen_factor_enlarges() throws IOException {
    gate.open();
    start(TestWorker.options(), false);

    assertThat(side(upscale(OptionalInt.of(8), OptionalDouble.empty()))).isEqualTo(8 * 16);
    assertThat(side(upscale(OptionalInt.of(2), OptionalDouble.empty()))).isEqualTo(2 * 16);
    assertThat(side(upscale(OptionalInt.of(4), OptionalDouble.of(.25)))).isEqualTo(4 * 16);
    assertThat(side(upscale(OptionalInt.empty(), OptionalDouble.empty()))).isEqualTo(4 * 16);

    assertThat(opened).containsExactly("large", "small", "general 0.25", "best");
  }

  @Test
  void a_model_that_brings_a_network_of_its_own_is_enlarged_by_that_one() throws IOException {
    gate.open();
    start(TestWorker.options(), true);

    assertThat(side(upscale(OptionalInt.empty(), OptionalDouble.empty()))).isEqualTo(4 * 16);
    assertThat(side(upscale(OptionalInt.of(4), OptionalDouble.empty()))).isEqualTo(4 * 16);
    assertThat(opened).isEmpty();

    assertThat(side(upscale(OptionalInt.empty(), OptionalDouble.of(1)))).isEqualTo(4 * 16);
    assertThat(opened).containsExactly("general 1.0");
  }

  @Test
  void the_factors_are_announced_and_first_the_one_of_those_who_choose_none() {
    start(TestWorker.options(), false);
    patiently().until(() -> test.worker().models().get(0).state() == ServedModel.State.LOADED);

    assertThat(test.worker().models().get(0).enlargements())
        .containsExactly(
            new Enlargement(4, true), new Enlargement(2, false), new Enlargement(8, false));
  }

  @Test
  void a_factor_that_no_network_has_and_a_picture_that_gets_too_large_are_refused()
      throws IOException {
    start(TestWorker.options(), false);

    Failed missing = (Failed) test.outcome(upscale(OptionalInt.of(3), OptionalDouble.empty()));
    Failed noisy = (Failed) test.outcome(upscale(OptionalInt.of(8), OptionalDouble.of(.5)));
    putSource(1024, 1024);
    Failed large = (Failed) test.outcome(upscale(OptionalInt.of(8), OptionalDouble.empty()));

    assertThat(missing.reason()).isEqualTo(Failed.UPSCALER_MISSING);
    assertThat(missing.detail())
        .startsWith(
            "No network here enlarges 3 times; there is ×4 (also with --denoise), ×2, ×8. The operator");
    assertThat(noisy.detail())
        .startsWith("No network here enlarges 8 times and removes noise as chosen;");
    assertThat(large.reason()).isEqualTo(Failed.TOO_LARGE);
    assertThat(large.detail())
        .isEqualTo(
            "Picture 1 of job source0000 has 1024 × 1024 pixels. Enlarged 8 times it would have 68"
                + " megapixels, and 33 are the most. Choose ×2, ×4.");
  }

  @Test
  void progress_is_counted_in_tiles_and_the_parts_of_them() {
    start(TestWorker.options(), false);
    String id = upscale(OptionalInt.of(8), OptionalDouble.empty());

    patiently().until(() -> isAtTile(id, 0));
    gate.allow(1);
    patiently().until(() -> isAtTile(id, 1));
    gate.allow(2);
    patiently().until(() -> isAtTile(id, 3));
    gate.open();

    assertThat(test.outcome(id)).isInstanceOf(Done.class);
  }

  @Test
  void a_job_that_is_withdrawn_meanwhile_ends_before_the_next_tile_and_others_go_on() {
    start(TestWorker.options(), false);
    String id = upscale(OptionalInt.of(8), OptionalDouble.empty());
    String drawn = test.submit(LANE, draw("a cat", 1, 1));
    gate.allow(1);
    patiently().until(() -> progress(id).done() == 100);

    test.queue().cancel(id);

    assertThat(test.outcome(id)).isEqualTo(new Cancelled());
    patiently().until(() -> test.queue().status(drawn).orElseThrow().state() == State.RUNNING);
    gate.open();
    assertThat(test.outcome(drawn)).isInstanceOf(Done.class);
    assertThat(test.images().get(id, "1.png")).isEmpty();
  }

  @Test
  void a_worker_that_stops_gives_the_job_back_and_the_next_one_does_it() throws IOException {
    start(TestWorker.options(LEASE, Duration.ZERO), false);
    String id = upscale(OptionalInt.of(8), OptionalDouble.empty());
    patiently().until(() -> progress(id).total() > 0);

    test.close();
    assertThatJob(test.queue(), id).isWaiting();

    gate.open();
    start(TestWorker.options(), false);
    assertThat(side(id)).isEqualTo(8 * 16);
  }

  @Test
  void a_job_that_was_given_to_another_worker_is_delivered_by_that_one_alone() {
    start(TestWorker.options(Duration.ofMillis(1500), PATIENCE), false);
    String id = upscale(OptionalInt.of(8), OptionalDouble.empty());
    patiently().until(() -> progress(id).total() > 0);

    test.queue().reclaim(List.of(LANE), Duration.ZERO);
    ClaimedJob other = test.queue().claim("other", List.of(LANE), 1, Duration.ZERO).get(0);
    String next = test.submit(LANE, draw("a cat", 1, 1));
    patiently().until(() -> stateWhileHeld(next, other) == State.RUNNING);
    gate.open();
    patiently().until(() -> stateWhileHeld(next, other) == State.DONE);

    assertThat(test.images().get(id, "1.png")).isEmpty();
    assertThat(test.queue().complete(other, new Cancelled())).isTrue();
  }

  private State stateWhileHeld(String id, ClaimedJob held) {
    assertThat(test.queue().renew(held.worker(), List.of(held))).isEmpty();
    return test.queue().status(id).orElseThrow().state();
  }

  @Test
  void a_lease_is_kept_while_a_picture_takes_longer_than_it_lasts() {
    start(TestWorker.options(Duration.ofMillis(300), PATIENCE), false);
    String id = upscale(OptionalInt.of(8), OptionalDouble.empty());
    patiently().until(() -> progress(id).total() > 0);
    long start = System.nanoTime();

    patiently()
        .until(
            () -> {
              assertThat(test.queue().reclaim(List.of(LANE), Duration.ofMillis(300))).isEmpty();
              return System.nanoTime() - start > Duration.ofMillis(700).toNanos();
            });
    gate.open();

    assertThat(test.outcome(id)).isInstanceOf(Done.class);
  }

  @Test
  void one_that_takes_too_long_ends_with_a_sentence() {
    start(TestWorker.options(LEASE, Duration.ofMillis(1), PATIENCE, false), false);

    Failed failed = (Failed) test.outcome(upscale(OptionalInt.of(8), OptionalDouble.empty()));

    assertThat(failed.reason()).isEqualTo(Failed.TIMEOUT);
    assertThat(failed.detail()).contains("Try a smaller factor");
  }

  private boolean isAtTile(String id, int tile) {
    Progress now = progress(id);
    return now.stage() == Stage.UPSCALING
        && now.done() == tile * UpscaleProgress.STEPS
        && now.total() == 4 * UpscaleProgress.STEPS;
  }

  private Progress progress(String id) {
    return test.progress(id);
  }

  private String upscale(OptionalInt factor, OptionalDouble denoise) {
    return test.submit(LANE, new Upscale(SOURCE, 1, factor, denoise));
  }

  private int side(String id) throws IOException {
    assertThat(test.outcome(id)).isInstanceOf(Done.class);
    byte[] picture = test.images().get(id, "1.png").orElseThrow();
    assertThat(test.images().get(id, "grid.png").orElseThrow()).isEqualTo(picture);
    return PngFile.read(picture).width();
  }

  private void start(WorkerOptions options, boolean bringsUpscaler) {
    test.start(options, new Models(bringsUpscaler));
  }

  /** One model, and networks that an operator pulled. */
  private final class Models implements ModelProvider {
    private final boolean brings;

    Models(boolean brings) {
      this.brings = brings;
    }

    @Override
    public List<String> ids() {
      return List.of(LANE);
    }

    @Override
    public long expectedBytes(String id) {
      return 0;
    }

    @Override
    public ImageModel load(String id) {
      return new FakeModel(id, watcher());
    }

    @Override
    public boolean bringsUpscaler(String id) {
      return brings;
    }

    @Override
    public List<AvailableUpscaler> upscalers() {
      return List.of(
          new Pulled("best", 4, false),
          new Pulled("small", 2, false),
          new Pulled("large", 8, false),
          new Pulled("general", 4, true));
    }
  }

  private FakeModel.Watcher watcher() {
    return new FakeModel.Watcher() {
      @Override
      public boolean mayEnlarge() {
        return gate.mayStep();
      }

      @Override
      public boolean mayStep() {
        return gate.mayStep();
      }
    };
  }

  private final class Pulled implements AvailableUpscaler {
    private final String id;
    private final int factor;
    private final boolean denoises;

    Pulled(String id, int factor, boolean denoises) {
      this.id = id;
      this.factor = factor;
      this.denoises = denoises;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int factor() {
      return factor;
    }

    @Override
    public boolean denoises() {
      return denoises;
    }

    @Override
    public Upscaler open(OptionalDouble denoise) {
      opened.add(id + (denoise.isPresent() ? " " + denoise.getAsDouble() : ""));
      return new FakeUpscaler(factor, watcher());
    }
  }
}
