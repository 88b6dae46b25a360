package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Updates that throw whatever can be thrown. */
class UpdateDispatcherTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** As soon as others may take what was left behind. */
  private static final Duration ABANDONED_AFTER = Duration.ofSeconds(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
  private final HurriedTime time = new HurriedTime();
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final List<String> apologies = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Throwable> failures = new ArrayDeque<>();
  private volatile Runnable whileHandling = () -> {};
  private FaultyRedis redis;
  private Inbox inbox;
  private UpdateDispatcher dispatcher;

  /** Fails as the test says with what is called "poison". */
  private final class Handler extends UpdateHandler {
    Handler() {
      super(null, null);
    }

    @Override
    void acknowledge(Update update) {
      if (update.getMessage().getText().contains("early")) {
        throw new IllegalStateException("acknowledging failed");
      }
    }

    @Override
    Optional<Duration> handle(UpdateArrival arrival, boolean isFirst) {
      String text = arrival.update().getMessage().getText();
      whileHandling.run();
      handled.add(text);
      if (text.contains("poison")) {
        synchronized (failures) {
          UpdateDispatcherTest.<RuntimeException>raise(failures.poll());
        }
      }
      return Optional.empty();
    }

    @Override
    void apologise(Update update, Instant when) {
      apologies.add(update.getMessage().getText());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable failure) throws T {
    if (failure != null) {
      throw (T) failure;
    }
  }

  @BeforeEach
  void open() {
    redis = new FaultyRedis(REDIS.port());
    inbox = new Inbox(redis, ABANDONED_AFTER);
    dispatcher =
        new UpdateDispatcher(inbox, new UpdateReader(), new Handler(), threads, later, time);
    dispatcher.takeSome();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    later.shutdownNow();
    redis.close();
  }

  @Test
  void what_fails_twice_is_done_the_third_time_and_nobody_hears_of_it() {
    failures.add(new NoClassDefFoundError("java/awt/Toolkit"));
    failures.add(new OutOfMemoryError("Java heap space"));
    arrive(1, "poison");

    untilEmpty();
    assertThat(handled).containsExactly("poison", "poison", "poison");
    assertThat(apologies).isEmpty();
    assertThat(inbox.deadLetters()).isEmpty();
  }

  @Test
  void what_fails_three_times_gets_an_apology_and_a_dead_letter_and_holds_up_nobody() {
    for (int i = 0; i < 5; i++) {
      failures.add(new NoClassDefFoundError("my secret prompt"));
    }
    arrive(1, "poison");
    arrive(2, "a red apple");

    untilEmpty();
    assertThat(handled).containsOnlyOnce("a red apple");
    assertThat(handled.stream().filter("poison"::equals)).hasSize(3);
    assertThat(apologies).containsExactly("poison");
    assertThat(inbox.deadLetters())
        .extracting(DeadLetter::id, DeadLetter::what, DeadLetter::why)
        .containsExactly(tuple("1", "message/text", "java.lang.NoClassDefFoundError"));
  }

  @Test
  void an_exception_that_is_no_error_is_bounded_as_well() {
    for (int i = 0; i < 5; i++) {
      failures.add(new IndexOutOfBoundsException());
    }
    arrive(1, "poison");

    untilEmpty();
    assertThat(handled).hasSize(3);
    assertThat(apologies).hasSize(1);
  }

  @Test
  void what_killed_three_processes_is_not_tried_by_a_fourth() {
    arrive(1, "deadly");
    for (int process = 0; process < 3; process++) {
      Inbox dying = new Inbox(REDIS.client());
      dying.take(1, Duration.ofSeconds(1)).forEach(it -> dying.again(it, Duration.ZERO));
    }

    untilEmpty();
    assertThat(handled).isEmpty();
    assertThat(apologies).containsExactly("deadly");
    assertThat(inbox.deadLetters()).hasSize(1);
  }

  @Test
  void an_acknowledgement_that_fails_holds_up_neither_its_own_message_nor_the_next() {
    arrive(1, "early");
    arrive(2, "a red apple");

    untilEmpty();
    assertThat(handled).containsExactlyInAnyOrder("early", "a red apple");
  }

  @Test
  void what_the_inbox_does_not_take_is_dealt_with_at_once_and_once() {
    UpdateIntake intake = new UpdateIntake(inbox, dispatcher, time);
    redis.refusesAll();

    assertThat(intake.take("1", update(1, "a red apple"))).succeedsWithin(PATIENCE);
    assertThat(intake.take("1", update(1, "a red apple"))).succeedsWithin(PATIENCE);
    redis.answers();
    assertThat(intake.take("1", update(1, "a red apple"))).succeedsWithin(PATIENCE);

    untilEmpty();
    assertThat(handled).containsExactly("a red apple");
  }

  @Test
  void what_the_inbox_took_without_saying_so_is_dealt_with_once_and_stays_there_until_then() {
    UpdateIntake intake = new UpdateIntake(inbox, dispatcher, time);
    CountDownLatch goOn = new CountDownLatch(1);
    whileHandling = () -> waitFor(goOn);
    redis.losesNextAnswer(() -> {});
    CompletableFuture<Void> dealt = intake.take("1", update(1, "a red apple"));
    dispatcher.takeSome();
    assertThat(dealt).isNotDone();
    assertThat(REDIS.client().xlen("vitrail:{inbox}:telegram")).isEqualTo(1);
    goOn.countDown();

    assertThat(dealt).succeedsWithin(PATIENCE);
    await().until(() -> REDIS.client().xlen("vitrail:{inbox}:telegram") == 0);
    assertThat(handled).containsExactly("a red apple");
  }

  @Test
  void what_the_inbox_gave_out_before_it_said_that_it_took_it_is_dealt_with_once() {
    UpdateIntake intake = new UpdateIntake(inbox, dispatcher, time);
    redis.losesNextAnswer(this::untilEmpty);

    assertThat(intake.take("1", update(1, "a red apple"))).succeedsWithin(PATIENCE);

    assertThat(handled).containsExactly("a red apple");
  }

  @Test
  void what_was_dealt_with_while_the_inbox_could_not_be_told_is_not_dealt_with_again() {
    whileHandling = redis::refusesAll;
    arrive(1, "a red apple");
    takeSomeUntilRedisIsAway();
    await().until(() -> handled.size() == 1);
    redis.answers();

    untilEmpty();
    assertThat(handled).containsExactly("a red apple");
  }

  @Test
  void what_fails_from_memory_is_tried_again_and_then_gets_an_apology() {
    UpdateIntake intake = new UpdateIntake(inbox, dispatcher, time);
    for (int i = 0; i < 5; i++) {
      failures.add(new IndexOutOfBoundsException());
    }
    redis.refusesAll();

    assertThat(intake.take("1", update(1, "poison"))).succeedsWithin(PATIENCE);

    assertThat(handled).hasSize(3);
    assertThat(apologies).containsExactly("poison");
  }

  @Test
  void what_is_begun_from_the_inbox_goes_on_from_memory_when_redis_goes_away() {
    whileHandling = redis::refusesAll;
    failures.add(new IndexOutOfBoundsException());
    arrive(1, "poison");
    takeSomeUntilRedisIsAway();

    await().until(() -> handled.size() == 2);
    redis.answers();
    untilEmpty();
    assertThat(handled).hasSize(2);
  }

  @Test
  void memory_has_room_for_so_many_and_the_others_are_brought_again() throws Exception {
    UpdateIntake intake = new UpdateIntake(inbox, dispatcher, time);
    redis.refusesAll();
    CountDownLatch goOn = new CountDownLatch(1);
    whileHandling = () -> waitFor(goOn);
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      taken.add(intake.take("" + i, update(i, "a red apple")));
    }

    assertThatThrownBy(() -> intake.take("200", update(200, "one too many")))
        .isInstanceOf(RejectedExecutionException.class);
    goOn.countDown();

    assertThat(CompletableFuture.allOf(taken.toArray(new CompletableFuture<?>[0])))
        .succeedsWithin(PATIENCE);
    assertThat(intake.take("200", update(200, "one too many"))).succeedsWithin(PATIENCE);
    assertThat(handled).hasSize(201).containsOnlyOnce("one too many");
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void takeSomeUntilRedisIsAway() {
    try {
      dispatcher.takeSome();
    } catch (InboxUnreachableException away) {
      // It went away when what was taken was dealt with.
    }
  }

  private void arrive(int number, String text) {
    inbox.add(Integer.toString(number), update(number, text));
  }

  private static String update(int number, String text) {
    return """
        {"update_id":%d,"message":{"message_id":1,"date":1,"text":"%s",
        "chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"Ann"}}}"""
        .formatted(number, text);
  }

  private void untilEmpty() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              dispatcher.takeSome();
              return REDIS.client().xlen("vitrail:{inbox}:telegram") == 0;
            });
  }
}
