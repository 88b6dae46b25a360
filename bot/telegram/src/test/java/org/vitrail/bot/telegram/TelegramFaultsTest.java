package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.ManyTokens;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.FakeTopic;
import org.vitrail.bot.testing.telegram.SentMessage;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.bot.testing.telegram.TelegramRecordedRequest;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What Telegram, the network and Redis do to the bot, and what people see of it: one grid. */
@Tag("slow")
class TelegramFaultsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final RetryPauses BRIEF =
      new RetryPauses(Duration.ofMillis(500), Duration.ofSeconds(1));

  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.closed(REDIS.url());
    ann = bot.telegram.user("Ann");
  }

  @AfterEach
  void close() {
    bot.close();
  }

  private static final Map<String, TelegramFault> TROUBLES =
      Map.of(
          "429", TelegramFault.tooManyRequests(1),
          "500", TelegramFault.status(500),
          "502 in HTML", TelegramFault.html(502),
          "503", TelegramFault.status(503),
          "half an answer", TelegramFault.garbled(),
          "a cut", TelegramFault.cut(),
          "a slow line", TelegramFault.slow(Duration.ofSeconds(2)),
          "a late answer", TelegramFault.delayed(Duration.ofSeconds(2)),
          "an answer that got lost", TelegramFault.appliedButUnanswered(),
          "an answer that breaks off", TelegramFault.answerBreaksOff());

  /** What happens to an instance of its own in trouble. */
  @FunctionalInterface
  private interface Story {
    void happens(TelegramTestBot bot, FakeTelegramUser ann, TelegramFault fault);
  }

  /**
   * A story under each trouble, all at once, as they mostly wait; each has its own database of the
   * one Redis.
   */
  private static Stream<DynamicTest> underEachTrouble(Story story) {
    List<DynamicTest> tests = new ArrayList<>();
    TROUBLES.forEach(
        (name, fault) -> {
          String url = REDIS.url() + "/" + (1 + tests.size());
          CompletableFuture<Void> told =
              CompletableFuture.runAsync(
                  () -> {
                    try (TelegramTestBot bot = TelegramTestBot.closed(url)) {
                      story.happens(bot, bot.telegram.user("Ann"), fault);
                    }
                  },
                  task -> new Thread(task, name).start());
          tests.add(
              DynamicTest.dynamicTest(
                  name, () -> assertThat(told).as(name).succeedsWithin(PATIENCE.multipliedBy(3))));
        });
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> an_update_whose_fetching_fails_is_dealt_with_once() {
    return underEachTrouble(
        (bot, ann, fault) -> {
          bot.telegram.faults().next("getUpdates", fault, fault);
          ann.says("a red apple");
          bot.start();

          bot.drawNext();

          grid(ann.chat());
          assertThat(bot.instance.askedFor()).isEqualTo(1);
        });
  }

  @TestFactory
  Stream<DynamicTest> a_first_message_that_fails_leads_to_one_grid() {
    return underEachTrouble(
        (bot, ann, fault) -> {
          bot.telegram.faults().next("sendMessage", fault);
          bot.start();
          ann.says("a red apple");
          bot.drawNext();

          grid(ann.chat());
          assertThat(ann.chat().botMessages().stream().filter(FakeTelegramMessage::hasPhoto))
              .hasSize(1);
        });
  }

  @TestFactory
  Stream<DynamicTest> a_grid_whose_upload_fails_arrives_once() {
    return underEachTrouble(
        (bot, ann, fault) -> {
          bot.telegram.faults().next("editMessageMedia", fault, fault);
          bot.start();
          ann.says("a red apple");
          bot.drawNext();

          grid(ann.chat());
          settled(bot);
          assertThat(ann.chat().botMessages()).hasSize(1);
        });
  }

  @Test
  void a_pause_that_telegram_wants_is_kept() {
    bot.telegram.faults().next("getUpdates", TelegramFault.tooManyRequests(2));
    ann.says("/help");
    bot.start();
    await().until(() -> bot.telegram.recorder().count("getUpdates") >= 2);

    List<TelegramRecordedRequest> polls = bot.telegram.recorder().of("getUpdates");
    assertThat(Duration.between(polls.get(0).at(), polls.get(1).at()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void while_another_process_fetches_updates_this_one_stands_by_and_then_goes_on() {
    bot.telegram.faults().next("getUpdates", TelegramFault.conflict());
    bot.start(BRIEF);
    ann.says("a red apple");

    await().atMost(PATIENCE).until(() -> bot.telegram.recorder().count("sendChatAction") > 0);
    bot.drawNext();

    grid(ann.chat());
    assertThat(bot.telegram.recorder().count("getUpdates")).isLessThan(6);
  }

  @Test
  void an_update_that_comes_twice_makes_one_job() {
    bot.start();
    SentMessage sent = ann.says("a red apple");
    await().until(sent::isAcknowledged);
    bot.telegram.updates().deliverTwice(sent);
    bot.drawNext();

    grid(ann.chat());
    ann.says("/queue");
    ann.chat().awaitMessages(2);
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }

  @Test
  void updates_out_of_order_are_all_dealt_with_once() {
    bot.telegram.updates().hold();
    IntStream.range(0, 6).forEach(i -> ann.says("/show nothing" + i));
    bot.telegram.updates().deliverShuffled(3);
    bot.start();

    List<FakeTelegramMessage> answers = ann.chat().awaitMessages(6);
    assertThat(answers).hasSize(6);
    assertThat(IntStream.range(0, 6))
        .allMatch(
            i -> answers.stream().filter(it -> it.text().contains("nothing" + i)).count() == 1);
  }

  @Test
  void a_picture_that_is_too_large_is_shown_smaller() throws IOException {
    byte[] whole = TestPictures.grid("a red apple", 9, WorkerDriver.TOKENS);
    bot.telegram.takesPhotosOfAtMost(whole.length / 2);
    bot.start();
    ann.says("a red apple");
    bot.drawNext();

    byte[] shown = grid(ann.chat()).file();
    settled(bot);
    assertThat(shown.length).isPositive().isLessThanOrEqualTo(whole.length / 2);
    assertThat(ImageIO.read(new ByteArrayInputStream(shown)).getWidth())
        .isLessThan(ImageIO.read(new ByteArrayInputStream(whole)).getWidth());
    assertThat(bot.telegram.recorder().of("editMessageMedia"))
        .extracting(TelegramRecordedRequest::status)
        .startsWith(400)
        .endsWith(200);
  }

  @Test
  void somebody_who_blocked_the_bot_is_left_alone() {
    bot.start();
    ann.says("a red apple");
    ann.chat().awaitMessage(hasButton("Cancel"));
    ann.blocksTheBot();
    bot.drawNext();

    settled(bot);
    int requests = bot.telegram.recorder().in(ann.chat()).size();
    // Others are served meanwhile, and messages are looked after again.
    FakeTelegramUser bea = bot.telegram.user("Bea");
    bea.says("a blue car");
    bot.drawNext();
    grid(bea.chat());
    settled(bot);
    assertThat(bot.telegram.recorder().in(ann.chat())).hasSize(requests);
  }

  @Test
  void a_chat_that_is_gone_is_left_alone() {
    FakeChat group = bot.telegram.group("Glass");
    bot.start();
    ann.says(group, "/imagine a red apple");
    group.awaitMessage(hasButton("Cancel"));
    group.disappears();
    bot.drawNext();

    settled(bot);
  }

  @Test
  void a_message_that_cannot_be_edited_is_posted_once_more_and_no_oftener() {
    bot.telegram
        .faults()
        .always(
            "editMessageMedia", TelegramFault.refusal(400, "Bad Request: message can't be edited"));
    bot.start();
    ann.says("a red apple");
    bot.drawNext();

    settled(bot);
    assertThat(ann.chat().botMessages()).hasSize(2);
  }

  @Test
  void a_message_that_was_deleted_meanwhile_is_not_posted_again() {
    FakeChat group = bot.telegram.group("Glass");
    bot.start();
    ann.says(group, "/imagine a red apple");
    group.awaitMessage(hasButton("Cancel"));
    bot.telegram
        .faults()
        .next(
            "editMessageMedia",
            TelegramFault.refusal(400, "Bad Request: message to edit not found"));
    bot.drawNext();

    settled(bot);
    assertThat(group.botMessages()).hasSize(1);
  }

  @Test
  void a_group_that_became_a_supergroup_gets_its_grid_there() {
    FakeChat group = bot.telegram.group("Glass");
    bot.start();
    ann.says(group, "/imagine a red apple");
    group.awaitMessage(hasButton("Cancel"));
    FakeChat supergroup = group.isUpgraded();
    bot.drawNext();

    grid(supergroup);
    settled(bot);
  }

  @Test
  void a_job_of_a_topic_that_was_deleted_is_shown_in_the_general_topic() {
    FakeChat forum = bot.telegram.forum("Makers");
    FakeTopic topic = forum.topic("Pictures");
    bot.telegram.faults().next("sendMessage", TelegramFault.delayed(Duration.ofSeconds(1)));
    bot.start();
    ann.says(topic, "/imagine a red apple");
    topic.isDeleted();
    bot.drawNext();

    grid(forum);
    settled(bot);
  }

  @Test
  void an_adapter_that_dies_between_upload_and_acknowledgement_leaves_one_grid() {
    bot.telegram.faults().next("editMessageMedia", TelegramFault.appliedButUnanswered());
    bot.start();
    ann.says("a red apple");
    bot.drawNext();
    ann.chat().awaitMessage(FakeTelegramMessage::hasPhoto);
    bot.stop();
    bot.start();

    settled(bot);
    assertThat(ann.chat().botMessages()).hasSize(1);
    assertThat(grid(ann.chat()).hasPhoto()).isTrue();
  }

  @Test
  void a_line_that_was_left_beside_the_pictures_goes_when_its_button_is_pressed() {
    bot.telegram.faults().next("sendMessage", TelegramFault.appliedButUnanswered());
    bot.start();
    ann.says("a red apple");
    FakeTelegramMessage line = ann.chat().awaitMessage(hasButton("Cancel"));
    bot.drawNext();
    grid(ann.chat());
    settled(bot);
    assertThat(ann.chat().botMessages()).hasSize(2);

    assertThat(ann.clicks(line, "Cancel").answerText()).contains("is over already");

    await().until(() -> ann.chat().botMessages().size() == 1);
    assertThat(ann.chat().botMessages().get(0).hasPhoto()).isTrue();
  }

  @Test
  void a_line_whose_posting_was_not_heard_of_goes_on_when_its_button_is_pressed() {
    bot.telegram.faults().next("sendMessage", TelegramFault.appliedButUnanswered());
    bot.start();
    ann.says("a red apple");
    FakeTelegramMessage line = ann.chat().awaitMessage(hasButton("Cancel"));

    ann.clicks(line, "Cancel");

    settled(bot);
    assertThat(ann.chat().botMessages()).hasSize(1);
    assertThat(ann.chat().botMessages().get(0).text()).contains("Cancelled");
  }

  @Test
  void buttons_of_before_a_restart_still_work() {
    bot.start();
    ann.says("a red apple");
    bot.drawNext();
    FakeTelegramMessage grid = grid(ann.chat());
    settled(bot);
    bot.stop();
    bot.start();
    ann.clicks(grid, "U1");
    bot.drawNext();

    ann.chat().awaitMessage(it -> it.text().contains("Enlarged"));
  }

  @Test
  void a_bot_that_starts_while_telegram_is_down_begins_when_it_is_back() {
    bot.telegram.goesDown();
    bot.start(BRIEF);
    await().until(TelegramFaultsTest::signingInWaits);
    bot.telegram.comesBack();
    ann.says("a red apple");
    await().atMost(PATIENCE).until(() -> bot.telegram.recorder().count("getUpdates") > 0);
    bot.drawNext();

    grid(ann.chat());
  }

  @Test
  void a_wrong_token_is_given_up_at_once() {
    bot.telegram.faults().always("getMe", TelegramFault.unauthorized());
    bot.start(BRIEF);

    // Whoever says so has given up.
    await().until(() -> bot.problem().isPresent());
    assertThat(bot.telegram.recorder().count("getMe")).isEqualTo(1);
    assertThat(bot.telegram.recorder().count("getUpdates")).isZero();
    assertThat(bot.problem()).get().asString().contains("set TELEGRAM_TOKEN");
  }

  @Test
  void much_progress_makes_few_edits_and_breaks_no_limit() {
    bot.close();
    HandMovedTime time = new HandMovedTime();
    bot = TelegramTestBot.closed(REDIS.url(), time);
    bot.telegram.enforceLimits(time::nanoTime);
    ManyTokens tokens = new ManyTokens(bot.instance.botService(), time);
    ann = bot.telegram.user("Ann");
    FakeChat group = bot.telegram.group("Glass");
    bot.start();
    ann.says(group, "/imagine a red apple");
    tokens.draw(bot.worker());

    tokens.moveUntil(() -> isGrid(group.lastBotMessage()));
    assertThat(bot.telegram.recorder().refusedByLimits()).isZero();
    assertThat(group.lastBotMessage().edits()).hasSizeLessThan(tokens.mostEdits());
  }

  /** Whether the bot has tried to sign in, and waits before it tries again. */
  private static boolean signingInWaits() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("telegram-sign-in"))
        .flatMap(thread -> Stream.of(thread.getValue()))
        .anyMatch(at -> at.getMethodName().equals("pause"));
  }

  private static FakeTelegramMessage grid(FakeChat chat) {
    return chat.awaitMessage(PATIENCE, TelegramFaultsTest::isGrid);
  }

  private static boolean isGrid(FakeTelegramMessage message) {
    return message.hasPhoto() && hasButton("U9").test(message);
  }

  /** Nothing is left to be delivered. */
  private static void settled(TelegramTestBot bot) {
    await().atMost(PATIENCE).until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
  }
}
