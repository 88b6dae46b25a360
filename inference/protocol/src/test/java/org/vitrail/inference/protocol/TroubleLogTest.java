package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

class TroubleLogTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private final Logger logger = (Logger) LoggerFactory.getLogger(TroubleLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private long nanos;
  private final TroubleLog log = new TroubleLog("Redis at redis://h:1", () -> nanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void a_lasting_trouble_is_told_at_once_and_then_every_ten_minutes() {
    for (int i = 0; i < 1000; i++) {
      log.failed(RedisTrouble.FULL_MEMORY);
      log.answered();
    }
    assertThat(texts())
        .singleElement()
        .asString()
        .startsWith("Redis at redis://h:1 has no memory left and refuses writes.");
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.ERROR);
    pass(Duration.ofMinutes(10));
    log.failed(RedisTrouble.FULL_MEMORY);
    assertThat(texts()).hasSize(2);
    assertThat(texts().get(1)).endsWith("(999 commands failed of it meanwhile)");
  }

  @Test
  void another_trouble_is_told_beside_it() {
    log.failed(RedisTrouble.FULL_MEMORY);
    log.failed(RedisTrouble.UNSAVED);
    assertThat(texts()).hasSize(2);
  }

  @Test
  void an_outage_and_its_end_are_told_once_however_often_it_flickers() {
    for (int i = 0; i < 100; i++) {
      log.failed(RedisTrouble.UNREACHABLE);
      log.answered();
    }
    assertThat(texts())
        .containsExactly(
            RedisTrouble.UNREACHABLE.about("Redis at redis://h:1"),
            "Redis at redis://h:1 answers again.");
    pass(Duration.ofMinutes(1));
    log.failed(RedisTrouble.UNREACHABLE);
    log.answered();
    assertThat(texts()).hasSize(4);
  }

  @Test
  void a_refusal_that_is_a_commands_own_is_left_to_who_sent_it() {
    log.failed(RedisTrouble.OTHER);
    assertThat(texts()).isEmpty();
  }

  @Test
  void forty_commands_that_fail_leave_one_line_and_no_stack_trace() {
    try (UnifiedJedis redis = RedisConnection.open(REDIS.url())) {
      redis.ping();
      REDIS.kill();
      for (int i = 0; i < 40; i++) {
        try {
          redis.set("key", "value");
        } catch (JedisException expected) {
          assertThat(RedisTrouble.of(expected)).isEqualTo(RedisTrouble.UNREACHABLE);
        }
      }
    }
    assertThat(texts())
        .containsExactly(RedisTrouble.UNREACHABLE.sentence(RedisAddress.parse(REDIS.url())));
    assertThat(lines.list.get(0).getThrowableProxy()).isNull();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private List<String> texts() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
