package org.vitrail.bot.core.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.inference.protocol.RedisServerExtension;

class MessageRemoverTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String JOB = "7k2m9q4x0b";
  private static final SendResult FAILED = new SendResult.Failed("the line broke", false);

  private final HandMovedTime time = new HandMovedTime();
  private final FakeMessenger chat = new FakeMessenger();
  private Outbox outbox;
  private MessageRemover remover;

  @BeforeEach
  void open() {
    outbox = new Outbox(REDIS.client(), time, Duration.ofDays(30));
    remover = new MessageRemover(chat, outbox, time);
    outbox.openWords(new Person("web", "1", "Ann", "en"), JOB, Map.of("chat", "c1"), "words");
    outbox.posted(JOB, new PostedMessage("m0", false));
    outbox.wantRemoved("web", JOB);
  }

  @Test
  void what_fails_once_is_removed_at_the_next_attempt_however_old_it_is() {
    time.advance(Duration.ofDays(20));
    chat.next(false, FAILED);

    removeAll();
    assertThat(outbox.find(JOB)).isPresent();
    removeAll();

    assertThat(outbox.find(JOB)).isEmpty();
    assertThat(outbox.deadLetters("web")).isEmpty();
  }

  @Test
  void what_fails_for_a_day_is_given_up_and_leaves_a_dead_letter() {
    chat.next(false, FAILED);
    removeAll();
    time.advance(Duration.ofHours(25));
    chat.next(false, FAILED);
    removeAll();

    assertThat(removeAll()).isEmpty();
    assertThat(outbox.deadLetters("web"))
        .extracting(DeadLetter::id, DeadLetter::what)
        .containsExactly(tuple(JOB, "removal of a message"));
  }

  private List<String> removeAll() {
    List<String> taken = outbox.takeRemovals("web", 9);
    taken.forEach(remover::remove);
    return taken;
  }
}
