package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Programs that draw a lane in the order of its stream share it with those that draw it in a fair
 * one. The scripts of the former are those that they ran.
 */
class MixedVersionsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final List<String> LANES = List.of(LANE);
  private static final String BEHIND = LANE + "+behind";

  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
  }

  @Test
  void what_older_bots_submitted_is_drawn_fairly_and_their_newcomers_last() {
    oldSubmit(job("newcomer", "nia", 1), BEHIND);
    oldSubmit(job("a1", "ann", 9), LANE);
    oldSubmit(job("a2", "ann", 9), LANE);
    oldSubmit(job("b", "ben", 1), LANE);
    assertThat(queue.depth(LANE)).isEqualTo(4);
    assertThatJob(queue, "b").isWaiting();

    List<ClaimedJob> claimed = queue.claim("new", LANES, 4, Duration.ZERO);

    assertThat(claimed)
        .extracting(each -> each.job().id())
        .containsExactly("a1", "b", "a2", "newcomer");
    assertThat(claimed).extracting(ClaimedJob::attempt).containsOnly(1);
    claimed.forEach(each -> assertThat(queue.complete(each, done())).isTrue());
    assertThat(queue.depth(LANE)).isZero();
  }

  @Test
  void older_workers_draw_what_newer_bots_submitted_and_no_attempt_is_lost() {
    queue.submit(job("newcomer"), Priority.NEWCOMER);
    queue.submit(job("a"));
    queue.submit(job("b"));

    assertThat(oldClaim(2)).containsExactly("a 1", "b 1");
    assertThat(oldClaim(2)).containsExactly("newcomer 1");
    assertThat(oldClaim(2)).isEmpty();
  }

  @Test
  void jobs_go_from_older_workers_to_newer_ones_and_back_and_each_is_drawn_once() {
    for (String id : List.of("a", "b", "c", "d")) {
      queue.submit(job(id, "person-" + id, 1));
    }
    assertThat(oldClaim(2)).containsExactly("a 1", "b 1");
    assertThatJob(queue, "a").isRunning();
    oldRelease("b");
    assertThatJob(queue, "b").as("behind a").isWaiting().isAtPosition(1);

    List<ClaimedJob> claimed = queue.claim("new", LANES, 2, Duration.ZERO);

    assertThat(claimed).extracting(each -> each.job().id()).containsExactly("b", "c");
    queue.release("new", claimed.get(0));
    assertThat(oldClaim(9)).containsExactly("b 1", "d 1");
    assertThat(queue.claim("new", LANES, 9, Duration.ZERO)).isEmpty();
    assertThat(queue.lane(LANE, 9).jobs())
        .extracting(LaneSnapshot.OpenJob::id)
        .containsExactly("a", "b", "c", "d");
  }

  private static void oldSubmit(ImageJob job, String queue) {
    List<String> arguments = new ArrayList<>(List.of(job.id(), queue));
    for (Map<String, String> fields : List.of(JobFields.of(job), JobFields.of(Progress.NONE))) {
      fields.forEach((name, value) -> arguments.addAll(List.of(name, value)));
    }
    oldScript("submit", arguments.toArray(String[]::new));
  }

  /** Ids and attempts. */
  private static List<String> oldClaim(int max) {
    List<?> reply =
        (List<?>)
            oldScript("claim", "old", String.valueOf(max), "1000", "1", "30000", LANE, BEHIND);
    List<String> claimed = new ArrayList<>();
    for (Object each : (List<?>) reply.get(0)) {
      List<?> parts = (List<?>) each;
      claimed.add(JobFields.map((List<?>) parts.get(2)).get("id") + " " + parts.get(1));
    }
    return claimed;
  }

  private static void oldRelease(String id) {
    String entry = REDIS.client().hget(Keys.job(id), "entry");
    assertThat(oldScript("release", "old", "1000", id, LANE, entry)).isEqualTo(1L);
  }

  private static Object oldScript(String name, String... arguments) {
    String text = read("guard") + read("common") + read(name);
    return REDIS.client().eval(text, List.of(Keys.QUEUE_PREFIX), List.of(arguments));
  }

  private static String read(String script) {
    String name = "scripts-before-fair-order/" + script + ".lua";
    try (InputStream file = MixedVersionsTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
