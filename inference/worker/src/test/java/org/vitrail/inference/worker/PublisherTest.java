package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What is kept of a job when it ends, however late somebody withdrew it. */
class PublisherTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final WorkerOptions OPTIONS =
      new WorkerOptions(
          LANE,
          8,
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofSeconds(20),
          "test",
          false);

  private JobQueue queue;
  private ImageStore images;
  private Publisher publisher;
  private ClaimedJob claimed;
  private Map<String, byte[]> files;

  @BeforeEach
  void draw() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
    publisher = new Publisher(queue, images, OPTIONS);
    queue.submit(job("a"));
    claimed = queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
    Pixels picture = new Pixels(2, 2, new byte[2 * 2 * 3]);
    publisher.preview("a", picture);
    files = publisher.files(picture, List.of(picture), Optional.empty());
  }

  @Test
  void pictures_of_a_job_that_is_done_are_kept() {
    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isDone();
    assertThat(kept()).containsExactly("grid.png", "1.png", "preview.png");
  }

  @Test
  void a_job_withdrawn_while_its_pictures_were_saved_keeps_none() {
    assertThat(queue.cancel("a")).isTrue();

    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isCancelled();
    assertThat(kept()).isEmpty();
  }

  @Test
  void a_job_that_is_stopped_between_two_steps_keeps_no_preview() {
    queue.cancel("a");

    publisher.outcome(claimed, new JobOutcome.Cancelled());

    assertThat(kept()).isEmpty();
  }

  @Test
  void pictures_of_an_outcome_that_came_before_stay() {
    queue.complete(claimed, done());

    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isDone();
    assertThat(kept()).containsExactly("grid.png", "1.png", "preview.png");
  }

  @Test
  void a_job_that_ended_as_withdrawn_while_its_worker_was_held_for_dead_keeps_no_pictures() {
    queue.cancel("a");
    queue.reclaim(List.of(LANE), Duration.ZERO);

    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isCancelled();
    assertThat(kept()).isEmpty();
  }

  private List<String> kept() {
    return Stream.of("grid.png", "1.png", "preview.png")
        .filter(name -> images.get("a", name).isPresent())
        .toList();
  }
}
