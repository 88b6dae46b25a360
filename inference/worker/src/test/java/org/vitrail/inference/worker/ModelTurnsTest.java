package org.vitrail.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * Random histories of jobs for several models that do not fit into memory together, on a real
 * queue. A step takes a second and loading up to a minute, by a clock that is moved by hand.
 */
@Tag("slow")
class ModelTurnsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final List<String> MODELS = List.of("a", "b", "c");
  private static final long SECOND = 1_000_000_000;

  /** A job that just began, and a look at who else waits. */
  private static final long DRAINING = (FakeModel.STEPS + 3) * SECOND;

  private static final int JOBS = 30;

  private long now;

  /** What happens in a history, and what must never happen. */
  private final class History implements ModelProvider, ModelMemory {
    private final Random random;
    private final int thatFit;
    private final TestWorker test = new TestWorker(REDIS.client());
    private final Worker worker;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final Map<String, Arrival> submitted = new HashMap<>();
    private final Map<String, List<String>> waiting = new HashMap<>();
    private final Map<String, Set<String>> held = new HashMap<>();
    private final Map<String, Long> loading = new HashMap<>();
    private final Map<String, Long> lastJoin = new HashMap<>();
    private final Set<String> loaded = new HashSet<>();
    private String active = "";
    private long activeSince;
    private long activeSlice;
    private int loads;

    /** When a model was ready that nobody has used yet, and its slice began. */
    private final Map<String, Long> ready = new HashMap<>();

    private record Arrival(long at, String model, int images) {}

    History(int seed) {
      random = new Random(seed);
      thatFit = 1 + random.nextInt(2);
      for (String model : MODELS) {
        waiting.put(model, new ArrayList<>());
        held.put(model, new HashSet<>());
        loading.put(model, (1 + random.nextInt(60)) * SECOND);
        lastJoin.put(model, now);
      }
      List<Arrival> drawn = new ArrayList<>();
      int span = 30 + random.nextInt(900);
      for (int i = 0; i < JOBS; i++) {
        drawn.add(
            new Arrival(
                now + random.nextInt(span) * SECOND,
                MODELS.get(random.nextInt(MODELS.size())),
                1 + random.nextInt(8)));
      }
      drawn.sort((a, b) -> Long.compare(a.at(), b.at()));
      arrivals.addAll(drawn);
      worker =
          new Worker(
              test.queue(),
              test.images(),
              this,
              this,
              new WorkerOptions(
                  8,
                  OptionalLong.of(thatFit),
                  Duration.ofMinutes(10),
                  Duration.ofHours(1),
                  Duration.ZERO,
                  "test",
                  false),
              () -> now);
    }

    void play() {
      List<String> all = new ArrayList<>();
      while (!arrivals.isEmpty() || isSomethingToDo()) {
        if (!isSomethingToDo()) {
          now = Math.max(now, arrivals.element().at());
        }
        while (!arrivals.isEmpty() && arrivals.peek().at() <= now) {
          Arrival next = arrivals.poll();
          String id = ImageJob.newId();
          submitted.put(id, next);
          waiting.get(next.model()).add(id);
          all.add(id);
          test.submit(next.model(), id, TestWorker.draw("a cat", next.images(), all.size()));
        }
        worker.loop().turn(Duration.ZERO);
      }
      assertThat(all)
          .hasSize(JOBS)
          .allSatisfy(
              id ->
                  assertThat(test.queue().status(id).orElseThrow().state()).isEqualTo(State.DONE));
      assertThat(loads).isGreaterThanOrEqualTo(MODELS.size() - 1);
    }

    private boolean isSomethingToDo() {
      return waiting.values().stream().anyMatch(it -> !it.isEmpty())
          || held.values().stream().anyMatch(it -> !it.isEmpty());
    }

    @Override
    public List<String> ids() {
      return MODELS;
    }

    @Override
    public long expectedBytes(String id) {
      return 1;
    }

    @Override
    public ImageModel load(String id) {
      assertThat(held.values()).as("who loads holds no jobs").allMatch(Set::isEmpty);
      loads++;
      loaded.add(id);
      assertThat(loaded).hasSizeLessThanOrEqualTo(thatFit);
      now += loading.get(id);
      ready.put(id, now);
      return new FakeModel(
          id,
          new FakeModel.Watcher() {
            @Override
            public boolean mayStep() {
              now += SECOND;
              return true;
            }

            @Override
            public boolean showsPreviews() {
              return false;
            }

            @Override
            public void joined(String requestId) {
              join(id, requestId);
            }

            @Override
            public void drawn(String requestId) {
              held.get(id).remove(requestId);
            }

            @Override
            public void closed() {
              assertThat(held.get(id)).as("jobs of one that is let go").isEmpty();
              loaded.remove(id);
            }
          });
    }

    private void join(String model, String job) {
      if (!active.equals(model)) {
        switchTo(model);
      }
      long since = Math.max(submitted.get(job).at(), lastJoin.get(model));
      assertThat(now - since).as("wait of %s", model).isLessThanOrEqualTo(longestWait(model));
      lastJoin.put(model, now);
      waiting.get(model).remove(job);
      held.get(model).add(job);
    }

    private void switchTo(String model) {
      boolean wasLoaded = ready.containsKey(model);
      long decided = ready.getOrDefault(model, now) - (wasLoaded ? loading.get(model) : 0);
      if (!active.isEmpty()) {
        boolean nothingLeft =
            waiting.get(active).stream().noneMatch(id -> submitted.get(id).at() <= decided);
        assertThat(nothingLeft || decided - activeSince >= activeSlice)
            .as("%s left early though jobs waited for it", active)
            .isTrue();
      }
      active = model;
      activeSince = ready.getOrDefault(model, now);
      activeSlice = slice(wasLoaded ? loading.get(model) : 0);
      ready.clear();
    }

    private long slice(long loadingNanos) {
      return ModelScheduler.slice(Duration.ofNanos(loadingNanos)).toNanos();
    }

    /** The slices of all, what each holds at its end, and loading all of them. */
    private long longestWait(String model) {
      long sum = 0;
      for (String each : MODELS) {
        sum += slice(loading.get(each)) + DRAINING + loading.get(each);
      }
      return sum;
    }

    @Override
    public OptionalLong used() {
      return OptionalLong.of(loaded.size());
    }

    @Override
    public OptionalLong available() {
      return OptionalLong.empty();
    }

    @Override
    public void giveBack() {
      // What was closed is free at once.
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void none_starves_and_none_leaves_before_its_slice_is_over_while_jobs_wait_for_it(int seed) {
    new History(seed).play();
  }
}
