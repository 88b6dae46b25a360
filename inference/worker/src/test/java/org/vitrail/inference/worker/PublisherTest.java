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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What is kept of a job when it ends, however late somebody withdrew it. */
class PublisherTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final WorkerOptions OPTIONS = TestWorker.options();

  private JobQueue queue;
  private ImageStore images;
  private Publisher publisher;
  private ClaimedJob claimed;
  private Map<String, byte[]> files;

  @BeforeEach
  void draw() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofMinutes(5));
    publisher =
        new Publisher(queue, images, OPTIONS, new OutcomeSpool(Optional.empty()), System::nanoTime);
    queue.submit(job("a"));
    claimed = queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
    Pixels picture = new Pixels(2, 2, new byte[2 * 2 * 3]);
    publisher.preview("a", picture, Map.of());
    files = publisher.files(picture, List.of(picture), number -> Optional.empty());
    files.put(ImageStore.state(1), new byte[] {1});
  }

  @Test
  void pictures_of_a_job_that_is_done_are_kept() {
    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isDone();
    assertThat(kept()).containsExactly("grid.png", "1.png", "1.state", "preview.png");
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
    publisher.done(claimed, files, done());

    publisher.done(claimed, Map.of("grid.png", new byte[] {7}), done());

    assertThatJob(queue, "a").isDone();
    assertThat(kept()).containsExactly("grid.png", "1.png", "1.state", "preview.png");
    assertThat(images.get("a", "grid.png")).contains(files.get("grid.png"));
  }

  @Test
  void a_job_that_ended_as_withdrawn_while_its_worker_was_held_for_dead_keeps_no_pictures() {
    queue.cancel("a");
    queue.reclaim(List.of(LANE), Duration.ZERO);

    publisher.done(claimed, files, done());

    assertThatJob(queue, "a").isCancelled();
    assertThat(kept()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The following operation failed in the TorchScript interpreter.\n"
            + "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total"
            + " capacity of 23.64 GiB of which 13.25 MiB is free.",
        "CUDA error: out of memory",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 140737488289792 bytes. Error code 12 (Cannot allocate memory)"
      })
  void a_job_for_which_memory_ran_out_says_so_and_what_helps(String message) {
    publisher.failure(
        claimed, "drawing", new IllegalStateException("A step.", new RuntimeException(message)));

    assertThat(queue.status("a").orElseThrow().outcome())
        .contains(
            new JobOutcome.Failed(
                "error.out-of-memory",
                "The server's memory is too full for drawing at the moment. Ask for fewer pictures"
                    + " at once, or try again later."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA error: an illegal memory access was encountered",
        "OOM command not allowed when used memory > 'maxmemory'."
      })
  void another_failure_is_one_of_the_program(String message) {
    publisher.failure(claimed, "drawing", new RuntimeException(message));

    assertThatJob(queue, "a").hasFailedWith(JobOutcome.Failed.INTERNAL);
    assertThat(Publisher.advice(new RuntimeException(message))).isEmpty();
  }

  @Test
  void an_operator_reads_what_helps_against_full_memory() {
    assertThat(Publisher.advice(new RuntimeException("CUDA out of memory. Tried to allocate")))
        .isEqualTo(
            " There was no memory left for it, on the GPU or on this machine: end other programs"
                + " there, or choose fewer worker.batchImages, precision bf16 or a smaller model.");
  }

  private List<String> kept() {
    return Stream.of("grid.png", "1.png", "1.state", "preview.png")
        .filter(name -> images.get("a", name).isPresent())
        .toList();
  }
}
