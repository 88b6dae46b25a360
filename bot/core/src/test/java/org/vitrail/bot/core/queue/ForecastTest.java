package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vitrail.inference.protocol.LaneSnapshot;
import org.vitrail.inference.protocol.LaneSnapshot.Arrival;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.LaneSnapshot.Turn;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;
import org.vitrail.inference.protocol.WorkerPace.Start;

/** When jobs are done, for a worker whose times are round. */
class ForecastTest {
  /** A step takes 2 ms and 1 ms for each picture; finishing 50 ms and 100 ms for each. */
  private static final WorkerPace PACE =
      new WorkerPace(10, 100, new Cost(2, 1), new Cost(50, 100), 5, OptionalDouble.of(900));

  private static final WorkerPace TWICE_AS_SLOW =
      new WorkerPace(10, 100, new Cost(4, 2), new Cost(100, 200), 10, OptionalDouble.of(1800));

  private final List<OpenJob> jobs = new ArrayList<>();
  private final Map<String, WorkerPace> paces = new HashMap<>(Map.of("w", PACE));
  private final List<Arrival> arrivals = new ArrayList<>();
  private List<String> workers = List.of("w");

  @Test
  void a_picture_alone_is_not_as_quick_as_its_part_of_a_full_batch() {
    waits("one", 1);

    assertThat(millis("one")).isEqualTo(5 + 100 * 3 + 150);
    assertThat(1e3 / PACE.imagesPerSecond()).isLessThan(millis("one") / 2);
  }

  @Test
  void pictures_twice_as_large_take_twice_the_steps_and_are_finished_as_two() {
    jobs.add(wide("wide", false));
    waits("square", 1);

    assertThat(millis("square")).isEqualTo(10 + 100 * 4 + 150);
    assertThat(millis("wide")).isEqualTo(millis("square") + 100 * 3 + 250);
  }

  @Test
  void of_large_pictures_that_are_under_way_the_rest_is_left() {
    jobs.add(wide("wide", true));

    assertThat(millis("wide")).isEqualTo(50 * 3 + 250);
  }

  private static Load alone(String act) {
    return new Load(1, 1, 0, "", act);
  }

  private static Turn givenBack() {
    return new Turn(true, 0);
  }

  private static OpenJob wide(String id, boolean isRunning) {
    Progress progress = isRunning ? new Progress(Stage.DRAWING, 384, 512, 0) : Progress.NONE;
    return new OpenJob(
        id, new Load(1, 2, 0, "", ""), isRunning, progress, isRunning ? "w" : "", Turn.USUAL);
  }

  @Test
  void a_small_job_beside_a_large_one_takes_as_long_as_the_large_batch_and_its_finishing() {
    runs("large", 9, Stage.DRAWING, 50);
    waits("small", 1);

    assertThat(millis("large")).isEqualTo(5 + 50 * 12 + 950);
    assertThat(millis("small")).isEqualTo(5 + 50 * 12 + 950 + 50 * 3 + 150);
  }

  @Test
  void a_small_job_that_does_not_fit_waits_until_there_is_room() {
    runs("large", 10, Stage.DRAWING, 50);
    waits("small", 1);

    assertThat(millis("small")).isEqualTo(50 * 12 + 1050 + 5 + 100 * 3 + 150);
  }

  @Test
  void no_more_pictures_pass_a_job_that_does_not_fit_than_it_has_itself() {
    runs("running", 6, Stage.DRAWING, 0);
    waits("large", 5);
    waits("four", 4);
    waits("two", 2);

    double room = 5 + 100 * 12 + 650;
    assertThat(millis("running")).isEqualTo(room);
    assertThat(millis("four")).isEqualTo(room + 450);
    assertThat(millis("large")).isEqualTo(room + 450 + 10 + 100 * 9 + 550);
    assertThat(millis("two")).isEqualTo(millis("large") + 250);
  }

  @Test
  void nobody_passes_a_job_that_was_given_back() {
    runs("running", 6, Stage.DRAWING, 0);
    jobs.add(new OpenJob("back", Load.of(5), false, Progress.NONE, "gone", givenBack()));
    waits("small", 1);

    assertThat(millis("small")).isGreaterThan(millis("back"));
    assertThat(millis("running")).isEqualTo(100 * 8 + 650);
  }

  @Test
  void a_job_given_back_comes_before_those_that_wait() {
    waits("early", 10);
    jobs.add(new OpenJob("back", Load.of(10), false, Progress.NONE, "gone", givenBack()));

    assertThat(millis("back")).isEqualTo(5 + 100 * 12 + 1050);
    assertThat(millis("early")).isEqualTo(2 * millis("back"));
  }

