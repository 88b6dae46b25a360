package org.vitrail.deploy.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.deploy.standalone.EmbeddedRedis;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.Room;
import org.vitrail.inference.protocol.SampleJobs;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** The queue's own scripts on the Redis that chaos uses, and the file that it leaves. */
class TurnsTest {
  @TempDir Path folder;
  private EmbeddedRedis server;
  private UnifiedJedis redis;
  private JobQueue queue;

  @BeforeEach
  void start() {
    server = EmbeddedRedis.start(folder);
    redis = RedisConnection.open(server.url());
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
  }

  @AfterEach
  void end() {
    redis.close();
    server.close();
  }

  @Test
  void a_legal_history_has_no_violation_though_a_worker_and_redis_die_in_it() {
    submit("ann", 1, 9);
    submit("ann", 2, 9);
    submit("bob", 1, 1);
    submit("cat", 1, 4);
    List<ClaimedJob> held = claim(10);
    assertThat(held).extracting(it -> it.job().id()).containsExactly("ann-1", "bob-1");
    complete(held.get(0));
    killRedis();
    submit("dan", 1, 1);
    assertThat(queue.reclaim(List.of(SampleJobs.LANE), Duration.ZERO)).containsExactly("bob-1");
    queue.release("w", claim(1).get(0));
    queue.cancel("cat-1");
    claim(18).forEach(this::complete);

    assertThat(turns()).isEqualTo(new Turns(6, List.of(), Optional.empty()));
  }

  @Test
  void a_job_that_was_put_in_front_of_others_is_found() {
    submit("ann", 1, 1);
    submit("bob", 1, 1);
    submit("cat", 1, 1);
    String ticket = redis.hget("vitrail:{queue}:job:cat-1", "ticket");
    redis.zadd("vitrail:{queue}:order:" + SampleJobs.LANE, -1, ticket);

    claim(2).forEach(this::complete);

    assertThat(turns().violations())
        .extracting(it -> it.job() + " instead of " + it.instead())
        .containsExactly("cat-1 instead of ann-1");
  }

  @Test
  void what_redis_was_at_when_it_was_killed_did_not_happen() throws IOException {
    submit("ann", 1, 1);
    submit("bob", 1, 1);
    turns();
    Files.writeString(
        writes(),
        "*1\r\n$5\r\nMULTI\r\n*4\r\n$4\r\nHSET\r\n$25\r\nvitrail:{queue}:job:bob-1\r\n"
            + "$5\r\nstate\r\n$7\r\nRUNNING\r\n*2\r\n$3\r\nDEL",
        StandardOpenOption.APPEND);

    assertThat(turns()).isEqualTo(new Turns(0, List.of(), Optional.empty()));
  }

  @Test
  void a_file_that_was_rewritten_is_no_history() throws IOException {
    Path rewritten = Files.writeString(folder.resolve("rewritten.aof"), "REDIS0009");

    assertThat(Turns.of(new AppendOnlyFile(rewritten)).unread())
        .hasValueSatisfying(it -> assertThat(it).contains("was rewritten"));
  }

  private Turns turns() {
    return Turns.of(new AppendOnlyFile(writes()));
  }

  private Path writes() {
    return folder.resolve("redis").resolve("appendonly.aof");
  }

  private void killRedis() {
    ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> redis.ping().equals("PONG"));
  }

  private void submit(String person, int number, int images) {
    queue.submit(SampleJobs.job(person + "-" + number, person, images));
  }

  private List<ClaimedJob> claim(int images) {
    return queue.claim("w", List.of(SampleJobs.LANE), new Room(8, images, true), Duration.ZERO);
  }

  private void complete(ClaimedJob job) {
    assertThat(queue.complete(job, SampleJobs.done())).isTrue();
  }
}
