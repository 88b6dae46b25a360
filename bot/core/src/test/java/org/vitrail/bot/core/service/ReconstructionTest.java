package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;

/** Pictures that people send, through the codecs that workers say they have. */
class ReconstructionTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final byte[] PHOTO = TestPictures.one("apple", 1, 64);

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
        AnnouncingService.open(
            REDIS.client(),
            queue,
            images,
            SafetyLevel.STRICT,
            menu -> menu.pulling(ModelCatalogue.load(null).parts()),
            time);
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void a_picture_waits_for_a_worker_with_the_codec_and_comes_back_as_one() {
    serve("bundled", "vqgan-coco");

    JobCard card = accepted("/reconstruct vqgan-coco");

    assertThat(card.request().kind()).isEqualTo(JobCard.Kind.RECONSTRUCTION);
    assertThat(card.request().prompt()).isEqualTo("A picture through vqgan-coco");
    assertThat(card.request().imageCount()).isEqualTo(1);
    ClaimedJob job = claim();
    assertThat(job.job().task()).isEqualTo(new ImageTask.Reconstruct("vqgan-coco"));
    assertThat(images.get(card.id(), ImageStore.INIT_IMAGE)).isPresent();

    finish(job, Map.of("gore", .01f));
    JobMessage message = message(card.id());
    assertThat(message.words().lines())
        .startsWith(
            "Put through the codec in 2 seconds: on the left what was sent, on the right what its"
                + " tokens keep of it");
    assertThat(message.words().footer()).isEqualTo("job " + card.id());
    assertThat(message.picture()).isPresent();
    assertThat(message.buttons().toString()).contains("Delete").doesNotContain("U1", "Again");
    for (String other : List.of("/again ", "/vary ", "/upscale ", "/sticker ")) {
      String number = other.equals("/again ") ? "" : " 1";
      assertThat(refused(other + card.id() + number))
          .startsWith("Job " + card.id() + " put a picture that was sent through a codec");
    }
  }

  @Test
  void the_bundled_codec_is_taken_by_who_chooses_none_even_before_a_worker_says_so() {
    accepted("/reconstruct");

    assertThat(claim().job().task()).isEqualTo(new ImageTask.Reconstruct("bundled"));
    serve("bundled");
    accepted("/reconstruct --codec bundled");
    assertThat(claim().job().task()).isEqualTo(new ImageTask.Reconstruct("bundled"));
  }

  @Test
  void what_cannot_be_done_is_said_with_what_helps_and_queued_by_nobody() {
    serve("bundled", "vqgan-coco");

    assertThat(((Refused) say("/reconstruct", Optional.empty())).text())
        .startsWith("Send the picture along, please");
    assertThat(refused("/reconstruct dall-e"))
        .isEqualTo(
            "The codec dall-e is not here yet. The operator of this bot can get it by: ./vitrail"
                + " models pull dall-e. Here there is bundled, vqgan-coco.");
    assertThat(refused("/reconstruct dall-f"))
        .isEqualTo("There is no codec dall-f here. Choose one of these: bundled, vqgan-coco.");
    assertThat(((Refused) say("/reconstruct", Optional.of(() -> "no picture".getBytes()))).text())
        .contains("PNG, JPEG, WebP or GIF");
    assertThat(queue.depth("bundled")).isZero();
  }

  @Test
  void codecs_are_proposed_while_somebody_types() {
    serve("bundled", "vqgan-coco");

    assertThat(botService.complete(SampleRequests.ANNA, "/reconstruct v", 14))
        .extracting(Completion::label)
        .containsExactly("vqgan-coco");
  }

  /** The model draws nothing to worry about, but it did not draw this. */
  @Test
  void where_it_is_strict_a_picture_that_nobody_judged_is_hidden_whatever_the_model() {
    serve("bundled");
    JobCard card = accepted("/reconstruct");
    finish(claim(), Map.of());

    assertThat(message(card.id()).picture().orElseThrow().isSpoiler()).isTrue();
  }

  private void serve(String... codecs) {
    ServedModel model = new ServedModel("bundled", State.LOADED, Set.of("VARY"), List.of());
    queue
        .announcements()
        .announce(
            "w",
            List.of(model.as(State.LOADED, List.of(), List.of(codecs))),
            Duration.ofMinutes(5));
    time.skip(Duration.ofSeconds(2));
  }

  private ClaimedJob claim() {
    return queue.claim("w", List.of("bundled"), 9, Duration.ZERO).get(0);
  }

  private void finish(ClaimedJob job, Map<String, Float> concerns) {
    for (String name : List.of("1.png", "grid.png")) {
      images.put(job.job().id(), name, TestPictures.one("apple", 1, 64));
    }
    queue.complete(
        job,
        new Done(
            List.of(new Picture(1, 0, Float.NaN, false, concerns)),
            1,
            "bundled",
            "0123abcd",
            Duration.ofSeconds(2)));
  }

  /** Once the news of its end is there. */
  private JobMessage message(String id) {
    JobCard card = await().until(() -> botService.jobs().card(id).orElseThrow(), JobCard::isDone);
    return botService.chats().jobMessage(card, new FakeMessenger(), "place");
  }

  private JobCard accepted(String text) {
    return ((Accepted) say(text, Optional.of(() -> PHOTO))).job();
  }

  private String refused(String text) {
    return ((Refused) say(text, Optional.of(() -> PHOTO))).text();
  }

  private Reply say(String text, Optional<PictureFile> picture) {
    Origin origin =
        new Origin("m" + ++requests, "discord:7", "", Standing.MEMBER, Map.of("channel", "1"));
    return botService
        .parse(text)
        .fold(
            command ->
                botService.handle(SampleRequests.ANNA, command, picture, Optional.of(origin)),
            mistake -> Reply.Refused.impossible(mistake.in("en")));
  }
}
