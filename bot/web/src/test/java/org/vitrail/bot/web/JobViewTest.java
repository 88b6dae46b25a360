package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.ImageTask.OriginalRequest;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Requester;
import org.vitrail.inference.protocol.Score;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Venue;

/**
 * The page's script, and whoever else reads its answers, relies on every name and order in them.
 */
class JobViewTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** Now: what waits since last year is told that its turn comes too late. */
  private static final Instant SUBMITTED_AT = Instant.now();

  private static final Instant RECORDED_SUBMITTED_AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private final WebJson json = new WebJson();
  private TestInstance instance;
  private JobQueue queue;
  private WorkerDriver worker;

  @BeforeEach
  void open() {
    instance = new TestInstance(REDIS.url());
    queue = new JobQueue(instance.redis(), QueueSettings.DEFAULT);
    worker = instance.worker();
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void a_job_is_written_as_the_page_reads_it_wherever_it_stands() {
    worker.ready();
    submitDrawing("0drawn0000", "en", new OriginalRequest("a \"red\" apple", ""));
    assertThat(withoutEta(view("0drawn0000"))).isEqualTo(recorded("waiting"));
    ClaimedJob drawing = worker.take();
    assertThat(withoutEta(view("0drawn0000"))).isEqualTo(recorded("starting"));
    worker.draw(drawing, WorkerDriver.TOKENS / 2, 1);
    assertThat(withoutEta(view("0drawn0000"))).isEqualTo(recorded("drawing"));
    worker.stage(drawing, Stage.DECODING);
    assertThat(withoutEta(view("0drawn0000"))).isEqualTo(recorded("decoding"));
    worker.finish(drawing, Map.of(2, Map.of("nudity", .97f)));
    assertThat(view("0drawn0000")).isEqualTo(recorded("done"));
  }

  @Test
  void so_is_one_that_waits_for_a_worker() {
    submitDrawing("0waiting00", "zh", new OriginalRequest("苹果", "ink"));
    assertThat(view("0waiting00")).isEqualTo(recorded("waiting-for-a-worker"));
  }

  @Test
  void so_is_one_that_is_enlarged() {
    submitDrawing("0source000", "de", new OriginalRequest("ein Apfel", "pixel-art"));
    worker.finish(worker.ready().take());
    queue.submit(job("0larger000", "de", new ImageTask.Upscale("0source000", 2)));
    ClaimedJob larger = worker.take();
    worker.stage(larger, Stage.UPSCALING);
    assertThat(withoutEta(view("0larger000"))).isEqualTo(recorded("enlarging"));
    worker.finish(larger);
    assertThat(view("0larger000")).isEqualTo(recorded("enlarged"));
  }

  @Test
  void so_is_one_that_ended_without_pictures() {
    submitDrawing("0failed000", "ru", OriginalRequest.plain("яблоко"));
    worker.fail(worker.ready().take(), JobOutcome.Failed.TIMEOUT, "");
    assertThat(view("0failed000")).isEqualTo(recorded("failed"));

    submitDrawing("0withdrawn", "en", OriginalRequest.plain("a pear"));
    queue.complete(worker.take(), new JobOutcome.Cancelled());
    assertThat(view("0withdrawn")).isEqualTo(recorded("cancelled"));
  }

  @Test
  void a_picture_that_no_clip_looked_at_has_no_score() {
    submitDrawing("0unscored0", "en", OriginalRequest.plain("a pear"));
    queue.complete(
        worker.ready().take(),
        new JobOutcome.Done(
            List.of(new Picture(1, 1, Float.NaN, false), new Picture(2, 0, Float.NaN, false)),
            2,
            "bundled",
            "0123456789abcdef",
            Duration.ofSeconds(2)));

    assertThat(view("0unscored0"))
        .contains("{\"number\":1,\"score\":null,\"startScore\":null,\"scoredBy\":null,");
    JobCard card = instance.botService().jobs().cardNow("0unscored0").orElseThrow();
    assertThat(instance.botService().chats().jobMessage(card, new FakeMessenger(), "").words())
        .extracting(it -> it.lines().get(0))
        .isEqualTo("2 pictures in 2 seconds, best first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RUCLIP     | .31  | .27   | best first · ruCLIP 0.31 to 0.27",
        "PERPLEXITY | 45.2 | 102.7 | best first · perplexity (lower is better) 45.2 to 102.7",
      })
  void what_ranked_pictures_is_named_with_its_score(
      Score.By by, float best, float last, String line) {
    submitDrawing("0ranked000", "en", OriginalRequest.plain("a pear"));
    queue.complete(
        worker.ready().take(),
        new JobOutcome.Done(
            List.of(scored(1, new Score(by, best)), scored(2, new Score(by, last))),
            2,
            "bundled",
            "0123456789abcdef",
            Duration.ofSeconds(2)));

    assertThat(view("0ranked000"))
        .contains("\"score\":" + best + ",\"startScore\":null,\"scoredBy\":\"" + by.word() + "\",");
    JobCard card = instance.botService().jobs().cardNow("0ranked000").orElseThrow();
    assertThat(instance.botService().chats().jobMessage(card, new FakeMessenger(), "").words())
        .extracting(it -> it.lines().get(0))
        .isEqualTo("2 pictures in 2 seconds, " + line);
  }

  private static Picture scored(int number, Score score) {
    return new Picture(number, number, Optional.of(score), true, Map.of());
  }

  private String view(String id) {
    String view =
        json.text(
            JobView.of(
                instance.botService().jobs().cardNow(id).orElseThrow(), instance.botService()));
    return view.replace(submittedAt(SUBMITTED_AT), submittedAt(RECORDED_SUBMITTED_AT));
  }

  private static String submittedAt(Instant moment) {
    return "\"submittedAt\":" + moment.toEpochMilli() + ",";
  }

  /** How long it takes depends on the moment. */
  private static String withoutEta(String view) {
    return view.replaceAll("\"etaSeconds\":\\d+\\.\\d", "\"etaSeconds\":#");
  }

  private void submitDrawing(String id, String locale, OriginalRequest asked) {
    queue.submit(
        job(
            id,
            locale,
            new ImageTask.Draw(
                asked.prompt(),
                4,
                Long.MAX_VALUE,
                Map.of("guidance", "3.0"),
                BeginFrom.NOTHING,
                asked)));
  }

  private static ImageJob job(String id, String locale, ImageTask task) {
    return new ImageJob(
        id,
        "bundled",
        task,
        new Requester("web", "anna", "Anna", locale),
        SUBMITTED_AT,
        false,
        new Venue("web", ""));
  }

  /** The line of that name in a file that holds {@code name json} line by line. */
  private static String recorded(String name) {
    try (InputStream file = JobViewTest.class.getResourceAsStream("/job-views.txt")) {
      List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElse("nothing is recorded");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
