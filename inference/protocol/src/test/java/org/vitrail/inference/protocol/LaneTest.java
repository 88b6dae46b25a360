package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.LaneSnapshot.Load;
import org.vitrail.inference.protocol.LaneSnapshot.OpenJob;
import org.vitrail.inference.protocol.LaneSnapshot.Turn;

/** What a lane tells those who wait in it, and many who share one. */
class LaneTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final List<String> LANES = List.of(LANE);

  private static final WorkerPace PACE =
      new WorkerPace(
          18,
          256,
          new WorkerPace.Cost(10, 2),
          new WorkerPace.Cost(0, 100),
          30,
          OptionalDouble.empty());
  private static final WorkerPace SLOWER =
      new WorkerPace(
          9,
          256,
          new WorkerPace.Begin(3000, 60, Map.of("variation", new WorkerPace.Start(90, .5))),
          new WorkerPace.Cost(20, 4),
          new WorkerPace.Cost(0.5, 200),
          Map.of("upscale", 1500., "upscale:8", 6000., "reconstruct:dalle", 70.5),
          new WorkerPace.Errors(.25, Map.of("upscale", .5, "upscale:8", .125)));

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  @Test
  void whoever_submits_a_job_hears_where_it_stands() {
    assertThat(queue.submit(job("first")).orElseThrow().position()).isZero();
    queue.submit(job("newcomer"), Priority.NEWCOMER);
    JobStatus second = queue.submit(job("second")).orElseThrow();
    JobStatus behind = queue.submit(job("behind"), Priority.NEWCOMER).orElseThrow();

    assertThat(second).isEqualTo(queue.status("second").orElseThrow());
    assertThat(second.position()).isEqualTo(1);
    assertThat(behind).isEqualTo(queue.status("behind").orElseThrow());
    assertThat(behind.position()).isEqualTo(3);
    assertThat(queue.submit(job("first"))).isEmpty();
  }

  @Test
  void a_lane_remembers_what_was_asked_for_lately_but_not_more_than_tells_something() {
    for (int number = 0; number < 70; number++) {
      queue.submit(job("job" + number, "ann", 1 + number % 9), Priority.NEWCOMER);
    }
    queue.cancel("job69");
    queue.submit(job("elsewhere", "other", "dan", 5));

    List<LaneSnapshot.Arrival> arrivals = queue.lane(LANE, 0).arrivals();

    assertThat(arrivals)
        .extracting(LaneSnapshot.Arrival::load)
        .containsExactlyElementsOf(
            IntStream.range(6, 70).mapToObj(number -> Load.of(1 + number % 9)).toList());
    assertThat(arrivals)
        .extracting(LaneSnapshot.Arrival::millisAgo)
        .allMatch(millis -> millis >= 0 && millis < 60_000)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void a_waiting_job_knows_the_jobs_and_images_in_front_of_it() {
    queue.submit(job("a", "ann", 4));
    queue.submit(job("b", "ben", 9));
    queue.submit(job("c", "cem", 1));
    queue.submit(job("elsewhere", "other", "dan", 5));
    assertThat(queue.depth(LANE)).isEqualTo(3);
    assertThatJob(queue, "a").isAtPosition(0);
    assertThatJob(queue, "b").isAtPosition(1);
    assertThatJob(queue, "c").isAtPosition(2);
  }

  @Test
  void a_job_that_waits_behind_lets_everybody_go_first() {
    queue.submit(job("newcomer", "nia", 4), Priority.NEWCOMER);
    queue.submit(job("second", "nil", 2), Priority.NEWCOMER);
    queue.submit(job("a", "ann", 9));
    queue.submit(job("b", "ben", 1));

    assertThatJob(queue, "a").isAtPosition(0);
    assertThatJob(queue, "newcomer").isAtPosition(2);
    assertThatJob(queue, "second").isAtPosition(3);
    assertThat(queue.depth(LANE)).isEqualTo(4);
    assertThat(claimIds(10)).containsExactly("a", "b", "newcomer", "second");
  }

  @Test
  void a_job_that_waits_behind_is_renewed_given_back_cancelled_and_done_as_any_other() {
    queue.submit(job("one"), Priority.NEWCOMER);
    queue.submit(job("two"), Priority.NEWCOMER);
    queue.submit(job("three"), Priority.NEWCOMER);
    List<ClaimedJob> claimed = queue.claim("worker", LANES, 3, Duration.ZERO);

    assertThat(queue.renew("worker", claimed)).isEmpty();
    queue.release("worker", claimed.get(0));
    queue.submit(job("later"));
    assertThat(claimIds(2)).containsExactly("one", "later");
    assertThat(queue.complete(claimed.get(1), done())).isTrue();
    assertThat(queue.cancel("three")).isTrue();
    assertThat(queue.cancelRequested(List.of("three"))).containsExactly("three");
    assertThat(queue.reclaim(LANES, Duration.ZERO)).containsExactlyInAnyOrder("later", "one");
    assertThatJob(queue, "three").isCancelled();
    assertThat(queue.depth(LANE)).isEqualTo(2);
  }

  private List<String> claimIds(int most) {
    return queue.claim("worker", LANES, most, Duration.ZERO).stream()
        .map(claimed -> claimed.job().id())
        .toList();
  }

  @Test
  void running_jobs_are_in_front_until_they_end() {
    queue.submit(job("a", "ann", 4));
    queue.submit(job("b", "ben", 9));
    queue.submit(job("c", "cem", 1));
    List<ClaimedJob> running = queue.claim("w1", LANES, 2, Duration.ZERO);
    assertThatJob(queue, "b").isRunning().isAtPosition(0);
    assertThatJob(queue, "c").isAtPosition(2);

    queue.complete(running.get(1), done());
    assertThatJob(queue, "c").isAtPosition(1);
    assertThat(queue.depth(LANE)).isEqualTo(2);
  }

  @Test
  void a_lane_is_seen_in_the_order_in_which_it_is_worked_off() {
    queue.submit(job("newcomer", "nia", 2), Priority.NEWCOMER);
    queue.submit(job("a", "ann", 8));
    queue.submit(job("b", "ben", 4));
    queue.submit(job("c", "cem", 1));
    queue.submit(job("elsewhere", "other", "dan", 5));
    List<ClaimedJob> claimed = queue.claim("w1", LANES, 2, Duration.ZERO);
    queue.progress("a", new Progress(Stage.DRAWING, 128, 256, 3));
    queue.release("w1", claimed.get(1));

    LaneSnapshot lane = queue.lane(LANE, 10);

    Progress none = new Progress(Stage.WAITING, 0, 0, 0);
    assertThat(lane.jobs())
        .containsExactly(
            new OpenJob(
                "a", Load.of(8), true, new Progress(Stage.DRAWING, 128, 256, 0), "w1", Turn.USUAL),
            new OpenJob("b", Load.of(4), false, none, "w1", new Turn(true, 0)),
            OpenJob.waiting("c", Load.of(1)),
            OpenJob.waiting("newcomer", Load.of(2)));
    assertThat(lane.depth()).isEqualTo(4);
    assertThat(lane.workers()).containsExactly("w1");
    assertThat(queue.lane(LANE, 3).jobs()).extracting(OpenJob::id).containsExactly("a", "b", "c");
    assertThat(queue.lane(LANE, 3).depth()).isEqualTo(4);
    assertThat(queue.lane("nobody-asks", 10).jobs()).isEmpty();
  }

  @Test
  void a_lane_tells_how_long_its_worker_expects_a_running_job_still_to_take() {
    queue.submit(job("a", "ann", 8));
    queue.claim("w1", LANES, 8, Duration.ZERO);
    Progress decoding = new Progress(Stage.DECODING, 0, 0, 0);

    queue.progress("a", decoding, Optional.of(WorkPart.of(6_000, 1_000, 1_000)), Optional.empty());
    OptionalDouble left = queue.lane(LANE, 1).jobs().get(0).leftMillis();
    queue.progress("a", decoding, Optional.of(WorkPart.UNKNOWN), Optional.empty());

    assertThat(left.orElseThrow()).isBetween(1_000., 2_000.);
    assertThat(queue.lane(LANE, 1).jobs().get(0).leftMillis()).isEmpty();
  }

  @Test
  void a_lane_tells_how_large_the_pictures_of_its_jobs_are() {
    queue.submit(job("square", "ann", 4));
    ImageJob plain = job("wide", "ben", 4);
    queue.submit(
        new ImageJob(
            "wide",
            plain.lane(),
            new ImageTask.Draw("a cat", 4, 7, Map.of("ar", "2:1")),
            plain.requester(),
            plain.submittedAt(),
            false,
            plain.venue()));

    assertThat(queue.lane(LANE, 10).jobs())
        .extracting(OpenJob::load)
        .containsExactly(Load.of(4), new Load(4, 2, 0, "", ""));
  }

  @Test
  void a_worker_gets_as_many_jobs_as_fit_and_the_next_one_keeps_its_place() {
    for (int i = 0; i < 4; i++) {
      queue.submit(job("job" + i, "ann", 4));
    }

    assertThat(claimIds(new Room(9, 10, true))).containsExactly("job0", "job1");
    assertThat(claimIds(new Room(9, 2, false))).isEmpty();
    assertThatJob(queue, "job2").isWaiting().isAtPosition(2);
    assertThat(claimIds(new Room(1, 18, true))).containsExactly("job2");
    assertThat(claimIds(new Room(0, 18, true))).isEmpty();
    assertThat(claimIds(new Room(9, 3, true))).containsExactly("job3");
  }

  @Test
  void small_jobs_pass_a_large_one_that_waits_for_room_but_no_more_pictures_than_it_has() {
    queue.submit(job("large", "ann", 9));
    for (int i = 0; i < 10; i++) {
      queue.submit(job("small" + i, "ben", 1));
    }

    assertThat(claimIds(new Room(9, 5, false)))
        .containsExactly("small0", "small1", "small2", "small3", "small4");
    assertThatJob(queue, "large").isWaiting();
    assertThat(queue.lane(LANE, 1).jobs().get(0).turn().passed()).isZero();
    assertThat(claimIds(new Room(9, 5, false)))
        .containsExactly("small5", "small6", "small7", "small8");
    assertThat(queue.lane(LANE, 20).jobs())
        .filteredOn(waiting -> !waiting.isRunning())
        .containsExactly(
            new OpenJob("large", Load.of(9), false, Progress.NONE, "", new Turn(false, 9)),
            OpenJob.waiting("small9", Load.of(1)));
    assertThat(claimIds(new Room(9, 5, false))).isEmpty();
    assertThat(claimIds(new Room(9, 10, false))).containsExactly("large", "small9");
  }

  @Test
  void a_large_job_that_was_given_back_waits_for_room_in_front_of_new_ones() {
    queue.submit(job("large", "ann", 9));
    queue.release("w1", queue.claim("w1", LANES, 1, Duration.ZERO).get(0));
    queue.submit(job("small", "ben", 1));

    assertThat(claimIds(new Room(9, 5, false))).as("nobody passes it").isEmpty();
    assertThatJob(queue, "large").isWaiting().isAtPosition(0);
    assertThat(claimIds(new Room(9, 5, true))).containsExactly("large");
  }

  @Test
  void pictures_to_enlarge_are_claimed_one_at_a_time() {
    for (String id : List.of("first", "second")) {
      queue.submit(job(id, new ImageTask.Upscale("a", 1)));
    }
    assertThat(claimIds(new Room(9, 9, true))).containsExactly("first");
    assertThat(claimIds(new Room(9, 9, true))).containsExactly("second");
  }

  @Test
  void who_takes_drawings_only_leaves_a_picture_to_enlarge_its_turn() {
    queue.submit(job("drawn", "ann", 1));
    queue.submit(job("enlarged", "ben", new ImageTask.Upscale("a", 1)));
    queue.submit(job("behind", "cid", 1));

    assertThat(claimIds(new Room(9, 9, false, false))).containsExactly("drawn");
    assertThat(claimIds(new Room(9, 9, false, false))).isEmpty();
    assertThat(claimIds(new Room(9, 9, false))).containsExactly("enlarged");
    assertThat(claimIds(new Room(9, 9, false, false))).containsExactly("behind");
  }

  @Test
  void a_lane_tells_the_factor_that_somebody_chose() {
    ImageTask.Upscale chosen =
        new ImageTask.Upscale("a", 1, OptionalInt.of(8), OptionalDouble.empty());
    queue.submit(job("large", chosen));

    assertThat(queue.lane(LANE, 10).jobs())
        .containsExactly(OpenJob.waiting("large", new Load(1, 1, 0, "", "upscale:8")));
  }

  @Test
  void a_lane_tells_what_pictures_begin_from() {
    submitFrom("kept", new BeginFrom.InitImage(Optional.of(Keep.read("up 12 left 30%"))));
    submitFrom("varied", new BeginFrom.Variation("a", 1));

    List<String> each = List.of("init-image:up:12:left:30%", "variation");
    assertThat(queue.lane(LANE, 10).jobs()).extracting(job -> job.load().from()).isEqualTo(each);
    assertThat(queue.lane(LANE, 10).arrivals())
        .extracting(arrival -> arrival.load().from())
        .isEqualTo(each);
  }

  @Test
  void a_lane_tells_how_large_the_picture_is_that_is_enlarged() {
    REDIS.client().hset(Keys.job("wide"), "option.ar", "2:1");
    queue.submit(job("large", new ImageTask.Upscale("wide", 1)));

    assertThat(queue.lane(LANE, 10).jobs())
        .containsExactly(OpenJob.waiting("large", new Load(1, 2, 0, "", "upscale")));
  }

  private void submitFrom(String id, BeginFrom from) {
    ImageTask.Draw draw = job(id).task().asDraw().orElseThrow();
    ImageTask.Draw begun =
        new ImageTask.Draw(
            draw.prompt(),
            draw.imageCount(),
            draw.seed(),
            draw.options(),
            from,
            draw.originalRequest(),
            false);
    queue.submit(job(id, begun));
  }

  private List<String> claimIds(Room room) {
    return queue.claim("worker", LANES, room, Duration.ZERO).stream()
        .map(claimed -> claimed.job().id())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void positions_only_fall_whatever_happens_to_the_other_jobs(long seed) {
    Random random = new Random(seed);
    List<ClaimedJob> held = new ArrayList<>();
    Map<String, Integer> before = new HashMap<>();
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(7)) {
        case 0, 1 -> queue.submit(job("job" + step));
        case 2 -> held.addAll(queue.claim("w1", LANES, 1 + random.nextInt(3), Duration.ZERO));
        case 3 -> pick(held, random).ifPresent(each -> queue.complete(each, done()));
        case 4 -> pick(held, random).ifPresent(each -> queue.release("w1", each));
        case 5 -> {
          held.clear();
          queue.reclaim(LANES, Duration.ZERO);
          held.addAll(queue.claim("w1", LANES, 3, Duration.ZERO));
        }
        default -> queue.cancel("job" + random.nextInt(step + 1));
      }
      for (int i = 0; i <= step; i++) {
        String id = "job" + i;
        queue
            .status(id)
            .ifPresent(
                status -> {
                  assertThat(status.position())
                      .as("position of %s", id)
                      .isLessThanOrEqualTo(before.getOrDefault(id, Integer.MAX_VALUE));
                  // What is given back waits anew, behind what others draw meanwhile.
                  boolean isRunning = status.state() == State.RUNNING;
                  before.put(id, isRunning ? Integer.MAX_VALUE : status.position());
                });
      }
    }
  }

  @Test
  void thirty_jobs_of_ten_people_reach_three_workers_exactly_once() throws Exception {
    int jobCount = 30;
    ConcurrentLinkedQueue<String> drawn = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(5);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int w = 1; w <= 3; w++) {
        String worker = "w" + w;
        running.add(threads.submit(() -> drawUntil(jobCount, worker, drawn)));
      }
      for (int half = 0; half < 2; half++) {
        int first = half * jobCount / 2;
        running.add(
            threads.submit(
                (Callable<Void>)
                    () -> {
                      for (int i = first; i < first + jobCount / 2; i++) {
                        queue.submit(job("job" + i, "user" + i % 10, 1 + i % 9));
                      }
                      return null;
                    }));
      }
      for (Future<Void> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(drawn).hasSize(jobCount).doesNotHaveDuplicates();
    for (int i = 0; i < jobCount; i++) {
      assertThatJob(queue, "job" + i).isDone();
    }
    assertThat(queue.depth(LANE)).isZero();
    assertThat(REDIS.client().xlen(Keys.stream(LANE))).isZero();
  }

  @Test
  void each_worker_reports_its_own_pace() {
    queue.claim("w1", LANES, 0, Duration.ZERO);
    queue.claim("w2", LANES, 0, Duration.ZERO);
    queue.reportPace(LANE, "w1", PACE);
    queue.reportPace(LANE, "w2", SLOWER);
    assertThat(queue.lane(LANE, 0).paces()).isEqualTo(Map.of("w1", PACE, "w2", SLOWER));

    queue.reportPace(LANE, "w1", SLOWER);
    assertThat(queue.lane(LANE, 0).paces()).isEqualTo(Map.of("w1", SLOWER, "w2", SLOWER));
    assertThat(queue.lane("other", 0).paces()).isEmpty();
  }

  @Test
  void the_pace_of_a_worker_that_is_gone_helps_until_another_one_reports() {
    queue.reportPace(LANE, "gone", PACE);
    queue.claim("w1", LANES, 0, Duration.ZERO);
    assertThat(queue.lane(LANE, 0).paces()).isEqualTo(Map.of("gone", PACE));

    queue.reportPace(LANE, "w1", SLOWER);
    assertThat(queue.lane(LANE, 0).paces()).isEqualTo(Map.of("w1", SLOWER));
  }

  @Test
  void what_was_learned_of_a_lane_is_there_for_whoever_begins_with_it() {
    assertThat(queue.lastPace(LANE)).isEmpty();
    queue.reportPace(LANE, "gone", PACE);
    assertThat(queue.lastPace(LANE)).contains(PACE);

    queue.claim("w1", LANES, 0, Duration.ZERO);
    queue.reportPace(LANE, "w1", SLOWER);
    assertThat(queue.lastPace(LANE)).contains(SLOWER);
  }

  @Test
  void a_pace_of_the_version_before_is_read() {
    REDIS
        .client()
        .hset(
            Keys.QUEUE_PREFIX + "pace:" + LANE, "w1", "18 256 10.0 2.0 0.0 100.0 30.0 -1.0 8 9.5");

    assertThat(queue.lastPace(LANE))
        .contains(
            new WorkerPace(
                18,
                256,
                WorkerPace.Begin.of(0, 30),
                new WorkerPace.Cost(10, 2),
                new WorkerPace.Cost(0, 100),
                Map.of("upscale:8", 9.5),
                WorkerPace.Errors.UNKNOWN));
  }

  @Test
  void work_on_one_picture_is_as_unsure_as_such_work_was_and_unsure_where_nobody_says() {
    queue.reportPace(LANE, "w1", SLOWER);
    WorkerPace read = queue.lastPace(LANE).orElseThrow();

    assertThat(read.error(Load.of(9))).isEqualTo(.25);
    assertThat(read.error(new Load(1, 1, 0, "", "upscale:8"))).isEqualTo(.125);
    assertThat(read.error(new Load(1, 1, 0, "", "reconstruct:dalle")))
        .isEqualTo(WorkerPace.UNKNOWN_ERROR);
  }

  @Test
  void a_pace_expires_when_nobody_reports_any_more() {
    queue = new JobQueue(REDIS.client(), settings(Duration.ofSeconds(30), Duration.ofMillis(50)));
    queue.reportPace(LANE, "w1", PACE);
    await().until(() -> queue.lane(LANE, 0).paces().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "18", "18 256 1 1 1 1 1", "18 256 1 1 1 1 x 1", "0 256 1 1 1 1 1 1"})
  void a_pace_that_cannot_be_read_counts_as_none(String text) {
    REDIS.client().hset(Keys.QUEUE_PREFIX + "pace:" + LANE, Map.of("w1", text));

    assertThat(queue.lane(LANE, 0).paces()).isEmpty();
  }

  @Test
  void a_pace_that_is_none_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkerPace.Cost(-1, 0))
        .withMessageContaining("pace.fixed: -1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new WorkerPace.Cost(0, Double.NaN));
  }

  @Test
  void a_lane_has_a_worker_for_as_long_as_one_claims_or_renews() {
    queue = new JobQueue(REDIS.client(), settings(Duration.ofMillis(200), Duration.ofHours(1)));
    assertThat(queue.hasWorker(LANE)).isFalse();
    queue.submit(job("a"));
    assertThat(queue.hasWorker(LANE)).isFalse();
    List<ClaimedJob> claimed = queue.claim("w1", LANES, 1, Duration.ZERO);
    assertThat(queue.hasWorker(LANE)).isTrue();
    await().until(() -> !queue.hasWorker(LANE));

    queue.renew("w1", claimed);
    assertThat(queue.hasWorker(LANE)).isTrue();
    await().until(() -> !queue.hasWorker(LANE));

    queue.claim("w1", LANES, 0, Duration.ofHours(1));
    assertThat(queue.hasWorker(LANE)).isTrue();
    assertThat(queue.hasWorker("other")).isFalse();
  }

  private Void drawUntil(int jobCount, String worker, ConcurrentLinkedQueue<String> drawn) {
    while (drawn.size() < jobCount) {
      List<ClaimedJob> claimed = queue.claim(worker, LANES, 4, Duration.ofMillis(100));
      queue.renew(worker, claimed);
      for (ClaimedJob each : claimed) {
        if (queue.complete(each, done())) {
          drawn.add(each.job().id());
        }
      }
    }
    return null;
  }

  private static QueueSettings settings(Duration workerTimeout, Duration paceTimeout) {
    return new QueueSettings(
        3,
        Duration.ofDays(7),
        Duration.ofDays(7),
        workerTimeout,
        paceTimeout,
        Duration.ofHours(12));
  }

  private static Optional<ClaimedJob> pick(List<ClaimedJob> held, Random random) {
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of(held.remove(random.nextInt(held.size())));
  }
}