  @Test
  void while_others_are_finished_or_enlarged_nothing_is_drawn() {
    runs("finishing", 9, Stage.DECODING, 0);
    jobs.add(
        new OpenJob(
            "big",
            alone("upscale"),
            true,
            new Progress(Stage.UPSCALING, 0, 0, 0),
            "w",
            Turn.USUAL));
    runs("drawn", 1, Stage.DRAWING, 90);

    assertThat(millis("finishing")).isEqualTo(950);
    assertThat(millis("big")).isEqualTo(950 + 900);
    assertThat(millis("drawn")).isEqualTo(950 + 900 + 10 * 3 + 150);
  }

  @Test
  void nobody_comes_in_behind_a_picture_that_waits_to_be_enlarged() {
    runs("drawn", 1, Stage.DRAWING, 0);
    jobs.add(OpenJob.waiting("first", alone("upscale")));
    waits("beside", 1);
    jobs.add(OpenJob.waiting("second", alone("upscale")));
    waits("behind", 1);

    assertThat(millis("first")).isEqualTo(900);
    assertThat(millis("drawn")).isEqualTo(900 + 5 + 100 * 4 + 150);
    assertThat(millis("beside")).isEqualTo(900 + 5 + 100 * 4 + 150 + 150);
    assertThat(millis("second")).isEqualTo(millis("beside") + 900);
    assertThat(millis("behind")).isEqualTo(millis("second") + 5 + 100 * 3 + 150);
  }

  @Test
  void a_long_drawing_has_half_of_the_time_while_pictures_are_enlarged() {
    jobs.add(
        new OpenJob(
            "drawn",
            new Load(1, 1, 1_000, "", ""),
            true,
            new Progress(Stage.DRAWING, 0, 1_000, 0),
            "w",
            Turn.USUAL));
    jobs.add(OpenJob.waiting("first", alone("upscale")));
    jobs.add(OpenJob.waiting("second", alone("upscale")));

    assertThat(millis("first")).isEqualTo(900);
    assertThat(millis("second")).isEqualTo(3 * 900);
    assertThat(millis("drawn")).isEqualTo(2 * 900 + 1_000 * 3 + 150);
  }

  @Test
  void each_stage_after_the_drawing_leaves_less() {
    double last = Double.MAX_VALUE;
    for (Stage stage : new Stage[] {Stage.DECODING, Stage.RANKING, Stage.UPSCALING, Stage.SAVING}) {
      jobs.clear();
      runs("a", 9, stage, 0);
      assertThat(millis("a")).isPositive().isLessThan(last);
      last = millis("a");
    }
  }

  @Test
  void a_job_that_is_larger_than_the_batch_is_drawn_alone() {
    waits("huge", 30);
    waits("next", 1);

    assertThat(millis("huge")).isEqualTo(5 + 100 * 32 + 3050);
    assertThat(millis("next")).isEqualTo(millis("huge") + 5 + 100 * 3 + 150);
  }

  @Test
  void several_workers_each_take_what_is_next_when_they_have_room() {
    workers = List.of("w", "slow");
    paces.put("slow", TWICE_AS_SLOW);
    IntStream.range(0, 4).forEach(i -> waits("job" + i, 10));

    double each = 5 + 100 * 12 + 1050;
    assertThat(millis("job0")).isEqualTo(each);
    assertThat(millis("job1")).isEqualTo(2 * each);
    assertThat(millis("job2")).isEqualTo(2 * each);
    assertThat(millis("job3")).isCloseTo(3 * each, within(1e-6));
  }

  @Test
  void a_worker_that_said_nothing_yet_counts_as_one_that_did() {
    workers = List.of("new");

    waits("a", 1);

    assertThat(millis("a")).isEqualTo(5 + 100 * 3 + 150);
  }

  @Test
  void work_on_one_picture_takes_what_such_work_took_and_what_is_left_of_it() {
    paces.put(
        "w",
        new WorkerPace(
            10,
            100,
            Begin.of(0, 5),
            new Cost(2, 1),
            new Cost(50, 100),
            Map.of("upscale", 900., "upscale:8", 4000., "sticker", 300., "reconstruct:dalle", 70.),
            WorkerPace.Errors.ofDrawing(.1)));
    jobs.add(
        new OpenJob(
            "large",
            alone("upscale:8"),
            true,
            new Progress(Stage.UPSCALING, 300, 400, 0),
            "w",
            Turn.USUAL));
    jobs.add(OpenJob.waiting("twice", alone("upscale:2")));
    jobs.add(OpenJob.waiting("usual", alone("upscale")));
    jobs.add(OpenJob.waiting("sticker", alone("sticker")));
    jobs.add(OpenJob.waiting("coded", alone("reconstruct:dalle")));

    assertThat(millis("large")).isEqualTo(1000);
    assertThat(forecast().millis("twice")).isEmpty();
    assertThat(millis("usual")).isEqualTo(1000 + 150 + 900);
    assertThat(millis("sticker")).isEqualTo(2050 + 300);
    assertThat(millis("coded")).isEqualTo(2350 + 70);
  }

