package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.done;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import redis.clients.jedis.UnifiedJedis;

/** Whatever happens in a lane, Redis says the same of its order as the model does. */
class FairOrderPropertyTest {
  private static RedisServerProcess server;
  private static UnifiedJedis redis;

  private Map<String, ClaimedJob> held;
  private FairOrderModel model;
  private JobQueue queue;

  @BeforeContainer
  static void start() {
    server = new RedisServerProcess().start();
    redis = RedisConnection.open(server.url());
  }

  @AfterContainer
  static void end() {
    redis.close();
    server.close();
  }

  private enum Kind {
    SUBMIT,
    CLAIM,
    COMPLETE,
    GIVE_BACK,
    CANCEL,
    WORKERS_DIE
  }

  /**
   * What happens next.
   *
   * @param which person, or job of those that there are
   * @param images of a job, or that a worker has room for
   * @param each share of one picture of it
   */
  private record Step(Kind kind, int which, int place, int images, Share each) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(9, Kind.SUBMIT),
            Tuple.of(5, Kind.CLAIM),
            Tuple.of(4, Kind.COMPLETE),
            Tuple.of(1, Kind.GIVE_BACK),
            Tuple.of(2, Kind.CANCEL),
            Tuple.of(1, Kind.WORKERS_DIE));
    Arbitrary<Priority> priorities =
        Arbitraries.frequency(
            Tuple.of(6, Priority.NORMAL),
            Tuple.of(1, Priority.MODERATOR),
            Tuple.of(1, Priority.NEWCOMER));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 9),
            Combinators.combine(
                    priorities,
                    Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 20)),
                    Arbitraries.frequency(Tuple.of(5, 1), Tuple.of(1, 3), Tuple.of(1, 7)))
                .as(Share::new))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 60)
  void redis_and_the_model_agree_on_every_place(@ForAll("histories") List<Step> history) {
    redis.flushAll();
    held = new HashMap<>();
    model = new FairOrderModel();
    queue = new JobQueue(redis, QueueSettings.DEFAULT.withMaxAttempts(1000));
    int number = 0;
    for (Step step : history) {
      happens(step, "job" + number++);

      assertThat(queue.lane(LANE, 100).jobs())
          .extracting(LaneSnapshot.OpenJob::id)
          .isEqualTo(model.jobs());
    }
  }

  private void happens(Step step, String id) {
    switch (step.kind) {
      case SUBMIT -> submit(step, id);
      case CLAIM -> claim(step);
      case COMPLETE ->
          pick(model.inWork(), step)
              .forEach(
                  job -> {
                    assertThat(queue.complete(held.remove(job), done())).isTrue();
                    model.complete(job);
                  });
      case GIVE_BACK ->
          pick(model.inWork(), step)
              .forEach(
                  job -> {
                    queue.release("w", held.remove(job));
                    model.giveBack(job);
                  });
      case CANCEL ->
          pick(model.waiting(), step)
              .forEach(
                  job -> {
                    assertThat(queue.cancel(job)).isTrue();
                    model.cancel(job);
                  });
      case WORKERS_DIE -> {
        assertThat(queue.reclaim(List.of(LANE), Duration.ZERO))
            .containsExactlyInAnyOrderElementsOf(model.inWork());
        held.clear();
        List<String> left = model.inWork();
        if (left.size() > 1) {
          left.forEach(model::noteCompany);
        }
        left.forEach(model::giveBack);
      }
    }
  }

  private void submit(Step step, String id) {
    String person = "person" + step.which;
    String place = "place" + step.place;
    ImageJob job =
        new ImageJob(
            id,
            LANE,
            new ImageTask.Draw("a red apple", step.images, 7, SampleJobs.OPTIONS),
            new Requester("web", person, "", "en"),
            Instant.EPOCH,
            false,
            new Venue(place, ""));
    Share share =
        new Share(step.each.priority(), step.images * step.each.cost(), step.each.weight());
    model.submit(new FairOrderModel.Asked(id, person, place, step.images, share));
    List<String> jobs = model.jobs();
    assertThat(queue.submit(job, share, Optional.empty()).orElseThrow().position())
        .isEqualTo(jobs.indexOf(id));
  }

  private void claim(Step step) {
    Room room = new Room(1 + step.which, step.images, step.place == 0);
    List<ClaimedJob> claimed = queue.claim("w", List.of(LANE), room, Duration.ZERO);
    assertThat(claimed).extracting(job -> job.job().id()).isEqualTo(model.claim(room));
    claimed.forEach(job -> held.put(job.job().id(), job));
  }

  /** The one that is meant, if there are any. */
  private static List<String> pick(List<String> jobs, Step step) {
    return jobs.isEmpty() ? List.of() : List.of(jobs.get(step.which % jobs.size()));
  }
}
