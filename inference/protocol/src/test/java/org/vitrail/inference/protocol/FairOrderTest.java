package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is drawn when, where many ask at once. Batches are counted instead of seconds. */
class FairOrderTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final List<String> LANES = List.of(LANE);
  private static final int BATCH = 18;

  private final Map<String, Integer> begun = new LinkedHashMap<>();
  private JobQueue queue;
  private int batches;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"9, 9, 1", "9, 18, 1", "9, 40, 9", "4, 4, 4", "1, 6, 1"})
  void many_jobs_of_one_person_let_the_first_of_another_begin_within_one_batch(
      int each, int batch, int others) {
    for (int i = 0; i < 50; i++) {
      submit("a" + i, "ann", "here", each);
    }
    for (int already = 0; already < 5; already++) {
      List<ClaimedJob> drawn = claim(batch);
      String late = "b" + already;
      JobStatus queued = submit(late, "ben" + already, "here", others);
      assertThat(queued.position()).isEqualTo(drawn.size());

      drawn.forEach(job -> queue.complete(job, done()));

      List<ClaimedJob> next = claim(batch);
      assertThat(next).first().extracting(job -> job.job().id()).isEqualTo(late);
      next.forEach(job -> queue.complete(job, done()));
    }
  }

  @Test
  void what_passes_lets_nobody_wait_for_all_that_it_passed() {
    submit("r0", "ray", "here", 9);
    submit("r1", "ray", "here", 5);
    List<ClaimedJob> drawn = claim(BATCH);
    for (int i = 0; i < 8; i++) {
      submit("a" + i, "ann", "here", 9);
    }
    submit("small", "ann", "here", 1);
    List<ClaimedJob> passed = queue.claim("w", LANES, new Room(9, 4, false), Duration.ZERO);
    assertThat(passed).extracting(job -> job.job().id()).containsExactly("small");

    submit("b", "ben", "here", 9);

    drawn.forEach(job -> queue.complete(job, done()));
    passed.forEach(job -> queue.complete(job, done()));
    assertThat(claimed(BATCH)).containsExactly("a0", "b");
  }

  @Test
  void what_costs_very_much_lets_nobody_new_wait_for_more_than_a_batch_of_anybody() {
    submit("dear", "dan", "here", 9, Priority.NORMAL, 180);
    for (int i = 0; i < 60; i++) {
      submit("p" + i, "pat", "here", 1);
    }
    assertThat(claimed(10)).containsExactly("dear", "p0");

    assertThat(submit("b", "ben", "here", 9).position() - 2).isLessThanOrEqualTo(9);
    assertThat(submit("m", "mo", "here", 9, Priority.MODERATOR, 9).position() - 2).isZero();
  }

  @Test
  void moderators_who_keep_coming_let_nobody_new_wait_for_more_than_a_round_of_anybody() {
    for (int i = 0; i < 60; i++) {
      submit("p" + i, "pat", "here", 1);
    }
    while (!begun.containsKey("p0")) {
      submit("m" + batches, "mo" + batches, "here", 9, Priority.MODERATOR, 9);
      submit("n" + batches, "no" + batches, "here", 9, Priority.MODERATOR, 9);
      draw();
      assertThat(batches).isLessThan(100);
    }

    assertThat(submit("b", "ben", "here", 9).position()).isLessThanOrEqualTo(9);
  }

  @Test
  void ten_people_with_twenty_jobs_each_wait_for_as_long_as_the_others() {
    for (int person = 0; person < 10; person++) {
      for (int i = 0; i < 20; i++) {
        submit(person + "-" + i, "person" + person, "here", 1 + (i * 5) % 9);
      }
    }

    drawAll();

    Map<String, Double> waits = new HashMap<>();
    begun.forEach((id, batch) -> waits.merge(id.split("-")[0], batch / 20., Double::sum));
    assertThat(waits).hasSize(10);
    double longest = waits.values().stream().mapToDouble(wait -> wait).max().orElseThrow();
    double shortest = waits.values().stream().mapToDouble(wait -> wait).min().orElseThrow();
    assertThat(longest).isLessThanOrEqualTo(1.2 * shortest);
  }

  @Test
  void large_jobs_and_small_ones_make_as_many_pictures_for_those_who_ask_for_them() {
    for (int i = 0; i < 20; i++) {
      submit("large" + i, "ann", "here", 9);
    }
    for (int i = 0; i < 180; i++) {
      submit("small" + i, "ben", "here", 1);
    }
    Map<String, Integer> pictures = new HashMap<>(Map.of("ann", 0, "ben", 0));
    for (int i = 0; i < 15; i++) {
      for (ClaimedJob job : draw()) {
        pictures.merge(job.job().requester().userId(), job.job().task().imageCount(), Integer::sum);
      }
      assertThat(pictures.get("ann") - pictures.get("ben")).isBetween(-BATCH, BATCH);
    }
  }

  @Test
  void who_counts_as_two_has_twice_as_much_drawn_of_what_the_others_have() {
    for (int i = 0; i < 60; i++) {
      submit("a" + i, "ann", 1, 2);
      submit("b" + i, "ben", 1, 1);
      submit("c" + i, "cat", 1, 1);
    }
    Map<String, Integer> pictures = new HashMap<>();
    for (int i = 0; i < 6; i++) {
      draw().forEach(job -> pictures.merge(job.job().requester().userId(), 1, Integer::sum));
    }

    assertThat(pictures.get("ann")).isBetween(53, 55);
    assertThat(pictures.get("ben")).isBetween(26, 28);
    assertThat(pictures.get("cat")).isBetween(26, 28);
  }

  @Test
  void a_job_that_costs_more_lets_others_go_first_for_as_long() {
    submit("dear", "ann", "here", 1, Priority.NORMAL, 40);
    submit("next", "ann", "here", 1, Priority.NORMAL, 1);
    for (int i = 0; i < 60; i++) {
      submit("b" + i, "ben", "here", 1);
    }

    drawAll(1);

    assertThat(begun.get("dear")).isZero();
    assertThat(begun.get("next")).isBetween(40, 42);
  }

  @Test
  void a_place_where_very_many_ask_does_not_hold_up_those_of_another() {
    for (int i = 0; i < 60; i++) {
      submit("crowd" + i, "c" + i, "crowded", 4);
    }
    assertThat(draw()).hasSize(4);
    for (int i = 0; i < 3; i++) {
      submit("quiet" + i, "q" + i, "quiet", 4);
    }

    assertThat(claimed(16)).containsExactly("quiet0", "quiet1", "quiet2", "crowd4");
  }

  @ParameterizedTest
  @CsvSource({"MODERATOR, 9", "NORMAL, 9", "MODERATOR, 180", "NORMAL, 180"})
  void nobody_starves_while_others_keep_coming(Priority priority, int cost) {
    submit("newcomer", "nia", "here", 4, Priority.NEWCOMER, 4);
    for (int i = 0; i < 4; i++) {
      submit("patient" + i, "pat", "here", 9);
    }

    for (int batch = 0; batch < 200; batch++) {
      for (int i = 0; i < 2; i++) {
        submit("other-" + batch + "-" + i, "o" + batch + "-" + i, "here", 9, priority, cost);
      }
      draw();
    }

    assertThat(begun).containsKeys("patient0", "patient1", "patient2", "patient3", "newcomer");
    assertThat(begun.get("newcomer")).isGreaterThan(begun.get("patient1"));
  }

  @Test
  void moderators_go_first_and_newcomers_of_a_raid_last() {
    submit("raider", "ray", "here", 1, Priority.NEWCOMER, 1);
    submit("a", "ann", "here", 1);
    submit("b", "ben", "here", 1);
    JobStatus moderator = submit("moderator", "mo", "here", 1, Priority.MODERATOR, 1);
    assertThat(moderator.position()).isZero();
    assertThatJob(queue, "raider").isAtPosition(3);

    assertThat(claimed(4)).containsExactly("moderator", "a", "b", "raider");
  }

  @Test
  void one_person_alone_has_full_batches() {
    for (int i = 0; i < 30; i++) {
      submit("a" + i, "ann", "here", 6);
    }

    for (int i = 0; i < 10; i++) {
      assertThat(draw()).extracting(job -> job.job().id()).startsWith("a" + 3 * i).hasSize(3);
    }
  }

  @Test
  void what_is_withdrawn_before_its_turn_costs_its_person_nothing() {
    for (int i = 0; i < 5; i++) {
      submit("a" + i, "ann", "here", 9);
      submit("b" + i, "ben", "here", 9);
    }
    for (int i = 1; i < 5; i++) {
      queue.cancel("a" + i);
    }
    submit("again", "ann", "here", 9);

    assertThat(claimed(36)).containsExactly("a0", "b0", "b1", "again");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void those_behind_what_is_withdrawn_start_as_if_it_had_not_been(int withdrawn) {
    for (int i = 0; i < 9; i++) {
      submit("a" + i, "ann", "here", 9);
    }
    for (int i = 0; i < 8; i++) {
      submit("b" + i, "ben", "here", 9);
      submit("c" + i, "cat", "here", 9);
    }
    for (int i = 0; i < withdrawn; i++) {
      queue.cancel("a" + i);
    }
    submit("again", "ann", "here", 9);

    List<String> order = claimed(27 * 8 + 18);

    assertThat(order.indexOf("a" + withdrawn)).isEqualTo(2);
    assertThat(order.stream().filter(id -> id.startsWith("a"))).isSorted().endsWith("a8", "again");
    for (int i = withdrawn; i < 9; i++) {
      assertThat(order.indexOf("a" + i)).isBetween(3 * (i - withdrawn), 3 * (i - withdrawn) + 2);
    }
  }

  @Test
  void a_position_is_how_many_are_really_drawn_before() {
    for (int i = 0; i < 40; i++) {
      submit("job" + i, "person" + i * i % 7, "place" + i % 3, 1 + i % 4);
    }
    Map<String, Integer> positions = new HashMap<>();
    IntStream.range(0, 40)
        .forEach(i -> positions.put("job" + i, queue.status("job" + i).orElseThrow().position()));

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      order.addAll(claimed(4, 1));
    }

    assertThat(order)
        .hasSize(40)
        .allSatisfy(id -> assertThat(order.indexOf(id)).isEqualTo(positions.get(id)));
    assertThat(queue.lane(LANE, 50).jobs()).extracting(LaneSnapshot.OpenJob::id).hasSize(40);
  }

  @Test
  void a_lane_at_rest_remembers_nobody() {
    submit("a", "ann", "here", 9);
    draw();

    assertThat(submit("b", "ann", "here", 9).position()).isZero();

    submit("c", "ben", "here", 9);
    assertThat(claimed(9)).containsExactly("b");
    draw();
    assertThat(REDIS.client().keys("vitrail:{queue}:turns:*")).isEmpty();
    assertThat(REDIS.client().keys("vitrail:{queue}:order:*")).isEmpty();
  }

  private JobStatus submit(String id, String person, String place, int images) {
    return submit(id, person, place, images, Priority.NORMAL, images);
  }

  private JobStatus submit(
      String id, String person, String place, int images, Priority priority, int cost) {
    return queue.submit(job(id, person, place, images), priority, cost).orElseThrow();
  }

  private void submit(String id, String person, int images, int weight) {
    Share share = new Share(Priority.NORMAL, images, weight);
    queue.submit(job(id, person, "here", images), share, Optional.empty()).orElseThrow();
  }

  private static ImageJob job(String id, String person, String place, int images) {
    return new ImageJob(
        id,
        LANE,
        new ImageTask.Draw("a red apple", images, 7, SampleJobs.OPTIONS),
        new Requester("web", person, "", "en"),
        Instant.EPOCH,
        false,
        new Venue(place, ""));
  }

  private List<ClaimedJob> claim(int images) {
    return queue.claim("w", LANES, new Room(images, images, true), Duration.ZERO);
  }

  private List<String> claimed(int images) {
    return claim(images).stream().map(job -> job.job().id()).toList();
  }

  private List<String> claimed(int images, int jobs) {
    return queue.claim("w", LANES, new Room(jobs, images, true), Duration.ZERO).stream()
        .map(job -> job.job().id())
        .toList();
  }

  /** Draws one batch to its end. */
  private List<ClaimedJob> draw() {
    return draw(BATCH);
  }

  private List<ClaimedJob> draw(int images) {
    List<ClaimedJob> jobs = claim(images);
    for (ClaimedJob job : jobs) {
      begun.put(job.job().id(), batches);
      queue.complete(job, done());
    }
    batches++;
    return jobs;
  }

  private void drawAll() {
    drawAll(BATCH);
  }

  private void drawAll(int images) {
    List<ClaimedJob> last;
    do {
      last = draw(images);
    } while (!last.isEmpty());
  }
}
