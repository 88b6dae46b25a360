package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.PictureCard;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Done;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.Enlargement;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.ServedOption;
import org.vitrail.inference.protocol.ServedOption.Choice;
import org.vitrail.inference.protocol.ServedOption.Range;
import org.vitrail.inference.protocol.Stage;

/** What workers say that their models can do is what people are shown, and what is taken. */
class AnnouncedModelsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Range GUIDANCE = new Range("guidance", 10, 0, 20, false);
  private static final Range STEPS = new Range("steps", 50, 5, 500, true);

  private static final Choice PACE = new Choice("pace", "slow", List.of("fast", "slow", "crawl"));

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
            menu -> menu.pulling(ModelCatalogue.load(null).upscalers()),
            time);
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void the_catalogue_holds_until_a_worker_has_loaded_the_model() {
    assertThat(said("/models")).contains("--guidance 0–50").doesNotContain("picture", "vary");

    announce("w", new ServedModel("bundled", State.UNLOADED, Set.of(), List.of()));

    assertThat(said("/models")).contains("--guidance 0–50").doesNotContain("picture", "vary");
    assertThat(say("a cat --guidance 50")).isInstanceOf(Accepted.class);
  }

  @Test
  void what_a_worker_announces_is_in_every_list() {
    announce("w", model("bundled", Set.of("VARY", "LATER"), GUIDANCE, STEPS));

    assertThat(said("/models"))
        .contains("--guidance 0–20 · --steps 5–500 · takes no picture · can vary")
        .doesNotContain("--top-k");
    assertThat(said("/help imagine"))
        .contains("--guidance X", "a number from 0 to 20", "--steps N", "from 5 to 500")
        .doesNotContain("--top-k");
    assertThat(proposed("a cat --gui"))
        .singleElement()
        .satisfies(it -> assertThat(it.description()).endsWith("a number from 0 to 20"));
    assertThat(proposed("a cat --st")).extracting(Completion::label).contains("--steps N");
    assertThat(proposed("a cat --top-k")).isEmpty();
  }

  @Test
  void a_model_tells_what_it_reads_and_whoever_writes_otherwise_is_told_with_their_pictures() {
    announce(
        "w",
        new ServedModel(
            "bundled",
            State.LOADED,
            Set.of("KEEP", "INIT_IMAGE", "ASPECT"),
            List.of(GUIDANCE),
            List.of(),
            new ServedModel.Limits(
                Optional.of(new ServedModel.Cells(16, 16)), OptionalLong.empty()),
            List.of("ru")));

    assertThat(said("/models")).contains("reads Russian");
    JobCard foreign = ((Accepted) say("a red apple")).job();
    assertThat(foreign.status().hint())
        .isEqualTo("This model reads Russian; words in another script say little to it.");
    assertThat(botService.chats().jobMessage(foreign, new FakeMessenger(), "place").words().lines())
        .contains(foreign.status().hint());
    assertThat(((Accepted) say("красное яблоко")).job().status().hint()).isEmpty();
    assertThat(((Accepted) say("красное яблоко --ar 16:9")).job().status().hint())
        .isEqualTo("16:9 is rounded to 7:4 here: each picture has 28 × 16 whole pieces.");
    assertThat(((Accepted) say("яблоко --ar 2:1")).job().status().hint()).isEmpty();
    assertThat(refused("яблоко --keep up 16")).contains("bundled have 16 × 16 cells");
  }

  @Test
  void what_is_not_announced_is_refused_with_what_is() {
    announce("w", model("bundled", Set.of(), GUIDANCE, STEPS));

    assertThat(refused("a cat --guidance 21"))
        .isEqualTo("--guidance 21 is not allowed; give a number from 0 to 20.");
    assertThat(refused("a cat --steps 2.5"))
        .isEqualTo("--steps 2.5 is not allowed; give a whole number from 5 to 500.");
    assertThat(refused("a cat --top-k 5"))
        .isEqualTo("--top-k is not an option of the model bundled; it has --guidance, --steps.");
    assertThat(queue.depth("bundled")).isZero();

    assertThat(say("a cat --steps 20")).isInstanceOf(Accepted.class);
    ImageTask.Draw draw = claim().job().task().asDraw().orElseThrow();
    assertThat(draw.options()).isEqualTo(Map.of("guidance", "3.0", "steps", "20"));
  }

  @Test
  void an_option_of_names_is_shown_and_taken_as_far_as_all_workers_know_it() {
    announce("one", model("bundled", Set.of("VARY"), GUIDANCE, PACE));
    assertThat(said("/models")).contains("--guidance 0–20 · --pace fast|slow|crawl · takes no");
    assertThat(said("/help imagine")).contains("--pace NAME", "one of fast, slow, crawl");
    assertThat(proposed("a cat --pace ")).extracting(Completion::label).hasSize(3);

    Choice other = new Choice("pace", "crawl", List.of("crawl", "fast", "jump"));
    announce("two", model("bundled", Set.of("VARY"), GUIDANCE, other));

    assertThat(refused("a cat --pace slow"))
        .isEqualTo("--pace slow is not allowed; give one of fast, crawl.");
    assertThat(say("a cat --pace Fast")).isInstanceOf(Accepted.class);
    assertThat(claim().job().task().asDraw().orElseThrow().options()).containsEntry("pace", "fast");

    announce("old", model("bundled", Set.of("VARY"), GUIDANCE));

    assertThat(refused("a cat --pace fast")).startsWith("--pace is not an option. There are");
  }

  @Test
  void of_two_workers_what_both_can_do_holds() {
    announce("one", model("bundled", Set.of("VARY", "INIT_IMAGE"), GUIDANCE, STEPS));
    announce(
        "two",
        model("bundled", Set.of("VARY"), new Range("guidance", 10, 5, 100, false)),
        model("mega", Set.of()));
    announce("three", new ServedModel("bundled", State.BROKEN, Set.of(), List.of()));
    announce("four", new ServedModel("bundled", State.UNLOADED, Set.of(), List.of()));

    assertThat(said("/models"))
        .contains("\n  --guidance 5–20 · takes no picture · can vary\n")
        .endsWith("\n  takes no picture · cannot vary");
    assertThat(say("a cat")).isInstanceOf(Accepted.class);
    assertThat(claim().job().task().asDraw().orElseThrow().options())
        .isEqualTo(Map.of("guidance", "10"));
  }

  @ParameterizedTest
  @CsvSource({
    "en, cannot begin from a picture",
    "de, kann nicht mit einem Bild beginnen",
    "ru, не умеет начинать с картинки",
    "zh, 不能从图片开始"
  })
  void a_picture_for_a_model_that_takes_none_is_refused_before_it_is_fetched(
      String locale, String words) {
    Person who = new Person("web", "anna", "Anna", locale);
    PictureFile never =
        () -> {
          throw new AssertionError("It is not needed.");
        };
    announce("w", model("bundled", Set.of()), model("mega", Set.of()));

    Reply none = type(botService, who, "a cat", Optional.of(never), Optional.empty());
    announce("x", model("mega", Set.of("INIT_IMAGE")));
    announce("w", model("bundled", Set.of()));
    Reply other = type(botService, who, "a cat", Optional.of(never), Optional.empty());

    assertThat(none.text()).contains("Vitrail's own", words).doesNotContain("--model");
    assertThat(other.text()).contains("Vitrail's own", words, "mega", "--model");
    assertThat(queue.depth("bundled")).isZero();
  }

  @Test
  void a_model_that_cannot_vary_is_offered_no_button_for_it_and_is_not_asked_to() {
    announce("w", model("bundled", Set.of(), GUIDANCE));
    JobCard card = ((Accepted) say("a cat --count 2")).job();
    queue.complete(
        claim(),
        new Done(
            List.of(new Picture(1, 0, .3f, false), new Picture(2, 1, .2f, false)),
            2,
            "bundled",
            "hash",
            Duration.ofSeconds(1)));

    JobCard done = botService.jobs().cardNow(card.id()).orElseThrow();

    assertThat(done.result().pictures()).extracting(PictureCard::canBeVaried).containsOnly(false);
    assertThat(buttons(done)).contains("U1", "U2").doesNotContain("V1", "V2");
    assertThat(refused("/vary " + card.id() + " 1"))
        .isEqualTo("bundled cannot vary pictures. /again draws the same words once more.");
  }

  @Test
  void a_job_is_ended_early_by_its_person_once_something_of_it_is_there() {
    announce("w", model("bundled", Set.of("END_EARLY"), STEPS));
    JobCard card = ((Accepted) say("a cat --count 2")).job();
    assertThat(refused("/stop"))
        .isEqualTo(
            "Job %1$s has not begun, so there is nothing to keep yet. You can withdraw it with /cancel %1$s."
                .formatted(card.id()));
    ClaimedJob claimed = claim();
    assertThat(buttons(botService.jobs().cardNow(card.id()).orElseThrow()))
        .containsExactly("Cancel");

    queue.progress(card.id(), new Progress(Stage.DRAWING, 3, 50, 0));

    assertThat(buttons(botService.jobs().cardNow(card.id()).orElseThrow()))
        .containsExactly("Stop and keep", "Cancel");
    Person other = new Person("web", "eve", "Eve", "en");
    assertThat(type(botService, other, "/stop " + card.id()).text())
        .isEqualTo(
            "Job %s was started by somebody else, so you cannot stop it.".formatted(card.id()));
    assertThat(queue.stopRequested(List.of(card.id()))).isEmpty();
    assertThat(said("/stop"))
        .isEqualTo("Job %s ends after its current step, with what is there.".formatted(card.id()));
    assertThat(queue.stopRequested(List.of(card.id()))).containsExactly(card.id());

    queue.complete(claimed, SampleRequests.done(2));
    assertThat(refused("/stop " + card.id())).contains("is over already");
  }

  @Test
  void a_job_whose_half_drawn_pictures_are_none_is_not_ended_early() {
    announce("w", model("bundled", Set.of("VARY"), STEPS));
    JobCard card = ((Accepted) say("a cat --count 2")).job();
    claim();
    queue.progress(card.id(), new Progress(Stage.DRAWING, 3, 50, 0));

    assertThat(refused("/stop " + card.id()))
        .contains("cannot be ended early", "/cancel " + card.id());
    assertThat(queue.stopRequested(List.of(card.id()))).isEmpty();
  }

  @Test
  void a_film_is_shown_where_there_is_one_and_half_drawn_pictures_are_shown() {
    announce("w", model("bundled", Set.of("VARY"), STEPS));
    JobCard plain = ((Accepted) say("a cat --count 2")).job();
    queue.complete(claim(), SampleRequests.done(2));
    JobCard filmed = ((Accepted) say("a cat --count 2 --video")).job();
    ClaimedJob claimed = claim();
    assertThat(claimed.job().task().asDraw().orElseThrow().isFilmed()).isTrue();
    byte[] mp4 = {1, 2, 3};
    images.put(filmed.id(), ImageStore.FILM, mp4);
    images.put(filmed.id(), "grid.png", new byte[] {4});
    images.put(plain.id(), "grid.png", new byte[] {4});
    Done done = SampleRequests.done(2);
    queue.complete(
        claimed,
        new Done(
            done.pictures(),
            done.columns(),
            done.modelId(),
            done.modelHash(),
            done.computeTime(),
            Optional.empty(),
            true));

    Reply.Filmed film = (Reply.Filmed) say("/film " + filmed.id());

    assertThat(film.mp4()).isEqualTo(mp4);
    assertThat(film.text()).isEqualTo("How this came into being: a cat");
    assertThat(refused("/film " + plain.id())).contains("no film", "--video");
    assertThat(refused("/film nonsense")).contains("nonsense");
    say("/again " + filmed.id());
    assertThat(claim().job().task().asDraw().orElseThrow().isFilmed()).isTrue();
  }

  @Test
  void a_job_is_not_repeated_with_a_picture_or_a_state_that_its_model_does_not_take_any_more() {
    JobCard card = ((Accepted) say("a cat --count 1")).job();
    queue.complete(claim(), SampleRequests.done(1));
    announce("w", model("bundled", Set.of(), GUIDANCE));

    assertThat(refused("/vary " + card.id() + " 1"))
        .isEqualTo("Vitrail's own cannot vary pictures. /again draws the same words once more.");
  }

  @Test
  void a_factor_that_nobody_has_is_refused_with_those_there_are_and_what_would_bring_it() {
    JobCard card = ((Accepted) say("a cat --count 1")).job();
    queue.complete(claim(), SampleRequests.done(1));
    images.put(card.id(), ImageStore.picture(1), new byte[] {1});
    String upscale = "/upscale " + card.id() + " 1";
    announce("one", enlarging(new Enlargement(4, true), new Enlargement(8, false)));
    announce("two", enlarging(new Enlargement(4, false), new Enlargement(2, false)));

    assertThat(refused(upscale + " 8"))
        .isEqualTo(
            "Nobody here enlarges 8 times. There is ×4. The operator can add it: ./vitrail models"
                + " pull realesrgan-x8");
    assertThat(refused(upscale + " 3")).isEqualTo("Nobody here enlarges 3 times. There is ×4.");
    assertThat(refused(upscale + " --denoise 0.5"))
        .isEqualTo(
            "Nobody here removes noise that way. Leave --denoise out. The operator can add it:"
                + " ./vitrail models pull realesrgan-general-x4v3");
    assertThat(queue.depth("bundled")).isZero();
    assertThat(said("/models")).contains(" · can vary · enlarges ×4");

    assertThat(say(upscale + " x4")).isInstanceOf(Accepted.class);
    assertThat(claim().job().task())
        .isEqualTo(new ImageTask.Upscale(card.id(), 1, OptionalInt.of(4), OptionalDouble.empty()));
    announce("two", enlarging(new Enlargement(4, true)));
    assertThat(say(upscale + " --denoise 0.5")).isInstanceOf(Accepted.class);
    assertThat(claim().job().task())
        .isEqualTo(new ImageTask.Upscale(card.id(), 1, OptionalInt.empty(), OptionalDouble.of(.5)));
    assertThat(botService.jobs().factors("bundled")).containsExactly(4);
  }

  private static ServedModel enlarging(Enlargement... enlargements) {
    return new ServedModel(
        "bundled",
        State.LOADED,
        Set.of("VARY"),
        List.of(GUIDANCE),
        List.of(enlargements),
        ServedModel.Limits.UNKNOWN,
        List.of());
  }

  private List<String> buttons(JobCard card) {
    List<String> labels = new ArrayList<>();
    botService
        .chats()
        .jobMessage(card, new FakeMessenger(), "place")
        .buttons()
        .forEach(row -> row.forEach(button -> labels.add(button.label())));
    return labels;
  }

  private ClaimedJob claim() {
    return queue.claim("w", List.of("bundled"), 9, Duration.ZERO).get(0);
  }

  private static ServedModel model(String id, Set<String> abilities, ServedOption... options) {
    return new ServedModel(id, State.LOADED, abilities, List.of(options));
  }

  /** Until it is heard everywhere. */
  private void announce(String worker, ServedModel... models) {
    queue.announcements().announce(worker, List.of(models), Duration.ofMinutes(5));
    time.skip(Duration.ofSeconds(2));
  }

  private List<Completion> proposed(String typed) {
    return botService.complete(SampleRequests.ANNA, typed, typed.length());
  }

  private String said(String text) {
    return ((Said) say(text)).text();
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
