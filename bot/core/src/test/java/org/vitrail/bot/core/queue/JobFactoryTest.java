package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Command.Reword;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.AnnouncedModel;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.queue.JobFactory.Asker;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.OptionRange;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.BeginFrom;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Venue;

class JobFactoryTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final HandMovedClock clock = new HandMovedClock();
  private JobQueue queue;
  private ImageStore images;
  private JobFactory jobFactory;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    jobFactory = maker(SampleCommands.MODELS);
  }

  private JobFactory maker(ModelMenu models) {
    return new JobFactory(
        queue,
        images,
        new ModelRules(models, SampleCommands.MESSAGES),
        SampleCommands.STYLES,
        SampleCommands.MESSAGES,
        clock);
  }

  private static Asker asker(Person who) {
    return new Asker(who, ImageJob.newId(), new Venue("web", ""));
  }

  @Test
  void a_private_job_is_unknown_to_everybody_else() throws ImpossibleException {
    ImagineOptions options =
        new ImagineOptions(
            OptionalLong.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(true));
    ImageJob secret =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", options),
                SentPictures.of(Optional.empty()))
            .job();
    queue.submit(secret);

    assertThat(
            refusal(
                () ->
                    jobFactory.again(
                        asker(SampleRequests.BEN), new OnJob(CommandSpec.AGAIN, secret.id()))))
        .contains("There is no job " + secret.id());
    assertThatCode(
            () ->
                jobFactory.again(
                    asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, secret.id())))
        .doesNotThrowAnyException();
  }

  @Test
  void another_prompt_keeps_style_and_picture_and_takes_a_new_seed() throws Exception {
    ImageJob first =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", styled("ukiyo-e")),
                SentPictures.of(Optional.of(new InitImage(new byte[] {7}))))
            .job();
    queue.submit(first);
    images.put(first.id(), ImageStore.INIT_IMAGE, new byte[] {7});

    NewJob reworded =
        jobFactory.reword(asker(SampleRequests.ANNA), new Reword(first.id(), "a dog"));

    assertThat(draw(reworded.job()).prompt())
        .isEqualTo(SampleCommands.STYLES.find("ukiyo-e").orElseThrow().apply("a dog", "en"));
    assertThat(draw(reworded.job()).originalRequest())
        .isEqualTo(new ImageTask.OriginalRequest("a dog", "ukiyo-e"));
    assertThat(reworded.sent()).containsExactly(entry(ImageStore.INIT_IMAGE, new byte[] {7}));
    assertThat(draw(reworded.job()).seed()).isNotEqualTo(draw(first).seed());
  }

  @Test
  void what_is_kept_of_a_picture_stays_with_all_that_is_made_of_its_job() throws Exception {
    Optional<Keep> left = Optional.of(Keep.read("left 30%"));
    ImageJob first =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", keeping(left)),
                SentPictures.of(Optional.of(new InitImage(new byte[] {7}))))
            .job();
    queue.submit(first);
    images.put(first.id(), ImageStore.INIT_IMAGE, new byte[] {7});
    images.put(first.id(), ImageStore.state(2), new byte[] {1});
    finish(SampleRequests.done(2));

    assertThat(draw(first).beginFrom()).isEqualTo(new BeginFrom.InitImage(left));
    Asker anna = asker(SampleRequests.ANNA);
    NewJob again = jobFactory.again(anna, new OnJob(CommandSpec.AGAIN, first.id()));
    NewJob reworded = jobFactory.reword(anna, new Reword(first.id(), "a dog"));
    NewJob varied = jobFactory.vary(anna, new OnJob(CommandSpec.VARY, first.id(), 2));
    assertThat(draw(again.job()).beginFrom()).isEqualTo(new BeginFrom.InitImage(left));
    assertThat(draw(reworded.job()).beginFrom()).isEqualTo(new BeginFrom.InitImage(left));
    assertThat(draw(varied.job()).beginFrom())
        .isEqualTo(new BeginFrom.Variation(first.id(), 2, left));
  }

  @Test
  void of_no_picture_nothing_can_be_kept() {
    Imagine command = new Imagine("a cat", keeping(Optional.of(Keep.read("up"))));

    assertThat(
            refusal(
                () ->
                    jobFactory.imagine(
                        asker(SampleRequests.ANNA), command, SentPictures.of(Optional.empty()))))
        .isEqualTo(
            "There is no picture that something could be kept of. Send one along with your words,"
                + " or leave --keep out.");
  }

  private static ImagineOptions keeping(Optional<Keep> keep) {
    return new ImagineOptions(
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        keep,
        Optional.empty());
  }

  @Test
  void a_shape_is_kept_by_all_that_comes_of_a_job() throws Exception {
    ImageJob wide =
        jobFactory
            .imagine(asker(SampleRequests.ANNA), wide(), SentPictures.of(Optional.empty()))
            .job();
    queue.submit(wide);

    assertThat(draw(wide).aspect()).isEqualTo(new AspectRatio(2, 1));
    NewJob again =
        jobFactory.again(asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, wide.id()));
    NewJob reworded = jobFactory.reword(asker(SampleRequests.ANNA), new Reword(wide.id(), "a dog"));
    assertThat(draw(again.job()).aspect()).isEqualTo(new AspectRatio(2, 1));
    assertThat(draw(reworded.job()).aspect()).isEqualTo(new AspectRatio(2, 1));
  }

  @Test
  void a_model_that_draws_squares_only_is_asked_for_nothing_else() {
    JobFactory squares =
        maker(
            SampleCommands.MODELS.announcing(
                id ->
                    Optional.of(
                        new AnnouncedModel(Set.of(ModelAbility.VARY), SampleCommands.OPTIONS))));

    assertThat(
            refusal(
                () ->
                    squares.imagine(
                        asker(SampleRequests.ANNA), wide(), SentPictures.of(Optional.empty()))))
        .isEqualTo(
            "bundled draws squares only. Leave --ar out, or choose another model with --model.");
  }

  /** The first picture of a fresh instance is asked for before its worker has said anything. */
  @Test
  void what_the_catalogue_stood_for_is_drawn_again_once_workers_allow_less() throws Exception {
    NewJob early =
        jobFactory.imagine(
            asker(SampleRequests.ANNA),
            new Imagine("a cat", ImagineOptions.NONE),
            SentPictures.of(Optional.empty()));
    ImageJob chosen =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", choosing("top-k", "65")),
                SentPictures.of(Optional.empty()))
            .job();
    queue.submit(early.job());
    queue.submit(chosen);
    Map<String, AllowedValues> said = new HashMap<>(SampleCommands.OPTIONS);
    said.put("top-k", OptionRange.whole(32, 0, 32));
    JobFactory later =
        maker(
            SampleCommands.MODELS.announcing(
                id -> Optional.of(new AnnouncedModel(Set.of(ModelAbility.VARY), said))));
    Asker anna = asker(SampleRequests.ANNA);

    NewJob again = later.again(anna, new OnJob(CommandSpec.AGAIN, early.job().id()));

    assertThat(draw(again.job()).options()).isEqualTo(draw(early.job()).options());
    assertThat(refusal(() -> later.again(anna, new OnJob(CommandSpec.AGAIN, chosen.id()))))
        .contains("--top-k 65 is not allowed");
  }

  private static ImagineOptions choosing(String option, String value) {
    ImagineOptions none = ImagineOptions.NONE;
    return new ImagineOptions(
        none.seed(),
        none.count(),
        none.model(),
        Map.of(option, value),
        none.style(),
        none.keep(),
        none.privacy());
  }

  private static Imagine wide() {
    return new Imagine("a cat", choosing("ar", "2:1"));
  }

  @Test
  void a_picture_to_begin_from_that_expired_is_asked_for_again() throws ImpossibleException {
    ImageJob first =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", ImagineOptions.NONE),
                SentPictures.of(Optional.of(new InitImage(new byte[] {7}))))
            .job();
    queue.submit(first);

    assertThat(
            refusal(
                () ->
                    jobFactory.again(
                        asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, first.id()))))
        .contains("no longer kept");
  }

  private static ImagineOptions styled(String style) {
    return new ImagineOptions(
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Map.of(),
        Optional.of(style),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void what_a_person_leaves_open_is_the_models_default() throws ImpossibleException {
    ImageJob job =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", ImagineOptions.NONE),
                SentPictures.of(Optional.empty()))
            .job();

    assertThat(job.lane()).isEqualTo("bundled");
    assertThat(job.submittedAt()).isEqualTo(clock.instant());
    assertThat(job.task().imageCount()).isEqualTo(9);
    assertThat(draw(job).options()).isEqualTo(SampleCommands.BUNDLED.standards());
    assertThat(draw(job).beginFrom()).isEqualTo(BeginFrom.NOTHING);
    assertThat(job.requester().userId()).isEqualTo("anna");
  }

  @Test
  void what_a_person_chooses_is_in_the_job() throws ImpossibleException {
    ImagineOptions options =
        new ImagineOptions(
            OptionalLong.of(Long.MAX_VALUE),
            OptionalInt.of(2),
            Optional.of("MEGA"),
            Map.of("temperature", "1.5", "guidance", "8", "top-k", "0", "top-p", "0.5"),
            Optional.of("watercolour"),
            Optional.empty(),
            Optional.of(true));

    ImageJob job =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a cat", options),
                SentPictures.of(Optional.empty()))
            .job();

    assertThat(job.lane()).isEqualTo("mega");
    assertThat(job.task())
        .isEqualTo(
            new ImageTask.Draw(
                SampleCommands.STYLES.find("watercolour").orElseThrow().apply("a cat", "en"),
                2,
                Long.MAX_VALUE,
                Map.of("guidance", "8", "temperature", "1.5", "top-k", "0", "top-p", "0.5"),
                BeginFrom.NOTHING,
                new ImageTask.OriginalRequest("a cat", "watercolour")));
    assertThat(job.isPrivate()).isTrue();
  }

  @Test
  void an_option_is_checked_against_the_model_that_a_place_has_chosen() {
    ModelMenu.Item descent =
        new ModelMenu.Item(
            "descent", "Descent", "X.", Map.of("steps", OptionRange.whole(50, 5, 500)), 1, false);
    JobFactory factory =
        maker(new ModelMenu(List.of(SampleCommands.BUNDLED, descent), SampleCommands.BUNDLED));

    assertThatCode(
            () ->
                factory.imagine(
                    asker(SampleRequests.ANNA),
                    with("descent", "steps", "7"),
                    SentPictures.of(Optional.empty())))
        .doesNotThrowAnyException();
    assertThat(
            refusal(
                () ->
                    factory.imagine(
                        asker(SampleRequests.ANNA),
                        with("descent", "guidance", "7"),
                        SentPictures.of(Optional.empty()))))
        .isEqualTo("--guidance is not an option of the model descent; it has --steps.");
    assertThat(
            refusal(
                () ->
                    factory.imagine(
                        asker(SampleRequests.ANNA),
                        with("descent", "steps", "501"),
                        SentPictures.of(Optional.empty()))))
        .isEqualTo("--steps 501 is not allowed; give a whole number from 5 to 500.");
  }

  private static Imagine with(String model, String option, String value) {
    return new Imagine(
        "a cat",
        new ImagineOptions(
            OptionalLong.empty(),
            OptionalInt.empty(),
            Optional.of(model),
            Map.of(option, value),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void drawn_seeds_are_short_enough_to_type_and_differ() throws ImpossibleException {
    Set<Long> seeds = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Imagine command = new Imagine("a cat", ImagineOptions.NONE);
      seeds.add(
          draw(jobFactory
                  .imagine(asker(SampleRequests.ANNA), command, SentPictures.of(Optional.empty()))
                  .job())
              .seed());
    }

    assertThat(seeds).hasSizeGreaterThan(95).allMatch(seed -> seed >= 0 && seed < 1L << 32);
  }

  @Test
  void a_variation_names_its_original_and_takes_a_new_seed() throws Exception {
    ImageJob source = drawn(3);

    NewJob order =
        jobFactory.vary(asker(SampleRequests.BEN), new OnJob(CommandSpec.VARY, source.id(), 2));

    assertThat(draw(order.job()).beginFrom()).isEqualTo(new BeginFrom.Variation(source.id(), 2));
    assertThat(draw(order.job()).prompt()).isEqualTo("a red apple");
    assertThat(draw(order.job()).options()).isEqualTo(draw(source).options());
    assertThat(draw(order.job()).seed()).isNotEqualTo(draw(source).seed());
    assertThat(order.job().requester().userId()).isEqualTo("ben");
    assertThat(order.prompt()).isEqualTo("a red apple");
  }

  @Test
  void an_upscale_names_its_source_and_is_moderated_by_the_sources_prompt() throws Exception {
    ImageJob source = drawn(3);

    NewJob order =
        jobFactory.upscale(
            asker(SampleRequests.ANNA), new OnJob(CommandSpec.UPSCALE, source.id(), 3));

    assertThat(order.job().task()).isEqualTo(new ImageTask.Upscale(source.id(), 3));
    assertThat(order.prompt()).isEqualTo("a red apple");
  }

  @Test
  void a_sticker_names_its_source_and_is_made_of_drawn_pictures_alone() throws Exception {
    ImageJob source = drawn(3);
    OnJob command = new OnJob(CommandSpec.STICKER, source.id(), 3);

    NewJob order = jobFactory.sticker(asker(SampleRequests.ANNA), command);

    assertThat(order.job().task()).isEqualTo(new ImageTask.Sticker(source.id(), 3));
    assertThat(order.prompt()).isEqualTo("a red apple");
    queue.submit(order.job());
    Picture cut = new Picture(1, 0, 0.5f, false);
    finish(new JobOutcome.Done(List.of(cut), 1, "bundled", "0123abcd", Duration.ofSeconds(2)));
    OnJob onSticker = new OnJob(CommandSpec.STICKER, order.job().id(), 1);
    assertThat(refusal(() -> jobFactory.sticker(asker(SampleRequests.ANNA), onSticker)))
        .contains("was made of a picture");
  }

  @Test
  void again_is_the_same_with_a_new_seed_even_for_a_job_that_waits() throws Exception {
    ImageJob source = submitted();

    ImageTask.Draw again =
        draw(
            jobFactory
                .again(asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, source.id()))
                .job());

    assertThat(again.prompt()).isEqualTo("a red apple");
    assertThat(again.imageCount()).isEqualTo(draw(source).imageCount());
    assertThat(again.seed()).isNotEqualTo(draw(source).seed());
  }

  @Test
  void again_of_a_variation_is_like_the_same_original() throws Exception {
    NewJob variation =
        jobFactory.vary(asker(SampleRequests.ANNA), new OnJob(CommandSpec.VARY, drawn(3).id(), 1));
    queue.submit(variation.job());

    NewJob again =
        jobFactory.again(
            asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, variation.job().id()));

    assertThat(draw(again.job()).beginFrom()).isEqualTo(draw(variation.job()).beginFrom());
  }

  @Test
  void another_prompt_for_a_variation_begins_from_noise_alone() throws Exception {
    NewJob variation =
        jobFactory.vary(asker(SampleRequests.ANNA), new OnJob(CommandSpec.VARY, drawn(3).id(), 1));
    queue.submit(variation.job());

    NewJob reworded =
        jobFactory.reword(asker(SampleRequests.ANNA), new Reword(variation.job().id(), "a dog"));

    assertThat(draw(reworded.job()).beginFrom()).isEqualTo(BeginFrom.NOTHING);
  }

  @Test
  void an_original_that_is_no_longer_kept_is_named_before_anything_waits_for_it() throws Exception {
    ImageJob source = drawn(3);
    NewJob variation =
        jobFactory.vary(asker(SampleRequests.ANNA), new OnJob(CommandSpec.VARY, source.id(), 2));
    queue.submit(variation.job());
    images.delete(source.id(), ImageStore.state(2));
    String sentence = "Picture 2 of job " + source.id() + " is no longer kept";

    assertImpossible(sentence, new OnJob(CommandSpec.VARY, source.id(), 2));
    assertThat(
            refusal(
                () ->
                    jobFactory.again(
                        asker(SampleRequests.ANNA),
                        new OnJob(CommandSpec.AGAIN, variation.job().id()))))
        .contains(sentence)
        .contains("seed");
    assertThatCode(
            () ->
                jobFactory.vary(
                    asker(SampleRequests.ANNA), new OnJob(CommandSpec.VARY, source.id(), 1)))
        .doesNotThrowAnyException();
  }

  @Test
  void a_source_that_cannot_serve_is_named_in_a_sentence() throws Exception {
    ImageJob waiting = submitted();
    assertImpossible("There is no job nowhere0000", new OnJob(CommandSpec.VARY, "nowhere0000", 1));
    assertImpossible(
        "Job " + waiting.id() + " has no pictures yet",
        new OnJob(CommandSpec.VARY, waiting.id(), 1));
    queue.cancel(waiting.id());
    assertImpossible("ended without pictures", new OnJob(CommandSpec.VARY, waiting.id(), 1));

    ImageJob three = drawn(3);
    assertImpossible(
        "has 3 pictures, so there is no picture 4", new OnJob(CommandSpec.VARY, three.id(), 4));

    ImageJob large =
        jobFactory
            .upscale(asker(SampleRequests.ANNA), new OnJob(CommandSpec.UPSCALE, three.id(), 1))
            .job();
    queue.submit(large);
    Picture enlarged = new Picture(1, 0, 0.5f, false);
    finish(new JobOutcome.Done(List.of(enlarged), 1, "bundled", "0123abcd", Duration.ofSeconds(2)));
    assertImpossible("cannot be varied", new OnJob(CommandSpec.VARY, large.id(), 1));
    assertThat(
            refusal(
                () ->
                    jobFactory.upscale(
                        asker(SampleRequests.ANNA), new OnJob(CommandSpec.UPSCALE, large.id(), 1))))
        .contains("is enlarged already");
    assertThat(
            refusal(
                () ->
                    jobFactory.again(
                        asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, large.id()))))
        .contains("nothing to draw again");
  }

  @Test
  void a_model_that_is_gone_is_named_in_a_sentence() throws ImpossibleException {
    ImageJob source = drawn(1);
    JobFactory later = maker(new ModelMenu(List.of(SampleCommands.MEGA), SampleCommands.MEGA));

    assertThat(
            refusal(
                () ->
                    later.again(
                        asker(SampleRequests.ANNA), new OnJob(CommandSpec.AGAIN, source.id()))))
        .contains("the model bundled, which is no longer here");
  }

  private void assertImpossible(String sentence, OnJob command) {
    assertThat(refusal(() -> jobFactory.vary(asker(SampleRequests.ANNA), command)))
        .contains(sentence);
  }

  private ImageJob submitted() throws ImpossibleException {
    ImagineOptions options = ImagineOptions.NONE;
    ImageJob job =
        jobFactory
            .imagine(
                asker(SampleRequests.ANNA),
                new Imagine("a red apple", options),
                SentPictures.of(Optional.empty()))
            .job();
    queue.submit(job);
    return job;
  }

  private ImageJob drawn(int pictures) throws ImpossibleException {
    ImageJob job = submitted();
    finish(SampleRequests.done(pictures));
    for (int number = 1; number <= pictures; number++) {
      images.put(job.id(), ImageStore.state(number), new byte[] {1});
      images.put(job.id(), ImageStore.picture(number), new byte[] {1});
    }
    return job;
  }

  private void finish(JobOutcome outcome) {
    queue
        .claim("worker", List.of("bundled"), 9, Duration.ZERO)
        .forEach(claimed -> queue.complete(claimed, outcome));
  }

  private static ImageTask.Draw draw(ImageJob job) {
    return (ImageTask.Draw) job.task();
  }

  /** Why it cannot be done, as the person reads it. */
  private static String refusal(ThrowingCallable command) {
    return catchThrowableOfType(ImpossibleException.class, command)
        .text(SampleCommands.MESSAGES, "en");
  }
}
