package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.bot.core.service.Reply.Shown;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What chats ask of the bot beyond the page: communities, privacy, pictures, repeated messages. */
class ChatCommandsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANN = new Person("discord", "9007199254740993", "Ann", "en-GB");
  private static final Person BEN = new Person("discord", "9007199254740994", "Ben", "ru");

  private TestInstance instance;
  private BotService botService;
  private WorkerDriver worker;

  @BeforeEach
  void open() {
    instance = new TestInstance(REDIS.url());
    botService = instance.botService();
    worker = instance.worker().ready();
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void a_message_that_arrives_twice_makes_one_job() {
    Accepted first = (Accepted) type(botService, ANN, "/imagine a red apple", origin("m1", false));
    Accepted again = (Accepted) type(botService, ANN, "/imagine a red apple", origin("m1", false));
    Accepted other = (Accepted) type(botService, ANN, "/imagine a red apple", origin("m2", false));

    assertThat(again.job().id()).isEqualTo(first.job().id());
    assertThat(other.job().id()).isNotEqualTo(first.job().id());
    assertThat(botService.jobs().recent(ANN, 10)).hasSize(2);
  }

  @Test
  void a_surprise_is_a_good_prompt_that_its_person_has_not_had_lately() {
    Set<String> prompts = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Accepted drawn = (Accepted) type(botService, ANN, "/surprise", origin("m" + i, false));
      prompts.add(drawn.job().request().prompt());
    }
    Accepted again = (Accepted) type(botService, ANN, "/surprise", origin("m1", false));

    assertThat(prompts).containsExactlyInAnyOrderElementsOf(SampleCommands.PROPOSALS.prompts());
    assertThat(botService.jobs().recent(ANN, 9)).hasSize(3).contains(again.job());
    assertThat(((Accepted) type(botService, BEN, "/surprise")).job().request().prompt())
        .isEqualTo("лиса на снегу");
    assertThat(type(botService, ANN, "/surprise")).as("all seen").isInstanceOf(Accepted.class);
  }

  @Test
  void a_surprise_is_drawn_by_a_model_that_proposes_something() {
    type(botService, ANN, "/settings model mega", origin("m1", true));

    Accepted drawn = (Accepted) type(botService, ANN, "/surprise", origin("m2", false));
    assertThat(drawn.job().request().model()).isEqualTo("bundled");
  }

  @Test
  void what_a_picture_was_drawn_as_is_said_of_the_grid_and_of_what_is_made_of_it() {
    String id = finished("/imagine a varied fox --count 3");
    String larger = finished("/upscale " + id + " 2");
    String plain = finished("/upscale " + id + " 1");

    assertThat(message(id).picture().orElseThrow().description())
        .isEqualTo(
            "Pictures of: a varied fox\n2: a cartoon of a varied fox\n3: a cartoon of a varied fox");
    assertThat(message(id).words().lines()).noneMatch(it -> it.contains("cartoon"));
    assertThat(message(larger).words().lines()).contains("Drawn as “a cartoon of a varied fox”.");
    assertThat(message(plain).words().lines()).noneMatch(it -> it.contains("Drawn as"));
  }

  private JobMessage message(String id) {
    JobCard card =
        await()
            .until(() -> botService.jobs().card(id), it -> it.filter(JobCard::isDone).isPresent())
            .orElseThrow();
    return botService.chats().jobMessage(card, new FakeMessenger(), "guild");
  }

  @Test
  void the_queue_says_when_everything_will_be_ready_and_when_ones_own() {
    type(botService, ANN, "/imagine a red apple --count 8");
    type(botService, ANN, "/imagine a green apple --count 4");

    // By the worker's pace twelve pictures at once take 4.75 s, less what has passed by now.
    assertThat(((Said) type(botService, ANN, "/queue")).text())
        .contains("2 jobs are")
        .containsPattern("All are ready in [345] seconds\\.")
        .containsPattern("one job ahead, ready in [345] seconds\\.")
        .containsPattern("you are next, ready in [345] seconds\\.");
  }

  @Test
  void a_private_job_is_shown_to_the_one_who_asked_and_unknown_to_everybody_else() {
    String id = finished("/imagine a red apple --private --count 1");

    assertThat(type(botService, ANN, "/show " + id)).isInstanceOf(Shown.class);
    assertThat(type(botService, BEN, "/show " + id))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.text())
                    .isEqualTo(instance.messages().text("ru", "job.unknown", id)));
  }

  @Test
  void a_job_is_shown_only_once_it_is_done_and_until_its_pictures_are_deleted() {
    Accepted waiting = (Accepted) type(botService, ANN, "/imagine a red apple --count 1");
    String id = waiting.job().id();
    assertThat(type(botService, BEN, "/show " + id)).isInstanceOf(Refused.class);

    worker.finish(worker.take());
    // The bot hears of the end a moment later.
    Shown shown =
        (Shown) await().until(() -> type(botService, BEN, "/show " + id), Shown.class::isInstance);
    assertThat(type(botService, BEN, "/delete " + id)).isInstanceOf(Refused.class);
    assertThat(botService.gallery().visiblePictures(shown.job()).picture(1)).isPresent();

    assertThat(type(botService, ANN, "/delete " + id)).isInstanceOf(Reply.Deleted.class);
    assertThat(botService.gallery().visiblePictures(shown.job()).grid()).isEmpty();
    assertThat(botService.gallery().visiblePictures(shown.job()).picture(1)).isEmpty();
    assertThat(type(botService, BEN, "/show " + id)).isInstanceOf(Refused.class);
    assertThat(botService.jobs().recent(ANN, 10)).isEmpty();
  }

  @Test
  void those_who_may_manage_a_community_choose_its_language_and_others_may_not() {
    assertThat(type(botService, BEN, "/language de", origin("1", false)))
        .isEqualTo(
            new Said(
                instance.messages().text("ru", "language.not-allowed"),
                Audience.ASKER_OR_EVERYBODY));
    assertThat(botService.chats().language("guild", "ru")).isEqualTo("ru");

    assertThat(type(botService, BEN, "/language de", origin("2", true)))
        .isEqualTo(
            new Said(
                instance.messages().text("de", "language.chosen"), Audience.ASKER_OR_EVERYBODY));
    assertThat(botService.chats().language("guild", "ru")).isEqualTo("de");
    assertThat(botService.chats().language("elsewhere", "ru")).isEqualTo("ru");

    type(botService, BEN, "/language auto", origin("3", true));
    assertThat(botService.chats().language("guild", "ru")).isEqualTo("ru");
  }

  @Test
  void while_redis_is_away_everybody_is_spoken_to_in_their_own_language() {
    type(botService, BEN, "/language de", origin("1", true));
    REDIS.kill();

    assertThat(botService.chats().language("guild", "ru")).isEqualTo("ru");
    REDIS.start();
  }

  @Test
  void styles_are_named_in_the_persons_language_and_change_the_prompt_that_is_drawn() {
    Said styles = (Said) type(botService, BEN, "/styles");
    assertThat(styles.text()).contains("watercolour – ").containsPattern("[а-я]");

    type(botService, ANN, "/imagine a lighthouse --style watercolour");
    ImageTask.Draw drawn = (ImageTask.Draw) worker.take().job().task();
    assertThat(drawn.prompt()).contains("a lighthouse").isNotEqualTo("a lighthouse");
    assertThat(botService.jobs().recent(ANN, 1).get(0).request().prompt())
        .isEqualTo("a lighthouse");
    assertThat(botService.jobs().recent(ANN, 1).get(0).request().style()).isEqualTo("watercolour");
  }

  @Test
  void a_picture_sent_along_is_kept_for_the_worker_and_fetched_for_drawing_only() {
    AtomicInteger fetched = new AtomicInteger();
    PictureFile file =
        () -> {
          fetched.incrementAndGet();
          return png(40, 30);
        };

    type(botService, ANN, "/help", Optional.of(file), origin("m1", false));
    assertThat(fetched).hasValue(0);
    type(botService, ANN, "/imagine the same in blue", Optional.of(file), origin("m2", false));

    ClaimedJob job = worker.take();
    assertThat(((ImageTask.Draw) job.job().task()).beginFrom()).isEqualTo(BeginFrom.INIT_IMAGE);
    assertThat(instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    assertThat(fetched).hasValue(1);
  }

  @Test
  void a_picture_that_cannot_be_used_is_refused_in_a_sentence_and_nothing_is_counted() {
    Reply text = begin(() -> "not a picture".getBytes());
    Reply tiny = begin(() -> png(8, 8));
    Reply lost =
        begin(
            () -> {
              throw new IOException("the line broke");
            });

    assertThat(words(text)).isEqualTo(instance.messages().text("en", "image.type"));
    assertThat(words(tiny)).contains("8 × 8 pixels");
    assertThat(words(lost)).isEqualTo(instance.messages().text("en", "image.unreachable"));
    assertThat(botService.jobs().recent(ANN, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(InitImageException.Reason.class)
  void every_reason_against_a_picture_has_its_sentence(InitImageException.Reason reason) {
    String key = "image." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');

    for (String language : List.of("en", "de", "ru", "zh")) {
      String sentence = instance.messages().text(language, key, 9248, 6936, 64.2, 50);

      assertThat(sentence).doesNotContain("{").matches(".*[.。]");
    }
  }

  @Test
  void the_rule_that_a_picture_breaks_is_named_with_its_values() throws IOException {
    byte[] large = pngThatSays(9248, 6936);

    assertThat(words(begin(() -> large)))
        .contains("9,248 × 6,936 pixels", "64.2 megapixels", "up to 50")
        .doesNotContain("12,000");
    assertThat(words(begin(() -> pngThatSays(13_000, 100)))).contains("no side", "12,000");
  }

  /** Each can have 20 MB, and many people can send one at the same moment. */
  @Test
  void two_files_are_in_memory_at_once_and_the_others_wait() throws Exception {
    AtomicInteger fetching = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    PictureFile file =
        () -> {
          fetching.incrementAndGet();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return png(40, 30);
        };
    Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    List<Thread> people =
        Stream.of("m1", "m2", "m3", "m4")
            .map(message -> new Thread(() -> replies.add(begin(file, message))))
            .toList();
    people.forEach(Thread::start);

    await().until(() -> people.stream().allMatch(ChatCommandsTest::isWaiting));
    int atOnce = fetching.get();
    go.countDown();
    for (Thread person : people) {
      person.join();
    }

    assertThat(atOnce).isEqualTo(2);
    assertThat(replies).hasSize(4).allMatch(Accepted.class::isInstance);
  }

  private static boolean isWaiting(Thread thread) {
    return List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(thread.getState())
        && Stream.of(thread.getStackTrace())
            .anyMatch(at -> at.getClassName().equals(ImagineCompletion.class.getName()));
  }

  private static byte[] pngThatSays(int width, int height) throws IOException {
    byte[] png = png(16, 16);
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    return png;
  }

  private Reply begin(PictureFile file) {
    return begin(file, "m1");
  }

  private Reply begin(PictureFile file, String message) {
    return type(botService, ANN, "/imagine the same", Optional.of(file), origin(message, false));
  }

  private static String words(Reply reply) {
    return ((Refused) reply).text();
  }

  private String finished(String line) {
    Accepted accepted = (Accepted) type(botService, ANN, line);
    worker.finish(worker.take());
    return accepted.job().id();
  }

  private static Optional<Origin> origin(String request, boolean mayManage) {
    Standing standing = mayManage ? Standing.MODERATOR : Standing.MEMBER;
    return Optional.of(new Origin(request, "guild", "1", standing, Map.of("channel", "1")));
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }
}
