package org.vitrail.bot.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.Samples;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.TestHouse;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.button.Button;
import org.vitrail.bot.core.button.ButtonAction;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.courier.FakeMessenger;
import org.vitrail.bot.core.courier.Messenger;
import org.vitrail.bot.core.courier.Notice;
import org.vitrail.bot.core.courier.Notice.LabelledButton;
import org.vitrail.bot.core.courier.NoticeMaker;
import org.vitrail.bot.core.place.Act;
import org.vitrail.bot.core.place.Page;
import org.vitrail.bot.core.place.PlaceBook;
import org.vitrail.bot.core.place.PlaceSetting;
import org.vitrail.bot.core.studio.HouseRules;
import org.vitrail.bot.core.studio.Reply;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see of judged pictures, through the real studio, queue and image store. */
class SafetyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANN = new Person("chat", "ann", "Ann", "en");
  private static final Person BEN = new Person("chat", "ben", "Ben", "de");
  private static final Map<String, Float> FINE = Map.of("nudity", 0.01f, "gore", 0.02f);
  private static final Map<String, Float> DOUBTFUL = Map.of("nudity", 0.6f, "gore", 0.02f);
  private static final Map<String, Float> BAD = Map.of("nudity", 0.01f, "gore", 0.95f);

  private static final Messenger CHAT = new FakeMessenger();

  private TestHouse house;
  private WorkerDriver worker;
  private int requests;

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void where_it_is_off_everything_is_shown() {
    JobCard card = drawn(SafetyLevel.OFF, 2, Map.of(1, BAD, 2, DOUBTFUL));
    Notice notice = notice(card);

    assertThat(notice.picture().orElseThrow().isSpoiler()).isFalse();
    assertThat(notice.picture().orElseThrow().bytes()).isEqualTo(stored(card, "grid.png"));
    assertThat(notice.lines()).hasSize(1);
    assertThat(numbers(notice, ButtonAction.UPSCALE)).containsExactly(1, 2);
  }

  @Test
  void one_doubtful_picture_makes_the_whole_message_a_spoiler_that_says_why() {
    JobCard card = drawn(SafetyLevel.ON, 4, Map.of(1, FINE, 2, FINE, 3, DOUBTFUL, 4, FINE));
    Notice notice = notice(card);

    assertThat(notice.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(notice.picture().orElseThrow().bytes()).isEqualTo(stored(card, "grid.png"));
    assertThat(notice.lines().get(1)).isEqualTo("Hidden until you look. Suspected: nudity.");
    assertThat(numbers(notice, ButtonAction.UPSCALE)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void a_picture_kept_back_is_covered_and_nothing_can_be_made_of_it() {
    JobCard card = drawn(SafetyLevel.ON, 4, Map.of(1, FINE, 2, BAD, 3, FINE, 4, FINE));
    Notice notice = notice(card);

    assertThat(notice.picture().orElseThrow().isSpoiler()).isFalse();
    assertThat(notice.picture().orElseThrow().bytes()).isNotEqualTo(stored(card, "grid.png"));
    assertThat(notice.lines().get(1)).isEqualTo("One picture is covered. Suspected: gore.");
    assertThat(numbers(notice, ButtonAction.UPSCALE)).containsExactly(1, 3, 4);
    assertThat(numbers(notice, ButtonAction.VARY)).containsExactly(1, 3, 4);
    assertThat(exhibit(card).picture(2)).isEmpty();
    assertThat(exhibit(card).picture(1)).contains(stored(card, "1.png"));
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
    Notice notice = notice(card);

    assertThat(notice.picture()).isEmpty();
    assertThat(notice.withdrawsPicture()).isTrue();
    assertThat(notice.lines().get(1))
        .isEqualTo(
            "No picture is shown here. Suspected: gore, sexual content. Try other words, or draw"
                + " once more.");
    assertThat(notice.buttons().stream().flatMap(List::stream))
        .extracting(it -> it.button().action())
        .containsExactly(ButtonAction.AGAIN, ButtonAction.DELETE);
    assertThat(exhibit(card).grid()).isEmpty();
    assertThat(refusal(ANN, "/show " + card.id())).startsWith("No picture is shown here.");
  }

  @Test
  void where_it_is_strict_all_is_hidden_and_what_is_doubtful_kept_back() {
    JobCard card = drawn(SafetyLevel.STRICT, 2, Map.of(1, FINE, 2, DOUBTFUL));
    Notice notice = notice(card);

    assertThat(notice.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(notice.lines().subList(1, 3))
        .containsExactly(
            "One picture is covered. Suspected: nudity.",
            "Hidden until you look, as all pictures are here.");
    assertThat(exhibit(card).picture(2)).isEmpty();
  }

  @Test
  void where_it_is_strict_pictures_that_nobody_judged_are_shown_only_of_a_harmless_model() {
    assertThat(notice(drawn(SafetyLevel.STRICT, 1, Map.of())).picture().orElseThrow().isSpoiler())
        .isFalse();
    house.close();

    ModelMenu.Item unknown =
        new ModelMenu.Item("bundled", "Unknown", "Anything.", Samples.SAMPLING, 9, false);
    open(Samples.careful(SafetyLevel.STRICT, new ModelMenu(List.of(unknown), unknown)));
    Notice notice = notice(drawn(1, Map.of()));

    assertThat(notice.picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(notice.lines().get(1)).startsWith("Hidden until you look, as all");
  }

  @Test
  void previews_are_shown_unless_it_is_strict() {
    for (SafetyLevel level : SafetyLevel.values()) {
      open(Samples.careful(level));
      String id = ((Reply.Accepted) handle(ANN, "a red apple", "chat:1")).job().id();
      ClaimedJob job = worker.take();
      worker.draw(job, 30, 1);
      JobCard card = house.studio().cardNow(id).orElseThrow();

      assertThat(exhibit(card).preview().isPresent()).isEqualTo(level != SafetyLevel.STRICT);
      assertThat(notice(card).picture().isPresent()).isEqualTo(level != SafetyLevel.STRICT);
      worker.finish(job);
      house.close();
    }
  }

  @Test
  void before_a_job_is_done_its_pictures_do_not_leave_though_they_are_there() {
    open(Samples.careful(SafetyLevel.OFF));
    String id = ((Reply.Accepted) handle(ANN, "a red apple --count 1", "chat:1")).job().id();
    house.images().put(id, "1.png", new byte[] {1});
    house.images().put(id, "grid.png", new byte[] {1});
    JobCard card = house.studio().cardNow(id).orElseThrow();

    assertThat(exhibit(card).picture(1)).isEmpty();
    assertThat(exhibit(card).grid()).isEmpty();
  }

  @Test
  void a_larger_copy_is_hidden_like_its_source_although_nobody_judged_it() {
    JobCard card = drawn(SafetyLevel.ON, 2, Map.of(1, DOUBTFUL, 2, FINE));
    JobCard first = enlarged(card, 1);
    JobCard second = enlarged(card, 2);

    assertThat(notice(first).picture().orElseThrow().isSpoiler()).isTrue();
    assertThat(notice(first).lines().get(1)).contains("nudity");
    assertThat(notice(second).picture().orElseThrow().isSpoiler()).isFalse();
  }

  @Test
  void a_picture_is_carried_neither_out_of_a_careful_place_nor_into_one() {
    house = new TestHouse(REDIS.url(), Samples.generous());
    worker = house.worker().ready();
    JobCard here = drawn(1, Map.of(1, DOUBTFUL), "calm");
    JobCard there = drawn(1, Map.of(1, DOUBTFUL), "wild");
    PlaceBook book = new PlaceBook(house.redis(), Clock.systemUTC());
    book.apply(
        new Act("calm", "discord:1", "/safe", "safe", "")
            .with(Page.settingField(PlaceSetting.SAFE), Optional.of("strict")));
    PictureGate gate =
        new PictureGate(
            house.images(),
            new PlaceSafety(book, Samples.CONCEPTS, SafetyLevel.OFF, Clock.systemUTC()),
            Samples.MODELS);
    NoticeMaker notices =
        new NoticeMaker(
            Samples.MESSAGES, gate, new SafetyWords(Samples.CONCEPTS, Samples.MESSAGES));

    assertThat(gate.exhibit(here, "wild").picture(1)).isEmpty();
    assertThat(gate.exhibit(there, "calm").picture(1)).isEmpty();
    assertThat(gate.exhibit(there).picture(1)).isPresent();
    assertThat(notices.at("calm", there, Set.of()).picture()).isEmpty();
    assertThat(notices.at("wild", there, Set.of()).picture()).isPresent();
  }

  @Test
  void about_says_whose_pictures_are_judged() {
    open(Samples.generous());

    assertThat(((Reply.Said) house.studio().handle(ANN, "/about")).text())
        .contains("Pictures of mega are judged before they are shown")
        .endsWith("so that nobody has to judge their pictures: bundled.");
  }

  private void open(HouseRules rules) {
    house = new TestHouse(REDIS.url(), rules);
    worker = house.worker().ready();
  }

  private JobCard drawn(SafetyLevel level, int count, Map<Integer, Map<String, Float>> concerns) {
    open(Samples.careful(level));
    return drawn(count, concerns);
  }

  private JobCard drawn(int count, Map<Integer, Map<String, Float>> concerns) {
    return drawn(count, concerns, "chat:1");
  }

  private JobCard drawn(int count, Map<Integer, Map<String, Float>> concerns, String place) {
    Reply reply = handle(ANN, "a red apple --count " + count, place);
    worker.finish(worker.take(), concerns);
    return house.studio().cardNow(((Reply.Accepted) reply).job().id()).orElseThrow();
  }

  private JobCard enlarged(JobCard card, int number) {
    Reply reply = handle(ANN, "/upscale " + card.id() + " " + number, "chat:1");
    worker.finish(worker.take());
    return house.studio().cardNow(((Reply.Accepted) reply).job().id()).orElseThrow();
  }

  private Reply handle(Person who, String text, String place) {
    Origin origin = new Origin("r" + requests++, place, "", Standing.MEMBER, Map.of("chat", place));
    return house.studio().handle(who, text, Optional.of(origin));
  }

  private String refusal(Person who, String text) {
    return ((Reply.Refused) handle(who, text, "chat:1")).text();
  }

  private Exhibit exhibit(JobCard card) {
    return house.studio().gallery().exhibit(card);
  }

  private Notice notice(JobCard card) {
    return house.studio().notice(card, CHAT, card.venue().place());
  }

  private byte[] stored(JobCard card, String name) {
    return house.images().get(card.id(), name).orElseThrow();
  }

  private static List<Integer> numbers(Notice notice, ButtonAction action) {
    return notice.buttons().stream()
        .flatMap(List::stream)
        .map(LabelledButton::button)
        .filter(it -> it.action() == action)
        .map(Button::picture)
        .toList();
  }
}
