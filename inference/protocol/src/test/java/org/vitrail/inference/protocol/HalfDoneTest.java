package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.JobAssert.assertThatJob;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.SampleJobs.job;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Steps that Redis refuses: what was written counts, and what is refused has written nothing. */
class HalfDoneTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String QUEUE = "vitrail:{queue}:";

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private UnifiedJedis limited;
  private JobQueue queue;

  @BeforeEach
  void open() {
    limited = REDIS.limited("~vitrail:*", "resetchannels", "+@all");
    queue = new JobQueue(limited, QueueSettings.DEFAULT);
    log.start();
    logger(JobQueue.class).addAppender(log);
    logger(JobEvents.class).addAppender(log);
  }

  @AfterEach
  void close() {
    logger(JobQueue.class).detachAppender(log);
    logger(JobEvents.class).detachAppender(log);
    REDIS.client().configSet("maxmemory", "0");
  }

  @Test
  void who_may_not_publish_does_all_the_same_and_the_operator_hears_of_it_once() {
    for (String id : List.of("done", "given-back", "cancelled", "withdrawn", "taken-over")) {
      queue.submit(job(id));
    }
    queue.submit(job("behind"), Priority.NEWCOMER);
    queue.submit(job("forgotten"), Priority.NEWCOMER);
    assertThat(queue.depth(LANE)).isEqualTo(7);

    ClaimedJob done = claimOne();
    queue.progress("done", new Progress(Stage.DRAWING, 1, 256, 0));
    assertThat(queue.complete(done, done())).isTrue();
    queue.release("w1", claimOne());
    assertThat(queue.cancel("cancelled")).isTrue();
    assertThat(queue.forget("forgotten")).isTrue();
    ClaimedJob givenBack = claimOne();
    ClaimedJob withdrawn = claimOne();
    assertThat(queue.cancel("withdrawn")).isTrue();
    assertThat(queue.complete(withdrawn, new JobOutcome.Cancelled())).isTrue();
    claimOne();
    assertThat(queue.reclaim(List.of(LANE), Duration.ZERO)).hasSize(2);
    assertThat(queue.claim("w2", List.of(LANE), 2, Duration.ZERO)).hasSize(2);

    assertThatJob(queue, "done").isDone().hasProgress(new Progress(Stage.DRAWING, 1, 256, 0));
    assertThat(givenBack.job().id()).isEqualTo("given-back");
    assertThatJob(queue, "given-back").isRunning();
    assertThatJob(queue, "taken-over").isRunning();
    for (String id : List.of("cancelled", "withdrawn", "forgotten")) {
      assertThatJob(queue, id).isCancelled();
    }
    assertThatJob(queue, "behind").isWaiting();
    assertThat(messages()).hasSize(1).first().asString().contains("&vitrail:{queue}:changed");
  }

  @Test
  void who_may_not_listen_is_told_once_and_hears_events_as_soon_as_it_may() {
    List<String> changed = new CopyOnWriteArrayList<>();
    AtomicInteger connections = new AtomicInteger();
    JobEvents events = new JobEvents(limited, changed::add, connections::incrementAndGet);
    try {
      await().until(() -> log.list.size() == 1);
      REDIS.grant("&vitrail:*");
      await().until(() -> connections.get() == 1);
      queue.submit(job("a"));
      await().until(() -> changed.contains("a"));
    } finally {
      events.close();
    }
    assertThat(messages()).hasSize(1).first().asString().contains("&vitrail:{queue}:changed");
  }

  static Stream<Arguments> stepsAndKeysTheyWrite() {
    BiConsumer<JobQueue, ClaimedJob> submit = (queue, claimed) -> queue.submit(job("new"));
    BiConsumer<JobQueue, ClaimedJob> complete = (queue, claimed) -> queue.complete(claimed, done());
    BiConsumer<JobQueue, ClaimedJob> cancel = (queue, claimed) -> queue.cancel("waiting");
    BiConsumer<JobQueue, ClaimedJob> forget = (queue, claimed) -> queue.forget("waiting");
    return Stream.of(
        Arguments.of("submit", submit, "lane:bundled"),
        Arguments.of("submit", submit, "open:bundled"),
        Arguments.of("submit", submit, "sequence"),
        Arguments.of("submit", submit, "lane:bundled+behind"),
        Arguments.of("submit", submit, "order:bundled"),
        Arguments.of("submit", submit, "shares:bundled"),
        Arguments.of("submit", submit, "turns:bundled"),
        Arguments.of("submit", submit, "people:bundled"),
        Arguments.of("submit", submit, "clock:bundled"),
        Arguments.of("complete", complete, "job:running"),
        Arguments.of("complete", complete, "lane:bundled"),
        Arguments.of("complete", complete, "open:bundled"),
        Arguments.of("cancel", cancel, "job:waiting"),
        Arguments.of("cancel", cancel, "lane:bundled"),
        Arguments.of("cancel", cancel, "open:bundled"),
        Arguments.of("cancel", cancel, "order:bundled"),
        Arguments.of("cancel", cancel, "shares:bundled"),
        Arguments.of("cancel", cancel, "turns:bundled"),
        Arguments.of("cancel", cancel, "people:bundled"),
        Arguments.of("forget", forget, "lane:bundled"),
        Arguments.of("forget", forget, "open:bundled"));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("stepsAndKeysTheyWrite")
  void a_step_that_cannot_write_everything_writes_nothing(
      String name, BiConsumer<JobQueue, ClaimedJob> step, String spoilt) {
    queue.submit(job("running"));
    ClaimedJob claimed = claimOne();
    queue.submit(job("waiting"));
    REDIS.client().del(QUEUE + spoilt);
    REDIS.client().sadd(QUEUE + spoilt, "of another type");
    Map<String, String> before = everything();

    assertThatThrownBy(() -> step.accept(queue, claimed))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("WRONGTYPE");

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void a_full_redis_takes_no_new_job_and_nothing_of_it_but_still_ends_those_there_are() {
    queue.submit(job("running"));
    ClaimedJob claimed = claimOne();
    queue.submit(job("waiting"));
    Map<String, String> before = everything();
    REDIS.client().configSet("maxmemory", "1");

    assertThatThrownBy(() -> queue.submit(job("new")))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("OOM");
    assertThat(everything()).isEqualTo(before);
    assertThat(queue.cancel("waiting")).isTrue();
    assertThat(queue.complete(claimed, done())).isTrue();

    assertThatJob(queue, "waiting").isCancelled();
    assertThatJob(queue, "running").isDone();
    assertThat(queue.depth(LANE)).isZero();
  }

  /** Every key with its value, as Redis would write it to disk. */
  private static Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>();
    for (String key : REDIS.client().keys("*")) {
      all.put(key, Arrays.toString(REDIS.client().dump(key)));
    }
    return all;
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private ClaimedJob claimOne() {
    return queue.claim("w1", List.of(LANE), 1, Duration.ZERO).get(0);
  }

  private static Logger logger(Class<?> of) {
    return (Logger) LoggerFactory.getLogger(of);
  }
}
