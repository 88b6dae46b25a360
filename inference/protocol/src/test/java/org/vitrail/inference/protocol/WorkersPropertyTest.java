package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;
import static org.vitrail.inference.protocol.WorkersModel.LEASE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XClaimParams;

/**
 * Whatever becomes of workers, Redis hands on what they held as the model does: some fall silent
 * and come back, the connection of some is seen to close, some lose the answer to a claim, and
 * people withdraw jobs and ask anew meanwhile. Silence is made in Redis instead of waiting for it.
 */
class WorkersPropertyTest {
  private static final List<String> LANES = List.of(LANE);
  private static final int WORKERS = 3;

  private static RedisServerProcess server;
  private static UnifiedJedis redis;
  private static Listener listener;

  private final Map<String, Map<String, ClaimedJob>> known = new HashMap<>();

  /** Since when the leases of all jobs in work count, and whose they are. */
  private final Map<String, ClaimedJob> leases = new LinkedHashMap<>();

  private final Map<String, Long> renewed = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private WorkersModel model;
  private JobQueue queue;
  private long now;

  /** The connection on which all workers of a test listen to their channels. */
  private record Listener(Socket socket, BufferedReader in) implements AutoCloseable {
    private static final int LINES_OF_A_REPLY = 6;

    static Listener open(int port) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      return new Listener(
          socket,
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
    }

