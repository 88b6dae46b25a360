package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.worker.TestWorker.draw;
import static org.vitrail.inference.worker.TestWorker.patiently;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.ServedOption;

/** A worker with several models, and what it says of them. */
class ServedModelsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final long ROOM_FOR_ALL = 100_000;
  private static final long ROOM_FOR_ONE = 1_500;

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
  void each_job_is_drawn_by_the_model_that_it_names() {
    test.start(TestWorker.options(), three(ROOM_FOR_ALL));

    for (String model : List.of("b", "a", "c", "b")) {
      Done done = (Done) test.outcome(test.submit(model, draw("a cat", 2, 7)));
      assertThat(done.modelId()).isEqualTo(model);
      assertThat(done.modelHash()).isEqualTo("hash-of-" + model);
    }
  }

  @Test
  void only_the_first_is_loaded_until_others_are_asked_for() {
    FakeModels models = three(ROOM_FOR_ALL);
    test.start(TestWorker.options(), models);
    assertThat(test.worker().ready().join()).isEqualTo("nothing");
    assertThat(models.events).containsExactly("+a");

    test.outcome(test.submit("c", draw("a cat", 2, 7)));

    assertThat(models.events).containsExactly("+a", "+c");
  }

  @Test
  void jobs_for_models_that_do_not_fit_together_are_all_drawn() {
    FakeModels models = three(ROOM_FOR_ONE);
    List<String> ids =
        List.of("a", "b", "c", "a", "b", "c").stream()
            .map(model -> test.submit(model, draw("a cat", 2, 7)))
            .toList();
    test.start(TestWorker.options(), models);

    assertThat(ids).allSatisfy(id -> assertThat(test.outcome(id)).isInstanceOf(Done.class));

    assertThat(models.events).startsWith("+a", "-a").hasSize(5);
  }

  @Test
  void a_model_that_cannot_be_loaded_refuses_its_own_jobs_only() {
    FakeModels models = three(ROOM_FOR_ALL);
    models.breakDown("b");
    test.start(TestWorker.options(), models);
    String broken = test.submit("b", draw("a cat", 1, 7));
    String fine = test.submit("c", draw("a cat", 1, 7));

    assertThat(test.outcome(fine)).isInstanceOf(Done.class);
    Failed failed = (Failed) test.outcome(broken);

    assertThat(failed.reason()).isEqualTo(Failed.MODEL_MISSING);
    assertThat(failed.detail())
        .isEqualTo(
            "The model b cannot be loaded, so nothing can draw now. The operator has to mend it: b:"
                + " was cut short.");
    assertThat(test.outcome(test.submit("b", draw("a cat", 1, 8)))).isInstanceOf(Failed.class);
    assertThat(test.worker().problem()).isEmpty();
    patiently().untilAsserted(() -> assertThat(announced()).containsEntry("b", State.BROKEN));
  }

  @Test
  void a_first_model_that_cannot_be_loaded_is_a_problem_of_the_whole_and_others_are_drawn() {
    FakeModels models = three(ROOM_FOR_ALL);
    models.breakDown("a");
    test.start(TestWorker.options(), models);

    assertThat(test.outcome(test.submit("a", draw("a cat", 1, 7)))).isInstanceOf(Failed.class);
    assertThat(test.outcome(test.submit("b", draw("a cat", 1, 7)))).isInstanceOf(Done.class);

    assertThat(test.worker().problem())
        .contains("The model a cannot be loaded, so nothing is drawn with it. The log says why.");
    assertThat(test.worker().ready()).isCompletedExceptionally();
  }

  @Tag("slow")
  @Test
  void jobs_of_a_broken_model_are_refused_while_another_draws() {
    FakeModels models = three(ROOM_FOR_ALL);
    StepGate gate = new StepGate(0);
    models.breakDown("b");
    models.hold("a", gate);
    test.start(TestWorker.options(), models);
    test.outcome(test.submit("b", draw("a cat", 1, 7)));
    String held = test.submit("a", draw("a cat", 1, 7));
    patiently().until(() -> test.progress(held).total() > 0);

    assertThat(test.outcome(test.submit("b", draw("a cat", 1, 7)))).isInstanceOf(Failed.class);

    assertThatJob(test.queue(), held).isRunning();
    gate.open();
    assertThat(test.outcome(held)).isInstanceOf(Done.class);
  }

  @Test
  void what_is_served_is_announced_with_abilities_and_options_once_they_are_known() {
    test.start(TestWorker.options(), three(ROOM_FOR_ONE));
    patiently()
        .untilAsserted(
            () ->
                assertThat(announced())
                    .isEqualTo(
                        Map.of("a", State.LOADED, "b", State.UNLOADED, "c", State.UNLOADED)));

    test.outcome(test.submit("b", draw("a cat", 1, 7)));

    patiently()
        .untilAsserted(
            () ->
                assertThat(announced())
                    .isEqualTo(
                        Map.of("a", State.UNLOADED, "b", State.LOADED, "c", State.UNLOADED)));
    assertThat(announcement("a").abilities())
        .isEqualTo(Set.of("VARY", "INIT_IMAGE", "IMAGE_PROMPTS", "KEEP", "END_EARLY", "STICKER"));
    assertThat(announcement("a").limits().cells()).contains(new ServedModel.Cells(4, 4));
    assertThat(announcement("a").options())
        .extracting(ServedOption::name)
        .containsExactly("guidance", "temperature", "top-k", "top-p");
    assertThat(announcements())
        .extracting(it -> it.limits().jobTimeout().orElseThrow())
        .containsOnly(TestWorker.options().jobTimeout());
    assertThat(announcement("c").abilities()).isEmpty();
    assertThat(announcement("a").languages()).containsExactly("en");
    assertThat(announcement("c").languages()).as("known before").containsExactly("en");
    assertThat(test.queue().hasWorker("c")).isTrue();
    for (String model : List.of("a", "b")) {
      assertThat(test.queue().announcements().proposals(model, "en").orElseThrow().prompts())
          .containsExactly("a cat of " + model);
    }
    assertThat(test.queue().announcements().proposals("c", "en")).isEmpty();
  }

  @Test
  void of_a_models_options_those_are_announced_that_its_operator_offers() {
    FakeModels models = three(ROOM_FOR_ALL);
    models.offer(
        "a",
        List.of(
            ModelOption.real("guidance", 2, 1, 3),
            ModelOption.choice("pace", "slow", List.of("fast", "slow"))));
    test.start(TestWorker.options(), models);
    test.outcome(test.submit("b", draw("a cat", 1, 7)));

    patiently()
        .untilAsserted(
            () -> assertThat(announcement("b").options()).extracting("max").contains(100.));
    assertThat(announcement("a").options())
        .containsExactly(
            new ServedOption.Range("guidance", 2, 1, 3, false),
            new ServedOption.Choice("pace", "slow", List.of("fast", "slow")));
  }

  private Map<String, State> announced() {
    return announcements().stream().collect(Collectors.toMap(ServedModel::id, ServedModel::state));
  }

  private ServedModel announcement(String model) {
    return announcements().stream().filter(it -> it.id().equals(model)).findFirst().orElseThrow();
  }

  private List<ServedModel> announcements() {
    return test.queue().announcements().all().values().stream()
        .flatMap(Collection::stream)
        .toList();
  }

  private static FakeModels three(long capacity) {
    return new FakeModels(capacity).with("a", 400).with("b", 400).with("c", 400);
  }
}
