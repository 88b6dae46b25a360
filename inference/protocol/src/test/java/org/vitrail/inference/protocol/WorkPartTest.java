package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done of all of a job's work; time passes by making what was said old in Redis. */
class WorkPartTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String KEY = Keys.job("a");
  private static final String PART = "part";
  private static final Progress DRAWING = new Progress(Stage.DRAWING, 3, 256, 0);
  private static final Duration LONG = Duration.ofHours(1);

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withMaxAttempts(3));
    queue.submit(job("a"));
    claim();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 20", // as it was said
    "0.5, 40",
    "0.8, 52", // evenly until here
    "1, 57", // then ever slower: 1 − 1/e of the rest
    "2, 59",
    "1000, 59" // and never to the end
  })
  void a_job_moves_on_by_the_clock_and_never_to_the_end_of_its_part(double times, int percent) {
    say(DRAWING, new WorkPart(.2, .6, LONG));
    pass(times);

    assertThat(percent()).hasValue(percent);
  }

  @Test
  void the_last_part_never_says_that_all_is_done() {
    say(new Progress(Stage.SAVING, 0, 0, 0), WorkPart.of(90, 10, 0));
    pass(1_000);

    assertThat(percent()).hasValue(99);
  }

  @Test
  void a_part_that_begins_before_what_was_shown_begins_there() {
    say(DRAWING, new WorkPart(.2, .6, LONG));
    pass(.5);
    say(new Progress(Stage.DRAWING, 4, 256, 0), new WorkPart(.1, .55, LONG));

    assertThat(percent()).hasValue(40);
    pass(.5);
    assertThat(percent()).hasValue(55); // half of the rest is half of what was left before
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_percentage_never_falls_whatever_a_worker_expects(long seed) {
    Random random = new Random(seed);
    int before = 0;
    for (int step = 0; step < 60; step++) {
      double from = random.nextDouble();
      double to = from + random.nextDouble() * (1 - from);
      say(new Progress(Stage.DRAWING, step / 2, 256, 0), new WorkPart(from / 2, to / 2, LONG));
      for (int look = 0; look < 3; look++) {
        assertThat(percent().orElseThrow()).isBetween(before, 99);
        before = percent().orElseThrow();
        pass(random.nextDouble());
      }
    }
  }

  @Test
  void nothing_is_done_of_a_job_that_begins_anew_or_has_ended() {
    say(DRAWING, new WorkPart(.2, .6, LONG));
    queue.restart("a");
    assertThat(percent()).isEmpty();
    say(DRAWING, new WorkPart(.1, .6, LONG));
    assertThat(percent()).hasValue(10);

    queue.reclaim(List.of(LANE), Duration.ZERO);
    assertThat(percent()).isEmpty();
    ClaimedJob again = claim();
    assertThat(REDIS.client().hget(KEY, PART)).isNull();
    say(DRAWING, new WorkPart(.05, .6, LONG));
    assertThat(percent()).hasValue(5);

    queue.complete(again, done());
    assertThat(percent()).isEmpty();
  }

  @Test
  void what_an_older_worker_says_later_is_not_held_against_what_a_newer_one_said() {
    say(DRAWING, new WorkPart(.2, .6, LONG));
    // Its scripts know nothing of parts.
    REDIS.client().hset(KEY, Map.of("stage", "DRAWING", "stepsDone", "9"));

    assertThat(percent()).isEmpty();
  }

  @Test
  void what_a_newer_worker_says_in_another_way_counts_as_nothing() {
    say(DRAWING, new WorkPart(.2, .6, LONG));
    REDIS.client().hset(KEY, PART, "v2 .3");

    assertThat(percent()).isEmpty();
    say(DRAWING, new WorkPart(.2, .6, LONG));
    assertThat(percent()).hasValue(20);
  }

  @Test
  void a_part_is_a_share_of_the_time_that_all_takes() {
    assertThat(WorkPart.of(30, 20, 50)).isEqualTo(new WorkPart(.3, .5, Duration.ofMillis(20)));
    assertThat(WorkPart.of(0, 0, 0)).isEqualTo(WorkPart.UNKNOWN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkPart(.5, .4, LONG))
        .withMessageContaining("0.5 to 0.4");
  }

  private ClaimedJob claim() {
    return queue.claim("w", List.of(LANE), 1, Duration.ZERO).get(0);
  }

  private void say(Progress progress, WorkPart part) {
    queue.progress("a", progress, Optional.of(part), Optional.empty());
  }

  private OptionalInt percent() {
    return queue.status("a").orElseThrow().progress().percent();
  }

  /** Lets so many times pass that the part was expected to take. */
  private void pass(double times) {
    String[] words = REDIS.client().hget(KEY, PART).split(" ");
    long at = Long.parseLong(words[3]) - (long) (times * LONG.toMillis());
    words[3] = String.valueOf(at);
    REDIS.client().hset(KEY, PART, String.join(" ", words));
  }
}