  @Test
  void a_picture_twice_as_wide_is_enlarged_twice_as_long() {
    jobs.add(OpenJob.waiting("wide", new Load(1, 2, 0, "", "upscale")));

    assertThat(millis("wide")).isEqualTo(2 * 900);
  }

  @Test
  void what_is_drawn_in_iterations_takes_as_many_steps() {
    jobs.add(OpenJob.waiting("long", new Load(1, 1, 400, "", "")));

    assertThat(millis("long")).isEqualTo(5 + 400 * 3 + 150);
  }

  @Test
  void what_a_variation_keeps_is_not_drawn() {
    Begin begin = new Begin(0, 5, Map.of("variation", new Start(40, .75)));
    paces.put(
        "w",
        new WorkerPace(
            10,
            100,
            begin,
            new Cost(2, 1),
            new Cost(50, 100),
            Map.of(),
            WorkerPace.Errors.ofDrawing(.1)));
    jobs.add(OpenJob.waiting("varied", new Load(1, 1, 0, "variation", "")));

    assertThat(millis("varied")).isEqualTo(40 + 25 * 3 + 150);
  }

  @Test
  void a_worker_that_has_to_load_the_model_begins_later() {
    paces.put(
        "w",
        new WorkerPace(
            10,
            100,
            Begin.of(7_000, 5),
            new Cost(2, 1),
            new Cost(50, 100),
            Map.of(),
            WorkerPace.Errors.ofDrawing(.1)));
    waits("one", 1);

    assertThat(millis("one")).isEqualTo(5 + 100 * 3 + 150);
    assertThat(Forecast.of(lane(), Set.of("w")).millis("one")).hasValue(7_000 + 5 + 100 * 3 + 150);
  }

  @Test
  void pictures_that_passed_a_job_before_count() {
    runs("running", 6, Stage.DRAWING, 0);
    jobs.add(new OpenJob("large", Load.of(5), false, Progress.NONE, "", new Turn(false, 3)));
    waits("four", 4);

    assertThat(millis("four")).as("drawn after it").isGreaterThan(millis("large"));
  }

  @Test
  void an_upscale_whose_time_nobody_knows_has_no_estimate_but_counts_for_those_behind_it() {
    paces.put(
        "w", new WorkerPace(10, 100, new Cost(2, 1), new Cost(50, 100), 5, OptionalDouble.empty()));
    jobs.add(OpenJob.waiting("big", alone("upscale")));
    waits("next", 1);

    assertThat(forecast().millis("big")).isEmpty();
    assertThat(millis("next")).isEqualTo(150 + 5 + 100 * 3 + 150);
  }

  @Test
  void a_forecast_is_as_unsure_as_the_worst_of_those_that_draw() {
    workers = List.of("w", "unsure", "new");
    paces.put("w", pace(.1, Map.of()));
    paces.put("unsure", pace(.3, Map.of()));
    paces.put("gone", pace(.5, Map.of()));
    waits("a", 1);

    assertThat(forecast().error("a")).isEqualTo(.3);
    assertThat(forecast().error()).isEqualTo(.3);
  }

  @Test
  void work_on_one_picture_is_as_unsure_as_such_work_was_and_as_drawing_for_what_is_before_it() {
    paces.put("w", pace(.1, Map.of("upscale", .4)));
    jobs.add(OpenJob.waiting("first", alone("upscale")));
    waits("drawn", 1);
    jobs.add(OpenJob.waiting("last", alone("upscale")));

    assertThat(forecast().error("first")).isCloseTo(.4, within(1e-9));
    assertThat(forecast().error("drawn")).isEqualTo(.1);
    double share = 900 / millis("last");
    assertThat(forecast().error("last")).isCloseTo(.1 + share * .3, within(1e-9));
    assertThat(share).isLessThan(.5);
  }

  @Test
  void work_on_one_picture_is_unsure_where_its_worker_says_nothing_of_it() {
    paces.put("w", pace(.1, Map.of()));
    jobs.add(OpenJob.waiting("a", alone("upscale")));

    assertThat(forecast().error("a")).isEqualTo(WorkerPace.UNKNOWN_ERROR);
  }

