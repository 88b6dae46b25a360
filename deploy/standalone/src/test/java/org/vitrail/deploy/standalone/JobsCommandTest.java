package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Priority;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import org.vitrail.inference.protocol.Share;

/** Jobs that were given up, seen and brought back from the command line. */
class JobsCommandTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  @TempDir Path data;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private JobQueue queue;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withMaxAttempts(1));
  }

  @Test
  void a_job_that_was_given_up_is_listed_shown_and_brought_back_in_its_chat() {
    Outbox outbox = new Outbox(REDIS.client(), Clock.systemUTC(), Duration.ofDays(1));
    Person who = Person.of(job("dead").requester());
    queue.submit(
        job("dead"),
        Share.of(Priority.NORMAL, 1),
        Optional.empty(),
        outbox.opening(who, "dead", Map.of("channel", "7")));
    die(LANE);
    outbox.close(who.platform(), "dead");

    assertThat(run("jobs", "dead")).isZero();
    assertThat(out.toString()).contains("dead  ", LANE + ", attempts: 1");
    assertThat(run("jobs", "show", "dead")).isZero();
    assertThat(out.toString()).contains("dead  FAILED", "failed       error.too-many-attempts");
    assertThat(run("jobs", "retry", "dead")).isZero();

    String id = out.toString().replaceAll("(?s).*Job (\\S+) brings job dead back.*", "$1");
    assertThatJob(queue, id).isWaiting();
    assertThat(queue.status(id).orElseThrow().retryOf()).contains("dead");
    assertThat(queue.status(id).orElseThrow().job().task()).isEqualTo(job("dead").task());
    assertThat(outbox.abandoned(who.platform(), 9))
        .as("free for whichever adapter runs")
        .extracting(OutboxEntry::jobId, OutboxEntry::address)
        .containsExactly(tuple(id, Map.of("channel", "7")));
  }

  @Test
  void a_job_that_would_be_refused_if_it_was_asked_for_now_is_not_brought_back() {
    queue.submit(job("gone", "painter", "someone", 1));
    die("painter");
    queue.submit(of("hot", Map.of("guidance", "99.0"), BeginFrom.NOTHING));
    die(LANE);
    queue.submit(of("sent", SampleJobs.OPTIONS, BeginFrom.INIT_IMAGE));
    die(LANE);

    assertThat(run("jobs", "retry", "gone")).isOne();
    assertThat(run("jobs", "retry", "hot")).isOne();
    assertThat(run("jobs", "retry", "sent")).isOne();

    assertThat(err.toString())
        .contains("Job gone was drawn by the model painter, which is no longer here.")
        .contains("Job hot cannot be drawn again as it was.", "guidance")
        .contains("The picture that job sent began from is no longer kept.")
        .doesNotContain("--verbose");
    assertThat(queue.depth(LANE) + queue.depth("painter")).isZero();
  }

  @Test
  void a_job_is_not_brought_back_while_nobody_draws_with_its_model() {
    queue.submit(job("dead", "dalle-mini", "someone", 1));
    die("dalle-mini");
    REDIS.client().del("vitrail:{queue}:workers:dalle-mini");

    assertThat(run("jobs", "retry", "dead")).isOne();

    assertThat(err.toString()).contains("No worker here draws with");
    assertThat(queue.depth("dalle-mini")).isZero();
  }

  private static ImageJob of(String id, Map<String, String> options, BeginFrom beginFrom) {
    ImageJob like = job(id);
    return new ImageJob(
        id,
        LANE,
        new Draw("a pear", 1, 7, options, beginFrom, OriginalRequest.plain("a pear")),
        like.requester(),
        like.submittedAt());
  }

  private void die(String lane) {
    queue.claim("killed", List.of(lane), 1, Duration.ZERO);
    queue.reclaim(List.of(lane), Duration.ZERO);
  }

  @Test
  void what_cannot_be_shown_or_retried_is_said_in_a_sentence() {
    queue.submit(job("waiting"));

    assertThat(run("jobs", "dead")).isZero();
    assertThat(out.toString()).contains("No job was given up.");
    assertThat(run("jobs", "retry", "waiting")).isOne();
    assertThat(run("jobs", "show", "nobody")).isOne();
    assertThat(err.toString())
        .contains("Job waiting has not failed", "No job has the id nobody")
        .doesNotContain("--verbose");
  }

  @Test
  void without_a_redis_that_runs_the_sentence_says_how_to_get_one() {
    assertThat(run(Map.of("VITRAIL_DATA_FOLDER", data.toString()), "jobs", "dead")).isOne();
    assertThat(err.toString()).contains("does not run", data.toString(), "up", "REDIS_URL");
  }

  @Test
  void the_redis_of_a_running_vitrail_is_found() {
    try (DataFolderLock lock = DataFolderLock.take(data);
        EmbeddedRedis server = EmbeddedRedis.start(data)) {
      assertThat(run(Map.of("VITRAIL_DATA_FOLDER", data.toString()), "jobs", "dead")).isZero();
    }
    assertThat(out.toString()).contains("No job was given up.");
  }

  private int run(String... arguments) {
    return run(Map.of("REDIS_URL", REDIS.url()), arguments);
  }

  private int run(Map<String, String> environment, String... arguments) {
    return Main.commandLine(new Installation(null, environment))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
