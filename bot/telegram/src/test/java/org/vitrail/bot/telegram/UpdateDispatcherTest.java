package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final List<String> apologies = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Throwable> failures = new ArrayDeque<>();
  private Inbox inbox;
  private UpdateDispatcher submitHandler;

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
    inbox = new Inbox(REDIS.client());
    submitHandler =
        new UpdateDispatcher(inbox, new UpdateReader(), new Handler(), threads, new HurriedTime());
    submitHandler.takeSome();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
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

  private void arrive(int number, String text) {
    inbox.add(
        Integer.toString(number),
        """
        {"update_id":%d,"message":{"message_id":1,"date":1,"text":"%s",
        "chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"Ann"}}}"""
            .formatted(number, text));
  }

  private void untilEmpty() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              submitHandler.takeSome();
              return REDIS.client().xlen("vitrail:{inbox}:telegram") == 0;
            });
  }
}