    void listens(String worker, boolean does) {
      String command = does ? "SUBSCRIBE" : "UNSUBSCRIBE";
      try {
        socket
            .getOutputStream()
            .write(
                (command + " " + Keys.presence(worker) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        for (int line = 0; line < LINES_OF_A_REPLY; line++) {
          in.readLine();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeContainer
  static void start() throws IOException {
    server = new RedisServerProcess().start();
    redis = RedisConnection.open(server.url());
    listener = Listener.open(server.port());
  }

  @AfterContainer
  static void end() throws IOException {
    listener.close();
    redis.close();
    server.close();
  }

  private enum Kind {
    SUBMIT,
    CLAIM,
    CLAIM_WITHOUT_ANSWER,
    RENEW,
    COMPLETE,
    GIVE_BACK,
    CANCEL,
    ASK_ANEW,
    CONNECT,
    DISCONNECT,
    CONFIRM,
    TIME_PASSES,
    RECLAIM
  }

  /**
   * What happens next.
   *
   * @param which job of those that there are
   * @param images of a job, or that a worker has room for
   */
  private record Step(Kind kind, int worker, int which, int images) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(8, Kind.SUBMIT),
            Tuple.of(7, Kind.CLAIM),
            Tuple.of(1, Kind.CLAIM_WITHOUT_ANSWER),
            Tuple.of(3, Kind.RENEW),
            Tuple.of(3, Kind.COMPLETE),
            Tuple.of(1, Kind.GIVE_BACK),
            Tuple.of(2, Kind.CANCEL),
            Tuple.of(1, Kind.ASK_ANEW),
            Tuple.of(3, Kind.CONNECT),
            Tuple.of(3, Kind.DISCONNECT),
            Tuple.of(3, Kind.CONFIRM),
            Tuple.of(6, Kind.TIME_PASSES),
            Tuple.of(4, Kind.RECLAIM));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, WORKERS - 1),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(1, 9))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(70);
  }

  @Property(tries = 60)
  void redis_and_the_model_hand_on_the_same_jobs(@ForAll("histories") List<Step> history) {
    begin();
    for (Step step : history) {
      happens(step, "worker" + step.worker);

      assertThat(queue.lane(LANE, 100).jobs())
          .as("after %s", step)
          .extracting(LaneSnapshot.OpenJob::id)
          .isEqualTo(model.order().jobs());
    }
  }

  private void begin() {
    redis.flushAll();
    known.clear();
    leases.clear();
    renewed.clear();
    asked.clear();
    now = 0;
    model = new WorkersModel();
    queue = new JobQueue(redis, QueueSettings.DEFAULT.withMaxAttempts(WorkersModel.MAX_ATTEMPTS));
    for (int i = 0; i < WORKERS; i++) {
      known.put("worker" + i, new LinkedHashMap<>());
      listener.listens("worker" + i, false);
    }
  }

  private void happens(Step step, String worker) {
    switch (step.kind) {
      case SUBMIT -> submit("person" + step.which, step.images, Optional.empty());
      case CLAIM -> known.get(worker).putAll(claim(step, worker));
      case CLAIM_WITHOUT_ANSWER -> claim(step, worker);
      case RENEW -> renew(worker);
      case COMPLETE ->
          pick(known.get(worker).keySet(), step)
              .ifPresent(
                  id ->
                      assertThat(queue.complete(known.get(worker).remove(id), done()))
                          .isEqualTo(model.complete(worker, id)));
      case GIVE_BACK ->
          pick(known.get(worker).keySet(), step)
              .ifPresent(
                  id -> {
                    queue.release(worker, known.get(worker).remove(id));
                    model.release(worker, id);
                  });
      case CANCEL ->
          pick(model.order().jobs(), step)
              .ifPresent(
                  id -> {
                    assertThat(queue.cancel(id)).isTrue();
                    model.cancel(id);
                  });
      case ASK_ANEW ->
          pick(asked, step)
              .ifPresent(id -> submit("person" + step.which, step.images, Optional.of(id)));
      case CONNECT, DISCONNECT -> {
        listener.listens(worker, step.kind == Kind.CONNECT);
        model.connect(worker, step.kind == Kind.CONNECT);
      }
      case CONFIRM ->
          assertThat(
                  Replies.yes(
                      Script.PRESENT.run(
                          redis, worker, Presence.grace(LEASE).toMillis(), LEASE.toMillis())))
              .isEqualTo(model.confirm(worker, now));
      case TIME_PASSES -> timePasses();
      case RECLAIM -> {
        age();
        assertThat(queue.reclaim(LANES, LEASE)).isEqualTo(model.reclaim(now));
      }
    }
  }

  private void submit(String person, int images, Optional<String> retryOf) {
    String id = "job" + asked.size();
    asked.add(id);
    Share share = Share.of(Priority.NORMAL, 1 + images / 2);
    model.order().submit(new FairOrderModel.Asked(id, "web:" + person, "", images, share));
    ImageJob job = SampleJobs.job(id, person, images);
    assertThat(queue.submit(job, share, retryOf).orElseThrow().position())
        .isEqualTo(model.order().jobs().indexOf(id));
  }

  private Map<String, ClaimedJob> claim(Step step, String worker) {
    age();
    Room room = new Room(1 + step.which, step.images, known.get(worker).isEmpty());
    Map<String, ClaimedJob> claimed = new LinkedHashMap<>();
    for (ClaimedJob job : queue.claim(worker, LANES, room, Duration.ZERO)) {
      claimed.put(job.job().id(), job);
      renewed.put(job.job().id(), now);
    }
    assertThat(claimed.keySet()).containsExactlyElementsOf(model.claim(worker, room, now));
    assertThat(claimed.values())
        .allSatisfy(job -> assertThat(job.attempt()).isEqualTo(model.attempt(job.job().id())));
    leases.putAll(claimed);
    return claimed;
  }

  private void renew(String worker) {
    Map<String, ClaimedJob> held = known.get(worker);
    assertThat(queue.renew(worker, held.values()))
        .isEqualTo(model.renew(worker, held.keySet(), now));
    held.values().stream()
        .filter(job -> job == leases.get(job.job().id()))
        .forEach(job -> renewed.put(job.job().id(), now));
  }

  private void timePasses() {
    now += WorkersModel.MOMENT_SECONDS;
    for (String worker : known.keySet()) {
      redis.pexpire(Keys.QUEUE_PREFIX + "present:" + worker, model.known(worker, now).toMillis());
    }
  }

  /** Lets Redis believe that the leases of all that is in work are as old as they are here. */
  private void age() {
    Map<String, List<ClaimedJob>> held =
        model.order().inWork().stream()
            .map(leases::get)
            .collect(Collectors.groupingBy(ClaimedJob::worker));
    held.forEach(
        (worker, jobs) ->
            jobs.forEach(
                job ->
                    redis.xclaimJustId(
                        Keys.stream(job.queue()),
                        "workers",
                        worker,
                        0,
                        XClaimParams.xClaimParams()
                            .idle(1000 * (now - renewed.get(job.job().id()))),
                        new StreamEntryID(job.streamEntryId()))));
  }

  /** The one that is meant, if there are any. */
  private static Optional<String> pick(Collection<String> jobs, Step step) {
    return jobs.stream().skip(jobs.isEmpty() ? 0 : step.which % jobs.size()).findFirst();
  }
}
