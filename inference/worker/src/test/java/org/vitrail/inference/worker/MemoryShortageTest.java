package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.protocol.ImageTask.Upscale;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Memory that runs out while a model is at work and others are loaded beside it. */
class MemoryShortageTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Of which {@link FakeModels} takes half before any model is loaded. */
  private static final long CAPACITY = 2_000;

  private final FakeModels models = new FakeModels(CAPACITY).with("small", 400);
  private TestWorker test;

  @BeforeEach
  void connect() {
    test = new TestWorker(REDIS.client());
  }

  @AfterEach
  void stop() {
    test.close();
  }

  @Test
  void a_step_without_memory_lets_idle_models_go_and_is_tried_again() {
    start(400, 500);

    assertThat(test.outcome(test.submit("large", draw("a cat", 2, 7)))).isInstanceOf(Done.class);

    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void all_jobs_of_the_step_are_drawn_in_the_end() {
    StepGate gate = new StepGate(0);
    models.hold("small", gate);
    start(400, 500);
    String held = test.submit("small", draw("a cat", 1, 1));
    patiently().until(() -> test.progress(held).total() > 0);
    List<String> ids = new ArrayList<>(List.of(held));
    for (int seed = 0; seed < 3; seed++) {
      ids.add(test.submit("large", draw("a cat", 2, seed)));
    }
    gate.open();

    assertThat(ids).allSatisfy(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));
    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void a_job_fails_that_has_not_enough_memory_even_then_and_others_go_on() {
    start(400, 700);

    Failed failed = (Failed) test.outcome(test.submit("large", draw("a cat", 2, 7)));

    assertThat(failed.reason()).isEqualTo(Failed.OUT_OF_MEMORY);
    assertThat(models.events).containsExactly("+small", "+large", "-small");
    assertThat(test.outcome(test.submit("small", draw("a cat", 2, 7)))).isInstanceOf(Done.class);
  }

  @Test
  void enlarging_without_memory_is_tried_again_as_well() throws IOException {
    start(400, 500);
    String source = test.submit("small", draw("a cat", 1, 7));
    test.outcome(source);
    test.images()
        .put(source, "1.png", PngFile.write(new Pixels(4, 4, new byte[48]), Optional.empty()));

    assertThat(test.outcome(test.submit("large", new Upscale(source, 1)))).isInstanceOf(Done.class);

    assertThat(models.events).containsExactly("+small", "+large", "-small");
  }

  @Test
  void what_failed_for_another_reason_or_without_idle_models_is_not_tried_again() {
    List<String> tries = new ArrayList<>();
    IdleModels some = new IdleModels(() -> true);
    IdleModels none = new IdleModels(() -> false);

    assertThatThrownBy(() -> some.retrying(() -> failed(tries, "A number is none.")))
        .hasMessage("A number is none.");
    assertThatThrownBy(() -> none.retrying(() -> failed(tries, "CUDA out of memory")))
        .hasMessage("CUDA out of memory");
    assertThat(tries).hasSize(2);

    assertThatThrownBy(() -> some.retrying(() -> failed(tries, "CUDA out of memory")))
        .hasMessage("CUDA out of memory");
    assertThat(tries).hasSize(4);
  }

  private static String failed(List<String> tries, String message) {
    tries.add(message);
    throw new IllegalStateException(message);
  }

  /** A worker with a small model, which is loaded, and a large one. */
  private void start(long weights, long workspace) {
    models.with("large", weights, workspace);
    test.start(TestWorker.options(), models);
    test.worker().ready().join();
  }
}