  private static WorkerPace pace(double drawing, Map<String, Double> alone) {
    return new WorkerPace(
        10,
        100,
        PACE.begin(),
        PACE.step(),
        PACE.finish(),
        Map.of("upscale", 900.),
        new WorkerPace.Errors(drawing, alone));
  }

  @Test
  void without_a_worker_or_any_measurement_nothing_is_said() {
    waits("a", 1);
    workers = List.of();
    assertThat(forecast().millis("a")).isEmpty();
    assertThat(forecast().all()).isEmpty();

    workers = List.of("w");
    paces.clear();
    assertThat(forecast().millis("a")).isEmpty();
  }

  @Test
  void what_a_worker_says_of_pictures_that_it_makes_counts_for_whoever_waits() {
    Progress decoding = new Progress(Stage.DECODING, 0, 0, 0);
    jobs.add(new OpenJob("a", Load.of(9), true, decoding, "w", Turn.USUAL, OptionalDouble.of(400)));
    waits("b", 1);

    assertThat(millis("a")).isEqualTo(400);
    assertThat(millis("b")).isEqualTo(400 + 5 + 100 * 3 + 150);
  }

  @Test
  void what_a_worker_says_of_one_picture_counts_even_if_nobody_ever_did_such_work() {
    Progress begun = new Progress(Stage.UPSCALING, 0, 0, 0);
    jobs.add(
        new OpenJob("a", alone("upscale:2"), true, begun, "w", Turn.USUAL, OptionalDouble.of(700)));
    waits("b", 1);

    assertThat(millis("a")).isEqualTo(700);
    assertThat(millis("b")).isEqualTo(700 + 5 + 100 * 3 + 150);
  }

  @Test
  void pictures_that_are_drawn_are_finished_before_anybody_is_let_in() {
    runs("first", 4, Stage.DECODING, 0);
    runs("second", 4, Stage.DRAWING, 100);
    waits("b", 1);

    assertThat(millis("second")).isEqualTo(450 + 450);
    assertThat(millis("b")).isEqualTo(450 + 450 + 5 + 100 * 3 + 150);
  }

  @Test
  void a_job_of_a_worker_that_is_gone_has_no_estimate() {
    jobs.add(
        new OpenJob(
            "lost", Load.of(4), true, new Progress(Stage.DRAWING, 9, 100, 0), "gone", Turn.USUAL));

    assertThat(forecast().millis("lost")).isEmpty();
  }

  @Test
  void where_others_came_lately_more_are_expected_to_slow_a_job_down() {
    waits("a", 4);
    double undisturbed = millis("a");
    come(200, 300);
    double disturbed = millis("a");
    come(30, 60_000);

    assertThat(disturbed).isGreaterThan(1.1 * undisturbed);
    assertThat(millis("a")).as("hardly anybody comes").isBetween(undisturbed, 1.1 * undisturbed);
    assertThat(millis("a")).as("the same as long as nothing happens").isEqualTo(millis("a"));
  }

  @Test
  void one_job_alone_says_nothing_of_how_many_come() {
    waits("a", 4);
    double undisturbed = millis("a");
    come(1, 300);

    assertThat(millis("a")).isEqualTo(undisturbed);
  }

  @Test
  void who_waits_for_a_worker_that_is_gone_does_not_wait_for_those_who_never_come() {
    jobs.add(
        new OpenJob(
            "lost", Load.of(4), true, new Progress(Stage.DRAWING, 9, 100, 0), "gone", Turn.USUAL));
    come(30, 300);

    assertThat(forecast().millis("lost")).isEmpty();
  }

  /** So many jobs, the last of which came this moment. */
  private void come(int number, double gapMillis) {
    arrivals.clear();
    for (int ago = number - 1; ago >= 0; ago--) {
      arrivals.add(new Arrival(ago * gapMillis, Load.of(4)));
    }
  }

  private void waits(String id, int images) {
    jobs.add(OpenJob.waiting(id, Load.of(images)));
  }

  private void runs(String id, int images, Stage stage, int done) {
    Progress progress = new Progress(stage, done, stage == Stage.DRAWING ? 100 : 0, 0);
    jobs.add(new OpenJob(id, Load.of(images), true, progress, "w", Turn.USUAL));
  }

  private double millis(String id) {
    return forecast().millis(id).orElseThrow();
  }

  private Forecast forecast() {
    return Forecast.of(lane());
  }

  private LaneSnapshot lane() {
    return new LaneSnapshot(jobs, jobs.size(), workers, paces, arrivals);
  }
}
