package org.vitrail.bot.core.imagesafety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.Button;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.community.Act;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.messaging.FakeMessenger;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;
import org.vitrail.bot.core.messaging.JobMessageMaker;
import org.vitrail.bot.core.messaging.Messenger;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see of judged pictures, through the real bot service, queue and image store. */
class ImageSafetyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANN = new Person("chat", "ann", "Ann", "en");
  private static final Person BEN = new Person("chat", "ben", "Ben", "de");
  private static final Map<String, Float> FINE = Map.of("nudity", 0.01f, "gore", 0.02f);
  private static final Map<String, Float> DOUBTFUL = Map.of("nudity", 0.6f, "gore", 0.02f);
  private static final Map<String, Float> BAD = Map.of("nudity", 0.01f, "gore", 0.95f);

  private static final Messenger CHAT = new FakeMessenger();

  private TestInstance instance;
  private WorkerDriver worker;
  private int requests;

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void where_it_is_off_everything_is_shown() {
    JobCard card = drawn(SafetyLevel.OFF, 2, Map.of(1, BAD, 2, DOUBTFUL));
    JobMessage jobMessage = jobMessage(card);

    assertThat(jobMessage.picture().orElseThrow().isSpoiler()).isFalse();
    assertThat(jobMessage.picture().orElseThrow().bytes()).isEqualTo(stored(card, "grid.png"));
    assertThat(jobMessage.words().lines()).hasSize(1);
    assertThat(numbers(jobMessage, ButtonAction.UPSCALE)).containsExactly(1, 2);
  }

  @Test
  void one_doubtful_picture_makes_the_whole_message_a_spoiler_that_says_why() {
    JobCard card = drawn(SafetyLevel.ON, 4, Map.of(1, FINE, 2, FINE, 3, DOUBTFUL, 4, FINE));
    JobMessage jobMessage = jobMessage(card);

    assertThat(jobMessage.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(jobMessage.picture().orElseThrow().bytes()).isEqualTo(stored(card, "grid.png"));
    assertThat(jobMessage.words().lines().get(1))
        .isEqualTo("Hidden until you look. Suspected: nudity.");
    assertThat(numbers(jobMessage, ButtonAction.UPSCALE)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_picture_kept_back_is_covered_and_nothing_can_be_made_of_it() {
    JobCard card = drawn(SafetyLevel.ON, 4, Map.of(1, FINE, 2, BAD, 3, FINE, 4, FINE));
    JobMessage jobMessage = jobMessage(card);

    assertThat(jobMessage.picture().orElseThrow().isSpoiler()).isFalse();
    assertThat(jobMessage.picture().orElseThrow().bytes()).isNotEqualTo(stored(card, "grid.png"));
    assertThat(jobMessage.words().lines().get(1))
        .isEqualTo("One picture is covered. Suspected: gore.");
    assertThat(numbers(jobMessage, ButtonAction.UPSCALE)).containsExactly(1, 3, 4);
    assertThat(numbers(jobMessage, ButtonAction.VARY)).containsExactly(1, 3, 4);
    assertThat(visiblePictures(card).picture(2)).isEmpty();
    assertThat(visiblePictures(card).picture(1)).contains(stored(card, "1.png"));
    for (String command : List.of("/upscale ", "/vary ")) {
      assertThat(refusal(BEN, command + card.id() + " 2"))
          .isEqualTo(
              "Bild 2 des Auftrags "
                  + card.id()
                  + " wird hier zurückgehalten, also lässt sich nichts daraus machen. Verdacht:"
                  + " blutige Inhalte.");
      assertThat(handle(BEN, command + card.id() + " 1", "chat:1"))
          .isInstanceOf(Reply.Accepted.class);
    }
  }

  @Test
  void when_all_are_kept_back_there_are_words_and_no_picture() {
    JobCard card = drawn(SafetyLevel.ON, 2, Map.of(1, BAD, 2, Map.of("sexual", 0.9f)));
    JobMessage jobMessage = jobMessage(card);

    assertThat(jobMessage.picture()).isEmpty();
    assertThat(jobMessage.withdrawsPicture()).isTrue();
    assertThat(jobMessage.words().lines().get(1))
        .isEqualTo(
            "No picture is shown here. Suspected: gore, sexual content. Try other words, or draw"
                + " once more.");
    assertThat(jobMessage.buttons().stream().flatMap(List::stream))
        .extracting(it -> it.button().action())
        .containsExactly(ButtonAction.AGAIN, ButtonAction.DELETE);
    assertThat(visiblePictures(card).grid()).isEmpty();
    assertThat(refusal(ANN, "/show " + card.id())).startsWith("No picture is shown here.");
  }

  @Test
  void where_it_is_strict_all_is_hidden_and_what_is_doubtful_kept_back() {
    JobCard card = drawn(SafetyLevel.STRICT, 2, Map.of(1, FINE, 2, DOUBTFUL));
    JobMessage jobMessage = jobMessage(card);

    assertThat(jobMessage.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(jobMessage.words().lines().subList(1, 3))
        .containsExactly(
            "One picture is covered. Suspected: nudity.",
            "Hidden until you look, as all pictures are here.");
    assertThat(visiblePictures(card).picture(2)).isEmpty();
  }

  @Test
  void where_it_is_strict_pictures_that_nobody_judged_are_shown_only_of_a_harmless_model() {
    assertThat(
            jobMessage(drawn(SafetyLevel.STRICT, 1, Map.of())).picture().orElseThrow().isSpoiler())
        .isFalse();
    instance.close();

    ModelMenu.Item unknown =
        new ModelMenu.Item("bundled", "Unknown", "Anything.", SampleCommands.OPTIONS, 9, false);
    open(SampleRequests.careful(SafetyLevel.STRICT, new ModelMenu(List.of(unknown), unknown)));
    JobMessage jobMessage = jobMessage(drawn(1, Map.of()));

    assertThat(jobMessage.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(jobMessage.words().lines().get(1)).startsWith("Hidden until you look, as all");
  }

  @Test
  void previews_and_films_that_show_what_is_kept_back_are_not_shown() {
    open(SampleRequests.careful(SafetyLevel.ON));
    Reply reply = handle(ANN, "a red apple --count 2 --video", "chat:1");
    String id = ((Reply.Accepted) reply).job().id();
    ClaimedJob job = worker.take();
    judgePreview(id, FINE);
    worker.draw(job, 32, 1);
    JobCard running = instance.botService().jobs().cardNow(id).orElseThrow();
    assertThat(visiblePictures(running).preview()).isPresent();

    judgePreview(id, DOUBTFUL);
    assertThat(visiblePictures(running).preview()).isEmpty();

    worker.finish(job, Map.of(1, FINE, 2, FINE));
    JobCard done = instance.botService().jobs().cardNow(id).orElseThrow();
    assertThat(visiblePictures(done).grid()).isPresent();
    assertThat(visiblePictures(done).film()).isEmpty();
    assertThat(jobMessage(done).film()).isEmpty();
    assertThat(refusal(ANN, "/film " + id)).contains("no film");
    judgePreview(id, FINE);
    assertThat(visiblePictures(done).film()).isPresent();
  }

  private void judgePreview(String jobId, Map<String, Float> concerns) {
    instance.images().put(jobId, ImageStore.PREVIEW_CONCERNS, Concerns.bytes(concerns));
  }

  @Test
  void a_film_is_hidden_with_its_pictures() {
    open(SampleRequests.careful(SafetyLevel.ON));
    handle(ANN, "a red apple --count 2 --video", "chat:1");
    ClaimedJob hidden = worker.take();
    worker.finish(hidden, Map.of(1, FINE, 2, DOUBTFUL));
    handle(ANN, "a red apple --count 2 --video", "chat:1");
    ClaimedJob keptBack = worker.take();
    worker.finish(keptBack, Map.of(1, FINE, 2, BAD));

    JobCard doubtful = instance.botService().jobs().cardNow(hidden.job().id()).orElseThrow();
    JobCard bad = instance.botService().jobs().cardNow(keptBack.job().id()).orElseThrow();

    assertThat(jobMessage(doubtful).film().orElseThrow().isSpoiler()).isTrue();
    assertThat(jobMessage(bad).film()).isEmpty();
    assertThat(visiblePictures(bad).film()).isEmpty();
  }

  @Test
  void previews_are_shown_unless_it_is_strict() {
    for (SafetyLevel level : SafetyLevel.values()) {
      open(SampleRequests.careful(level));
      String id = ((Reply.Accepted) handle(ANN, "a red apple", "chat:1")).job().id();
      ClaimedJob job = worker.take();
      worker.draw(job, 30, 1);
      JobCard card = instance.botService().jobs().cardNow(id).orElseThrow();

      assertThat(visiblePictures(card).preview().isPresent())
          .isEqualTo(level != SafetyLevel.STRICT);
      assertThat(jobMessage(card).picture().isPresent()).isEqualTo(level != SafetyLevel.STRICT);
      worker.finish(job);
      instance.close();
    }
  }

  @Test
  void before_a_job_is_done_its_pictures_do_not_leave_though_they_are_there() {
    open(SampleRequests.careful(SafetyLevel.OFF));
    String id = ((Reply.Accepted) handle(ANN, "a red apple --count 1", "chat:1")).job().id();
    instance.images().put(id, "1.png", new byte[] {1});
    instance.images().put(id, "grid.png", new byte[] {1});
    JobCard card = instance.botService().jobs().cardNow(id).orElseThrow();

    assertThat(visiblePictures(card).picture(1)).isEmpty();
    assertThat(visiblePictures(card).grid()).isEmpty();
  }

  @Test
  void a_larger_copy_is_hidden_like_its_source_although_nobody_judged_it() {
    JobCard card = drawn(SafetyLevel.ON, 2, Map.of(1, DOUBTFUL, 2, FINE));
    JobCard first = enlarged(card, 1);
    JobCard second = enlarged(card, 2);

    assertThat(jobMessage(first).picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(jobMessage(first).words().lines().get(1)).contains("nudity");
    assertThat(jobMessage(second).picture().orElseThrow().isSpoiler()).isFalse();
  }

  @Test
  void a_picture_is_carried_neither_out_of_a_careful_community_nor_into_one() {
    instance = new TestInstance(REDIS.url(), SampleRequests.generous());
    worker = instance.worker().ready();
    JobCard here = drawn(1, Map.of(1, DOUBTFUL), "calm");
    JobCard there = drawn(1, Map.of(1, DOUBTFUL), "wild");
    CommunitySettingsStore book = new CommunitySettingsStore(instance.redis(), new HurriedTime());
    book.apply(
        new Act("calm", "discord:1", "/safe", "safe", "")
            .with(CommunitySettings.settingField(CommunitySetting.SAFE), Optional.of("strict")));
    PictureGate gate =
        new PictureGate(
            instance.images(),
            new CommunitySafety(book, SampleRequests.CONCEPTS, SafetyLevel.OFF, new HurriedTime()),
            SampleCommands.MODELS);
    JobMessageMaker jobMessages =
        new JobMessageMaker(
            SampleCommands.MESSAGES,
            gate,
            new SafetyFormatter(SampleRequests.CONCEPTS, SampleCommands.MESSAGES));

    assertThat(gate.visiblePictures(here, "wild").picture(1)).isEmpty();
    assertThat(gate.visiblePictures(there, "calm").picture(1)).isEmpty();
    assertThat(gate.visiblePictures(there).picture(1)).isPresent();
    assertThat(jobMessages.at("calm", there, Set.of()).picture()).isEmpty();
    assertThat(jobMessages.at("wild", there, Set.of()).picture()).isPresent();
  }

  @Test
  void about_says_whose_pictures_are_judged() {
    open(SampleRequests.generous());

    assertThat(((Reply.Said) type(instance.botService(), ANN, "/about")).text())
        .contains("Pictures of mega are judged before they are shown")
        .endsWith("so that nobody has to judge their pictures: bundled.");
  }

  private void open(InstanceRules rules) {
    instance = new TestInstance(REDIS.url(), rules);
    worker = instance.worker().ready();
  }

  private JobCard drawn(SafetyLevel level, int count, Map<Integer, Map<String, Float>> concerns) {
    open(SampleRequests.careful(level));
    return drawn(count, concerns);
  }

  private JobCard drawn(int count, Map<Integer, Map<String, Float>> concerns) {
    return drawn(count, concerns, "chat:1");
  }

  private JobCard drawn(int count, Map<Integer, Map<String, Float>> concerns, String community) {
    Reply reply = handle(ANN, "a red apple --count " + count, community);
    worker.finish(worker.take(), concerns);
    return instance.botService().jobs().cardNow(((Reply.Accepted) reply).job().id()).orElseThrow();
  }

  private JobCard enlarged(JobCard card, int number) {
    Reply reply = handle(ANN, "/upscale " + card.id() + " " + number, "chat:1");
    worker.finish(worker.take());
    return instance.botService().jobs().cardNow(((Reply.Accepted) reply).job().id()).orElseThrow();
  }

  private Reply handle(Person who, String text, String community) {
    Origin origin =
        new Origin("r" + requests++, community, "", Standing.MEMBER, Map.of("chat", community));
    return type(instance.botService(), who, text, Optional.of(origin));
  }

  private String refusal(Person who, String text) {
    return ((Reply.Refused) handle(who, text, "chat:1")).text();
  }

  private VisiblePictures visiblePictures(JobCard card) {
    return instance.botService().gallery().visiblePictures(card);
  }

  private JobMessage jobMessage(JobCard card) {
    return instance.botService().chats().jobMessage(card, CHAT, card.venue().community());
  }

  private byte[] stored(JobCard card, String name) {
    return instance.images().get(card.id(), name).orElseThrow();
  }

  private static List<Integer> numbers(JobMessage jobMessage, ButtonAction action) {
    return jobMessage.buttons().stream()
        .flatMap(List::stream)
        .map(LabelledButton::button)
        .filter(it -> it.action() == action)
        .map(Button::picture)
        .toList();
  }
}
