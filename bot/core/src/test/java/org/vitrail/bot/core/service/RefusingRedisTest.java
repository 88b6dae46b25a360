package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.inference.protocol.RedisServerProcess;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.Jedis;

/** A Redis that answers and can be read, but refuses writes until its operator acts. */
class RefusingRedisTest {
  private static final Person ANNA = SampleRequests.ANNA;

  private final RedisServerProcess server =
      new RedisServerProcess("--save", "1000", "1", "--maxmemory-policy", "noeviction").start();
  private final TestInstance instance = new TestInstance(server.url());
  private final BotService botService = instance.botService();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.vitrail");
  private JobCard before;

  @BeforeEach
  void drawSomething() {
    before = ((Accepted) type(botService, ANNA, "a cat before")).job();
    instance.worker().finish(instance.worker().take());
    await().until(() -> botService.jobs().card(before.id()).orElseThrow().isFinal());
    // Its settlement is written before anything is refused.
    await().until(() -> instance.redis().hlen("vitrail:{admission}:jobs") == 0);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    instance.close();
    server.close();
  }

  @Test
  void a_full_memory_is_named_and_what_is_there_can_be_read() {
    server.configure("maxmemory", "1");
    assertRefused(RedisTrouble.FULL_MEMORY, "The memory of the queue is full");
    server.configure("maxmemory", "0");
    assertThat(type(botService, ANNA, "a cat after")).isInstanceOf(Accepted.class);
  }

  @Test
  void a_disk_that_takes_nothing_is_named_and_what_is_there_can_be_read() throws IOException {
    server.loseDisk();
    assertRefused(RedisTrouble.UNSAVED, "The queue cannot save anything");
  }

  @Test
  void a_replica_is_named_and_what_is_there_can_be_read() {
    try (Jedis redis = new Jedis("127.0.0.1", server.port())) {
      redis.replicaof("127.0.0.1", 1);
    }
    assertRefused(RedisTrouble.READ_ONLY, "The queue is just moving");
  }

  @Test
  void missing_rights_are_named_and_what_is_there_can_be_read() {
    try (Jedis redis = new Jedis("127.0.0.1", server.port())) {
      redis.aclSetUser("default", "-xadd", "-set", "-hset");
    }
    assertRefused(RedisTrouble.NO_RIGHT, "The bot lacks a permission");
  }

  private void assertRefused(RedisTrouble trouble, String beginning) {
    for (int i = 0; i < 10; i++) {
      Refused refused = (Refused) type(botService, ANNA, "a cat now");
      assertThat(refused.verdict()).isEqualTo(new Unreachable(trouble));
      assertThat(refused.text()).startsWith(beginning);
    }

    for (String command : List.of("/help", "/models", "/styles", "/about", "/history", "/queue")) {
      Reply reply = type(botService, ANNA, command);
      assertThat(reply).as(command).isInstanceOf(Said.class);
    }
    assertThat(((Said) type(botService, ANNA, "/history")).text()).contains("a cat before");
    assertThat(botService.jobs().recent(ANNA, 5))
        .extracting(JobCard::id)
        .containsExactly(before.id());
    assertThat(botService.jobs().card(before.id())).isPresent();
    assertThat(type(botService, ANNA, "/show " + before.id())).isInstanceOf(Reply.Shown.class);

    assertThat(
            List.copyOf(log.list).stream().filter(it -> it.getLevel().isGreaterOrEqual(Level.WARN)))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getFormattedMessage())
                  .contains(server.url(), trouble.sentence().substring(6));
              assertThat(line.getThrowableProxy()).isNull();
            });
  }
}
