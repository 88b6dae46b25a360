package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelTraits;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;

/** Pictures to draw towards, and prompts with weights, for the models that have them. */
class TargetPicturesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final PictureFile PHOTO = () -> TestPictures.one("photo", 1, 64);
  private static final PictureFile OTHER = () -> TestPictures.one("other", 2, 64);
  private static final PictureFile BROKEN = () -> new byte[] {1, 2, 3};

  private static final ModelTraits.Family DRAWING =
      new ModelTraits.Family(Set.of(), Optional.empty());
  private static final ModelTraits.Family OPTIMISING =
      new ModelTraits.Family(
          Set.of(ModelAbility.IMAGE_PROMPTS, ModelAbility.WEIGHTED_PROMPT), Optional.of("dall-e"));

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
            SafetyLevel.ON,
            menu -> menu.knowing(id -> id.equals("mega") ? OPTIMISING : DRAWING),
            time);
    queue.claim("w", List.of("bundled", "mega"), 0, Duration.ZERO);
    queue
        .announcements()
        .announce(
            "w",
            List.of(
                model("bundled", Set.of("VARY", "INIT_IMAGE")),
                model("mega", Set.of("VARY", "INIT_IMAGE", "IMAGE_PROMPTS", "WEIGHTED_PROMPT"))),
            Duration.ofMinutes(5));
    time.skip(Duration.ofSeconds(2));
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void a_picture_sent_as_a_target_is_kept_beside_the_job_with_its_weight() {
    String id = accepted("a cat --model mega", new SentPictures<>(opt(OTHER), opt(PHOTO)));

    Draw draw = claim();
    assertThat(draw.targets()).containsExactly(1f);
    assertThat(draw.beginFrom().isInitImage()).isTrue();
    assertThat(images.get(id, ImageStore.target(1))).isPresent();
    assertThat(images.get(id, ImageStore.target(1)))
        .isNotEqualTo(images.get(id, ImageStore.INIT_IMAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--target-image", "--target-weight 1", "--targetImage --target-weight=1"})
  void one_picture_is_the_target_where_the_words_say_so(String words) {
    String id = accepted("a cat --model mega " + words, SentPictures.of(opt(PHOTO)));

    Draw draw = claim();
    assertThat(draw.targets()).containsExactly(1f);
    assertThat(draw.beginFrom().isInitImage()).isFalse();
    assertThat(images.get(id, ImageStore.target(1))).isPresent();
    assertThat(images.get(id, ImageStore.INIT_IMAGE)).isEmpty();
  }

  @Test
  void again_and_other_words_keep_the_target_until_it_is_deleted() {
    String id = accepted("a cat --model mega --target-weight -0,5", SentPictures.of(opt(PHOTO)));
    claim();

    String again = accepted("/again " + id, SentPictures.of(Optional.empty()));
    assertThat(claim().targets()).containsExactly(-.5f);
    assertThat(images.get(again, ImageStore.target(1))).isPresent();

    queue.cancel(id);
    say("/delete " + id, SentPictures.of(Optional.empty()));
    assertThat(images.get(id, ImageStore.target(1))).isEmpty();
    images.delete(again, ImageStore.target(1));
    assertThat(refused("/again " + again, SentPictures.of(Optional.empty())))
        .startsWith("The picture that job " + again + " was drawn towards is no longer kept.");
  }

  @Test
  void what_cannot_be_a_target_is_said_and_costs_nothing() {
    assertThat(refused("a cat", new SentPictures<>(Optional.empty(), opt(PHOTO))))
        .isEqualTo(
            "Vitrail's own draws towards words and no picture. These models can draw towards one:"
                + " mega. Choose one with --model, or leave the picture out.");
    assertThat(refused("a cat --model mega --target-image", SentPictures.of(Optional.empty())))
        .startsWith("There is no picture to draw towards.");
    assertThat(refused("a cat --model mega --target-image", SentPictures.of(opt(BROKEN))))
        .contains("PNG, JPEG, WebP or GIF");
    assertThat(refused("a cat --model mega --target-weight 0", SentPictures.of(opt(PHOTO))))
        .isEqualTo(
            "--target-weight 0 is not allowed; give a number from -1,000 to 1,000, but not 0: 1"
                + " counts as much as the words.");
    assertThat(refused("a cat --model mega --target-weight much", SentPictures.of(opt(PHOTO))))
        .startsWith("--target-weight much is not allowed");
    assertThat(queue.depth("mega") + queue.depth("bundled")).isZero();
  }

  @Test
  void a_bad_weight_is_refused_before_anything_is_queued_and_read_as_words_elsewhere() {
    assertThat(refused("desert:x | in the snow:25 --model mega", SentPictures.of(opt(PHOTO))))
        .startsWith("“x” in “desert:x” is no weight: give a number from -1000 to 1000");
    assertThat(refused(":50 --model mega", SentPictures.of(Optional.empty()))).contains("“:50”");
    assertThat(queue.depth("mega")).isZero();

    accepted("desert:x", SentPictures.of(Optional.empty()));
    assertThat(claim().prompt()).isEqualTo("desert:x");
  }

  @Test
  void a_style_stands_around_each_text_and_before_its_weight() {
    accepted(
        "desert:50 | a clock at 12:30 | fog:-5 --model mega --style watercolour",
        SentPictures.of(Optional.empty()));

    String style = SampleCommands.STYLES.find("watercolour").orElseThrow().apply("desert", "en");
    assertThat(claim().prompt()).startsWith(style + ":50").endsWith("| fog:-5");
  }

  @Test
  void a_codec_chooses_the_model_that_optimises_in_it() {
    accepted("a cat --codec DALL-E", SentPictures.of(Optional.empty()));
    ImageJob job = claimed();
    assertThat(job.lane()).isEqualTo("mega");
    assertThat(job.task().asDraw().orElseThrow().options()).doesNotContainKey("codec");

    assertThat(refused("a cat --codec coco", SentPictures.of(Optional.empty())))
        .isEqualTo(
            "No model here optimises pictures in the codec coco. Choose one of these: dall-e.");
    assertThat(refused("a cat --codec dall-e --model bundled", SentPictures.of(Optional.empty())))
        .startsWith("--codec is not an option of the model bundled");
    assertThat(botService.complete(SampleRequests.ANNA, "a cat --codec d", 15))
        .extracting(Completion::label)
        .containsExactly("dall-e");
  }

  private static ServedModel model(String id, Set<String> abilities) {
    return new ServedModel(id, State.LOADED, abilities, List.of());
  }

  private static Optional<PictureFile> opt(PictureFile file) {
    return Optional.of(file);
  }

  private Draw claim() {
    return claimed().task().asDraw().orElseThrow();
  }

  private ImageJob claimed() {
    return queue.claim("w", List.of("bundled", "mega"), 9, Duration.ZERO).get(0).job();
  }

  private String accepted(String text, SentPictures<PictureFile> pictures) {
    return ((Accepted) say(text, pictures)).job().id();
  }

  private String refused(String text, SentPictures<PictureFile> pictures) {
    return ((Refused) say(text, pictures)).text();
  }

  private Reply say(String text, SentPictures<PictureFile> pictures) {
    Origin origin =
        new Origin("m" + ++requests, "discord:7", "", Standing.MODERATOR, Map.of("channel", "1"));
    return botService
        .parse(text)
        .fold(
            command ->
                botService.handle(SampleRequests.ANNA, command, pictures, Optional.of(origin)),
            mistake -> Reply.Refused.impossible(mistake.in("en")));
  }
}
