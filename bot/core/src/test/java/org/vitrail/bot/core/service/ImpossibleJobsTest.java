package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.Cells;
import org.vitrail.inference.protocol.ServedModel.Enlargement;
import org.vitrail.inference.protocol.ServedModel.Limits;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.ServedOption;
import org.vitrail.inference.protocol.ServedOption.Range;
import org.vitrail.inference.protocol.WorkerPace;
import org.vitrail.inference.protocol.WorkerPace.Begin;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/** What a worker would refuse is refused before it waits for one, and the sentence says a way. */
class ImpossibleJobsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Range GUIDANCE = new Range("guidance", 10, 0, 20, false);
  private static final Range LESS_GUIDANCE = new Range("guidance", 3, 0, 5, false);
  private static final Set<String> ALL =
      Set.of("VARY", "INIT_IMAGE", "KEEP", "ASPECT", "STICKER", "codec.dall-e");

  private final HurriedTime time = new HurriedTime();
  private JobQueue queue;
  private ImageStore images;
  private BotService botService;
  private int requests;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    botService =
        AnnouncingService.open(REDIS.client(), queue, images, SafetyLevel.OFF, menu -> menu, time);
    announce(ALL, GUIDANCE);
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @ParameterizedTest
  @CsvSource({"/upscale %s 2", "/sticker %s 2"})
  void of_a_picture_that_has_expired_nothing_is_made(String command) {
    String id = drawn("a cat --count 2");
    images.delete(id, ImageStore.picture(2));

    assertRefused(
        command.formatted(id),
        "Picture 2 of job %1$s is no longer kept, so nothing can be made of it. /again %1$s draws the same words once more.",
        id);
  }

  @ParameterizedTest
  @CsvSource({"/upscale %s 1 4", "/upscale %s 1 --denoise 1"})
  void a_picture_that_would_become_too_large_is_not_enlarged_and_the_factors_that_fit_are_named(
      String command) {
    String id = drawn("a cat --count 1");
    images.put(id, ImageStore.picture(1), png(1600, 1400));

    assertRefused(
        command.formatted(id),
        "Picture 1 of job %s has 1600 × 1400 pixels. Enlarged 4 times it would have 36 megapixels, and 33 are the most. Choose ×2.",
        id);
    assertThat(say("/upscale " + id + " 1 2")).isInstanceOf(Accepted.class);
  }

  @Test
  void what_is_chosen_for_somebody_is_held_against_the_size_as_what_they_choose() {
    String id = drawn("a cat --count 1");
    images.put(id, ImageStore.picture(1), png(3000, 3000));

    assertRefused(
        "/upscale " + id + " 1",
        "Picture 1 of job %s has 3000 × 3000 pixels. Enlarged 2 times it would have 36 megapixels, and 33 are the most: it is large enough as it is.",
        id);
  }

  @ParameterizedTest
  @CsvSource({"/again %s", "/vary %s 1"})
  void a_job_is_not_drawn_again_with_what_is_no_longer_allowed(String command) {
    String id = drawn("a cat --count 1 --guidance 12");
    announce(ALL, LESS_GUIDANCE);

    assertRefused(
        command.formatted(id),
        "Job %s cannot be drawn again as it was. --guidance 12 is not allowed; give a number from 0 to 5. A new /imagine can.",
        id);
  }

  @Test
  void a_job_is_not_drawn_again_in_a_shape_that_its_model_does_not_draw_any_more() {
    String id = drawn("a cat --count 1 --ar 2:1");
    announce(Set.of("VARY"), GUIDANCE);

    assertRefused(
        "/again " + id,
        "Job %s cannot be drawn again as it was. bundled draws squares only. Leave --ar out, or choose another model with --model. A new /imagine can.",
        id);
  }

  @Test
  void a_failed_job_is_not_retried_where_it_would_fail_again() {
    String drawn = drawn("a cat --count 1");
    String large = accepted("/upscale " + drawn + " 1 2");
    finish(new Failed(Failed.INTERNAL, "It broke."));
    String narrow = accepted("a cat --count 1 --guidance 12");
    finish(new Failed(Failed.INTERNAL, "It broke."));

    images.delete(drawn, ImageStore.picture(1));
    announce(ALL, LESS_GUIDANCE);

    assertThat(refused("/retry " + large)).contains("Picture 1 of job " + drawn);
    assertThat(refused("/retry " + narrow)).contains("--guidance 12 is not allowed");
    assertThat(queue.depth("bundled")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"a cat", "/again %s", "/upscale %s 1", "/sticker %s 1", "/vary %s 1"})
  void what_the_standard_model_would_do_is_refused_while_it_cannot_be_loaded(String command) {
    String id = drawn("a cat --count 1");
    serve(new ServedModel("bundled", State.BROKEN, Set.of(), List.of()));

    assertRefused(
        command.formatted(id),
        "Vitrail's own could not be loaded, and no other model is ready, so nothing can be drawn now. The operator finds the reason in the log.",
        id);

    serve(
        new ServedModel("bundled", State.BROKEN, Set.of(), List.of()),
        new ServedModel("mega", State.LOADED, Set.of(), List.of()));
    assertThat(refused(command.formatted(id))).contains("These are ready: mega.");

    announce(ALL, GUIDANCE);
    assertThat(say("a cat --count 1")).isInstanceOf(Accepted.class);
  }

  @Test
  void no_picture_is_sent_to_a_codec_by_a_model_that_cannot_be_loaded() {
    PictureFile never =
        () -> {
          throw new AssertionError("It is not needed.");
        };
    serve(
        new ServedModel("bundled", State.BROKEN, Set.of("codec.dall-e"), List.of()),
        new ServedModel("mega", State.LOADED, Set.of("codec.other"), List.of()));

    Reply reply =
        type(
            botService,
            SampleRequests.ANNA,
            "/reconstruct dall-e",
            Optional.of(never),
            Optional.empty());

    assertThat(((Refused) reply).text()).contains("dall-e", "Choose one of these", "other");
  }

  @Test
  void what_a_worker_would_end_before_it_is_done_is_refused_with_the_count_that_it_would_not() {
    allow(Optional.of(Duration.ofMinutes(10)), ALL);

    assertThat(refused("a cat --count 9"))
        .isEqualTo(
            "This would take about 17 minutes here, and a job is stopped after 10 minutes. Choose at most --count 4.");
    assertThat(queue.depth("bundled")).isZero();
    assertThat(say("a cat --count 5")).isInstanceOf(Accepted.class);
  }

  @Test
  void what_was_ended_for_its_time_is_not_drawn_in_vain_again() {
    String id = accepted("a cat --count 9");
    finish(new Failed(Failed.TIMEOUT, "This took longer than 600 seconds and was stopped."));
    allow(Optional.of(Duration.ofMinutes(10)), ALL);

    assertThat(refused("/retry " + id)).contains("--count 4");
    assertThat(refused("/again " + id)).contains("--count 4");
    String likely = accepted("a cat --count 6");
    finish(new Failed(Failed.INTERNAL, "Something broke."));
    String unlikely = accepted("a cat --count 6");
    finish(new Failed(Failed.TIMEOUT, "This took longer than 600 seconds and was stopped."));
    assertThat(say("/retry " + likely)).isInstanceOf(Accepted.class);
    assertThat(refused("/retry " + unlikely)).contains("--count 4");
  }

  @Test
  void what_keeps_what_is_there_or_has_no_end_known_of_is_not_refused_for_its_time() {
    allow(Optional.empty(), ALL);
    assertThat(say("a cat --count 9")).isInstanceOf(Accepted.class);

    allow(Optional.of(Duration.ofMinutes(10)), Set.of("ASPECT", "END_EARLY"));
    assertThat(say("a dog --count 9")).isInstanceOf(Accepted.class);
  }

  /** As a worker that draws one picture in 200 s, and each further one in 100 s more. */
  private void allow(Optional<Duration> jobTimeout, Set<String> abilities) {
    queue.reportPace(
        "bundled",
        "w",
        new WorkerPace(
            9,
            100,
            Begin.of(0, 0),
            new Cost(1_000, 1_000),
            new Cost(0, 0),
            Map.of(),
            WorkerPace.Errors.ofDrawing(.2)));
    serve(
        new ServedModel(
            "bundled",
            State.LOADED,
            abilities,
            List.of(GUIDANCE),
            List.of(),
            new Limits(Optional.empty(), OptionalLong.empty(), jobTimeout),
            List.of()));
  }

  private void assertRefused(String command, String sentence, String id) {
    assertThat(refused(command)).isEqualTo(sentence.formatted(id));
    assertThat(queue.depth("bundled")).isZero();
  }

  private void announce(Set<String> abilities, ServedOption... options) {
    serve(
        new ServedModel(
            "bundled",
            State.LOADED,
            abilities,
            List.of(options),
            List.of(new Enlargement(2, false), new Enlargement(4, true)),
            new Limits(Optional.of(new Cells(16, 16)), OptionalLong.empty()),
            List.of()));
  }

  private void serve(ServedModel... models) {
    queue.announcements().announce("w", List.of(models), Duration.ofMinutes(5));
    time.skip(Duration.ofSeconds(2));
  }

  /** Signature and header, of which only the size matters here. */
  private static byte[] png(int width, int height) {
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return ByteBuffer.allocate(33).put(signature).putInt(16, width).putInt(20, height).array();
  }

  private String drawn(String text) {
    String id = accepted(text);
    Done done = SampleRequests.done(text.contains("--count 2") ? 2 : 1);
    done.pictures()
        .forEach(
            picture -> {
              images.put(id, ImageStore.picture(picture.number()), png(256, 256));
              images.put(id, ImageStore.state(picture.number()), new byte[] {1});
            });
    finish(done);
    return id;
  }

  private void finish(JobOutcome outcome) {
    queue.complete(queue.claim("w", List.of("bundled"), 1, Duration.ZERO).get(0), outcome);
  }

  private String accepted(String text) {
    return ((Accepted) say(text)).job().id();
  }

  private String refused(String text) {
    return ((Refused) say(text)).text();
  }

  private Reply say(String text) {
    Origin origin =
        new Origin("m" + ++requests, "discord:7", "", Standing.MODERATOR, Map.of("channel", "1"));
    return type(botService, SampleRequests.ANNA, text, Optional.of(origin));
  }
}
