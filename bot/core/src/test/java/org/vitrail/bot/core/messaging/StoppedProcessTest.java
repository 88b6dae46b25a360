package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.Stage;
import redis.clients.jedis.UnifiedJedis;

/**
 * A process that is stopped in the middle of a call, for longer than it holds what it works on, and
 * goes on when another has finished: its clock stands still meanwhile, as its threads would.
 */
class StoppedProcessTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration LONG = Outbox.LEASE.plusSeconds(10);

  private final FakeMessenger chat = new FakeMessenger();
  private JobQueue queue;
  private ImageStore images;
  private Process stopped;
  private Process other;

  /** One of two that serve the same chat. */
  private final class Process implements AutoCloseable {
    final HandMovedTime time = new HandMovedTime();
    final BotService botService;
    final MessageUpdater messageUpdater;

    Process(UnifiedJedis redis) {
      botService =
          new BotService(
              redis, queue, images, SampleRequests.generous(), SampleCommands.MESSAGES, time);
      messageUpdater =
          botService.chats().messageUpdater(chat, new Pacer(Pacer.Budget.ANY, time::nanoTime));
    }

    @Override
    public void close() {
      messageUpdater.close();
      botService.close();
    }
  }

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    stopped = new Process(REDIS.limited("~*", "&*", "+@all"));
    other = new Process(REDIS.client());
  }

  @AfterEach
  void close() {
    stopped.close();
    other.close();
  }

  @Test
  void old_words_that_are_written_after_the_pictures_do_not_stay() {
    Stopped amidEdit = stopAmidAnEdit();

    other.time.advance(LONG);
    finish(amidEdit.job());
    moveUntil(other, () -> chat.grids() == 1 && other.messageUpdater.underWay() == 0);
    wakeUp(amidEdit.goOn());

    moveUntil(other, () -> chat.grids() == 2);
    assertThat(chat.messages()).hasSize(1);
    assertSettled();
    List<JobMessage> shown = chat.messages().get(0);
    assertThat(shown.get(shown.size() - 2).isLast()).isFalse();
    assertThat(shown.get(shown.size() - 1).isLast()).isTrue();
  }

  @Test
  void old_words_between_the_pictures_and_their_settling_do_not_stay() {
    Stopped amidEdit = stopAmidAnEdit();
    other.time.advance(LONG);
    moveUntil(other, () -> other.messageUpdater.underWay() == 1);
    wakeUp(amidEdit.goOn());
    moveUntil(other, () -> chat.messages().get(0).size() > 1);

    finish(amidEdit.job());

    moveUntil(other, () -> chat.grids() >= 1);
    assertSettled();
    List<JobMessage> shown = chat.messages().get(0);
    assertThat(shown.get(shown.size() - 1).isLast()).isTrue();
  }

  @Test
  void a_message_that_is_posted_beside_the_pictures_is_taken_away() {
    CountDownLatch goOn = stopAmidPosting();

    other.time.advance(LONG);
    finish(claim());
    moveUntil(other, () -> chat.grids() == 1 && other.messageUpdater.underWay() == 0);
    wakeUp(goOn);

    moveUntil(other, () -> chat.grids() == 2 && chat.messages().size() == 1);
    assertSettled();
  }

  @Test
  void a_message_that_is_posted_late_is_found_before_another_is_posted() {
    CountDownLatch goOn = stopAmidPosting();

    other.time.advance(LONG);
    moveUntil(other, () -> other.messageUpdater.underWay() == 1);
    wakeUp(goOn);
    await().until(() -> chat.messages().size() == 1);
    await().until(() -> stopped.messageUpdater.underWay() == 0);
    finish(claim());

    moveUntil(other, () -> chat.grids() >= 1);
    assertSettled();
    assertThat(chat.messages()).hasSize(1);
  }

  @Test
  void a_message_that_redis_could_not_be_told_of_before_another_took_over_is_found() {
    CountDownLatch goOn = stopAmidPosting();
    REDIS.grant("-hset");
    goOn.countDown();
    await().until(() -> REDIS.hasRefused("hset"));
    other.time.advance(LONG);
    moveUntil(other, () -> other.messageUpdater.underWay() == 1);

    REDIS.grant("+hset");
    stopped.time.advance(LONG);
    await().until(() -> stopped.messageUpdater.underWay() == 0);
    finish(claim());

    moveUntil(other, () -> chat.grids() >= 1);
    assertSettled();
    assertThat(chat.messages()).hasSize(1);
  }

  /**
   * @param goOn lets the held edit go on
   */
  private record Stopped(ClaimedJob job, CountDownLatch goOn) {}

  private Stopped stopAmidAnEdit() {
    String id = ask();
    await().until(() -> chat.messages().size() == 1);
    ClaimedJob job = claim();
    CountDownLatch goOn = chat.holdNext();
    queue.progress(id, new Progress(Stage.DRAWING, 30, 64, 0));
    moveUntil(stopped, chat::isHolding);
    return new Stopped(job, goOn);
  }

  private CountDownLatch stopAmidPosting() {
    CountDownLatch goOn = chat.holdNext();
    ask();
    await().until(chat::isHolding);
    return goOn;
  }

  private void wakeUp(CountDownLatch goOn) {
    stopped.time.advance(LONG.plusSeconds(1));
    goOn.countDown();
  }

  private void assertSettled() {
    moveUntil(
        other,
        () -> stopped.messageUpdater.underWay() == 0 && other.messageUpdater.underWay() == 0);
    assertThat(new Outbox(REDIS.client(), other.time, LONG).abandoned("web", 9)).isEmpty();
  }

  /** Moves a process's time on by as much as lies between two looks, until something is so. */
  private static void moveUntil(Process process, Callable<Boolean> isSo) {
    await()
        .until(
            () -> {
              boolean now = isSo.call();
              if (!now) {
                process.time.advance(Duration.ofMillis(200));
              }
              return now;
            });
  }

  private String ask() {
    return ChatJobs.ask(stopped.botService, stopped.messageUpdater, "r1", "c1");
  }

  private ClaimedJob claim() {
    return ChatJobs.claim(queue);
  }

  private void finish(ClaimedJob job) {
    ChatJobs.finish(queue, images, job);
  }
}
