package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;
import redis.clients.jedis.UnifiedJedis;

class MessageUpdaterTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration MORE_THAN_A_DAY = Duration.ofDays(1).plusMinutes(1);
  private static final SendResult BROKEN_LINE = new SendResult.Failed("the line broke", true);

  private final FakeMessenger chat = new FakeMessenger();
  private JobQueue queue;
  private ImageStore images;
  private BotService botService;
  private MessageUpdater messageUpdater;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    start();
  }

  @AfterEach
  void close() {
    messageUpdater.close();
    botService.close();
  }

  private void start() {
    start(new HurriedTime());
  }

  private void start(TimeSource time) {
    start(REDIS.client(), time);
  }

  private void start(UnifiedJedis redis, TimeSource time) {
    botService =
        new BotService(
            redis, queue, images, SampleRequests.generous(), SampleCommands.MESSAGES, time);
    messageUpdater = messageUpdater(time);
  }

  private MessageUpdater messageUpdater(TimeSource time) {
    return botService.chats().messageUpdater(chat, new Pacer(Pacer.Budget.ANY, time::nanoTime));
  }

  /** Moves the time on by as much as lies between two looks at a job, until something is so. */
  private static void moveUntil(HandMovedTime time, Callable<Boolean> isSo) {
    await()
        .until(
            () -> {
              boolean now = isSo.call();
              if (!now) {
                time.advance(Duration.ofMillis(200));
              }
              return now;
            });
  }

  /** As if everything so far had been done at one moment: nothing happens by itself any more. */
  private HandMovedTime startStandingStill() {
    return startStandingStill(REDIS.client());
  }

  private HandMovedTime startStandingStill(UnifiedJedis redis) {
    close();
    HandMovedTime time = new HandMovedTime();
    start(redis, time);
    return time;
  }

  @Test
  void one_message_goes_from_waiting_over_progress_to_the_grid() {
    String id = ask("r1");
    await().until(() -> chat.messages().size() == 1);
    ClaimedJob job = claim();
    queue.progress(id, new Progress(Stage.DRAWING, 30, 64, 0));
    await().until(() -> newest().words().lines().get(0).startsWith("▰▰▰▱▱▱▱▱▱▱ 33 %"));
    finish(job);

    await().until(() -> newest().isLast());

    assertThat(chat.messages()).hasSize(1);
    JobMessage last = newest();
    assertThat(last.words().prompt()).isEqualTo("a red apple");
    assertThat(last.picture()).map(JobMessagePicture::bytes).contains(new byte[] {1, 2, 3});
    assertThat(last.words().footer()).contains("job " + id).contains("bundled");
    assertThat(last.buttons().get(0)).hasSize(5);
    assertThat(last.buttons().get(4))
        .extracting(button -> button.button().action())
        .containsExactly(ButtonAction.AGAIN, ButtonAction.COPY, ButtonAction.DELETE);
    await().until(() -> messageUpdater.underWay() == 0);
  }

  @Test
  void the_same_request_twice_is_one_job_and_one_message() {
    String id = ask("r1");

    assertThat(ask("r1")).isEqualTo(id);

    finish(claim());
    await().until(() -> messageUpdater.underWay() == 0);
    assertThat(chat.messages()).hasSize(1);
    assertThat(queue.depth("bundled")).isZero();
  }

  /** One that waits, does so for an hour. */
  @Tag("slow")
  @Timeout(120)
  @Test
  void closing_does_not_wait_for_what_is_due_later() {
    HandMovedTime time = startStandingStill();
    for (int round = 0; round < 10; round++) {
      chat.next(false, new SendResult.Later(Duration.ofMinutes(5), false));
      ask("r" + round);
      await().until(chat::hasNoFaults);
      messageUpdater.close(Duration.ofHours(1));
      messageUpdater = messageUpdater(time);
    }
  }

  @Test
  void a_flood_of_changes_at_one_moment_is_a_single_edit() {
    HandMovedTime time = startStandingStill();
    String id = ask("r1");
    ClaimedJob job = claim();
    for (int done = 1; done <= 200; done++) {
      queue.progress(id, new Progress(Stage.DRAWING, done, 200, 0));
    }
    finish(job);

    moveUntil(time, () -> newest() != null && newest().isLast());

    assertThat(chat.messages().get(0)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void an_adapter_that_dies_before_the_grid_is_replaced_and_the_grid_comes_once() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    messageUpdater.close();
    botService.close();
    finish(claim());

    start();

    await().until(() -> chat.grids() == 1);
    await().until(() -> messageUpdater.underWay() == 0);
    assertThat(chat.messages()).hasSize(1);
  }

  @Test
  void an_upload_whose_answer_was_lost_is_repeated_into_the_same_message() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(true, BROKEN_LINE);
    finish(claim());

    await().until(() -> messageUpdater.underWay() == 0 && chat.grids() >= 1);

    assertThat(chat.messages()).hasSize(1);
  }

  @Test
  void a_message_that_may_have_been_posted_is_looked_for_before_another_is_posted() {
    chat.findsMessages();
    chat.next(true, BROKEN_LINE);
    ask("r1");
    finish(claim());

    await().until(() -> chat.grids() == 1);

    assertThat(chat.messages()).hasSize(1);
  }

  @Test
  void beside_a_message_that_may_be_there_none_is_posted_before_the_pictures() {
    HandMovedTime time = startStandingStill();
    chat.next(true, BROKEN_LINE);
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    ClaimedJob job = claim();
    queue.progress(job.job().id(), new Progress(Stage.DRAWING, 30, 64, 0));
    for (int i = 0; i < 50; i++) {
      time.advance(Duration.ofSeconds(1));
    }
    assertThat(chat.messages()).hasSize(1);

    finish(job);
    moveUntil(time, () -> chat.grids() == 1);

    assertThat(chat.messages()).hasSize(2);
  }

  @Test
  void a_message_that_was_certainly_not_taken_is_posted_again_at_once() {
    chat.next(false, new SendResult.Failed("nobody listens there", false));
    chat.next(false, new SendResult.Later(Duration.ofMillis(10), false));
    ask("r1");

    await().until(() -> chat.messages().size() == 1);
  }

  @Test
  void a_message_that_redis_could_not_be_told_of_at_once_goes_on_and_stays_the_only_one() {
    HandMovedTime time = startStandingStill(REDIS.limited("~*", "&*", "+@all"));
    CountDownLatch goOn = chat.holdNext();
    String id = ask("r1");
    await().until(chat::isHolding);
    REDIS.grant("-hset");
    goOn.countDown();
    await().until(() -> REDIS.hasRefused("hset"));
    REDIS.grant("+hset");

    ClaimedJob job = claim();
    queue.progress(id, new Progress(Stage.DRAWING, 30, 64, 0));
    moveUntil(time, () -> newest().words().lines().get(0).contains("33 %"));
    finish(job);
    moveUntil(time, () -> chat.grids() == 1 && messageUpdater.underWay() == 0);

    assertThat(chat.messages()).hasSize(1);
    assertThat(outbox().find(id).orElseThrow().message()).contains(new PostedMessage("m0", true));
  }

  @Test
  void a_result_that_fails_once_arrives_however_long_ago_it_was_asked_for() {
    HandMovedTime time = startStandingStill();
    String id = ask("r1");
    await().until(() -> chat.messages().size() == 1);
    ClaimedJob job = claim();
    time.advance(MORE_THAN_A_DAY);
    chat.next(false, BROKEN_LINE);
    queue.progress(id, new Progress(Stage.DRAWING, 30, 64, 0));
    moveUntil(time, chat::hasNoFaults);
    chat.next(false, BROKEN_LINE);
    finish(job);

    moveUntil(time, () -> chat.grids() == 1);
  }

  @Test
  void a_result_that_fails_for_a_day_is_given_up_and_leaves_a_dead_letter() {
    HandMovedTime time = startStandingStill();
    String id = ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(false, BROKEN_LINE);
    finish(claim());
    moveUntil(time, chat::hasNoFaults);

    chat.next(false, BROKEN_LINE);
    time.advance(MORE_THAN_A_DAY);
    moveUntil(time, () -> messageUpdater.underWay() == 0);

    assertThat(chat.grids()).isZero();
    assertThat(outbox().deadLetters("web"))
        .extracting(DeadLetter::id, DeadLetter::why)
        .containsExactly(tuple(id, "the line broke"));
  }

  @Test
  void a_failed_upload_is_tried_until_it_is_there() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(false, BROKEN_LINE);
    chat.next(false, BROKEN_LINE);
    finish(claim());

    await().until(() -> chat.grids() == 1);
  }

  @Test
  void an_error_is_tried_again_and_the_grid_comes() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.nextThrows(new OutOfMemoryError("Java heap space"));
    finish(claim());

    await().until(() -> chat.grids() == 1);
    await().until(() -> messageUpdater.underWay() == 0);
  }

  @Test
  void after_three_errors_the_person_is_told_in_words_and_others_get_their_grids() {
    String id = ask("r1");
    await().until(() -> chat.messages().size() == 1);
    for (int i = 0; i < 3; i++) {
      chat.nextThrows(new NoClassDefFoundError("java/awt/Image"));
    }
    finish(claim());

    await().until(() -> newest().isLast() && messageUpdater.underWay() == 0);
    assertThat(newest().words().lines().get(0)).contains("something went wrong", "/show " + id);
    assertThat(newest().picture()).isEmpty();
    assertThat(outbox().deadLetters("web")).extracting(DeadLetter::id).containsExactly(id);

    ask("r2");
    finish(claim());
    await().until(() -> chat.grids() == 1);
  }

  @Tag("slow")
  @Test
  void a_pause_that_the_platform_asks_for_is_kept() {
    HandMovedTime time = startStandingStill();
    String paused = ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(false, new SendResult.Later(Duration.ofMinutes(1), false));
    finish(claim());
    moveUntil(time, chat::hasNoFaults);

    time.advance(Duration.ofSeconds(50));
    ask("r2", "another chat");
    finish(claim());
    moveUntil(time, () -> chat.grids() == 1);
    assertThat(newest().words().footer()).doesNotContain(paused);

    moveUntil(time, () -> chat.grids() == 2);
  }

  @Test
  void a_message_that_is_gone_is_settled_and_never_tried_again() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(false, new SendResult.Gone("the message was deleted"));
    finish(claim());

    await().until(() -> messageUpdater.underWay() == 0);

    assertThat(chat.grids()).isZero();
    assertThat(outbox().abandoned("web", 9)).isEmpty();
  }

  @Test
  void a_message_out_of_reach_goes_on_in_a_new_one() {
    ask("r1");
    await().until(() -> chat.messages().size() == 1);
    chat.next(false, new SendResult.Moved(Map.of("chat", "elsewhere")));
    finish(claim());

    await().until(() -> chat.grids() == 1);

    assertThat(chat.messages()).hasSize(2);
  }

  @Test
  void a_job_that_failed_says_why_and_offers_another_try() {
    ask("r1");
    queue.complete(claim(), new JobOutcome.Failed("error.timeout", "It took too long."));

    await().until(() -> newest() != null && newest().isLast());

    assertThat(newest().words().lines().get(0)).startsWith("It took too long.");
    assertThat(newest().buttons().get(0))
        .extracting(button -> button.button().action())
        .containsExactly(ButtonAction.AGAIN);
  }

  private static Outbox outbox() {
    return new Outbox(REDIS.client(), new HurriedTime(), Duration.ofDays(1));
  }

  private String ask(String request) {
    return ask(request, "c1");
  }

  private String ask(String request, String where) {
    return ChatJobs.ask(botService, messageUpdater, request, where);
  }

  private ClaimedJob claim() {
    return ChatJobs.claim(queue);
  }

  private void finish(ClaimedJob job) {
    ChatJobs.finish(queue, images, job);
  }

  private JobMessage newest() {
    List<List<JobMessage>> messages = chat.messages();
    if (messages.isEmpty()) {
      return null;
    }
    List<JobMessage> last = messages.get(messages.size() - 1);
    return last.get(last.size() - 1);
  }
}
