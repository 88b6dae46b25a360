package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A lane at one moment.
 *
 * @param jobs unfinished ones: those that run in the order of their submission, then those that
 *     wait in the order of their turns; only the first ones of very many
 * @param depth how many jobs are unfinished in all
 * @param workers names of those that are alive
 * @param paces by worker, as far as they are known; also of some that are gone
 * @param arrivals the latest, the oldest first; ended jobs among them
 */
public record LaneSnapshot(
    List<OpenJob> jobs,
    int depth,
    List<String> workers,
    Map<String, WorkerPace> paces,
    List<Arrival> arrivals) {
  /** Jobs that are listed at most, as a script can pass on so many at once. */
  static final int MOST_JOBS = 1000;

  /** Between the words of a job that waits. */
  private static final String BETWEEN_WORDS = "\u001f";

  /**
   * Somebody asked for something.
   *
   * @param millisAgo before the snapshot
   */
  public record Arrival(double millisAgo, Load load) {}

  /**
   * How much a job is to draw, or what it does with one picture.
   *
   * @param images pictures
   * @param squares of the model's own size that each is as large as, at least 1
   * @param iterations in which it is drawn; 0 for as many steps as its model takes
   * @param from what its pictures begin from, such as {@code variation} or {@code
   *     init-image:up:12}, of which a part need not be drawn; empty for nothing
   * @param act what it does with one finished picture while all others stand still, such as {@code
   *     upscale:4}, {@code sticker} or {@code reconstruct:dalle}; empty for one that draws
   */
  public record Load(int images, double squares, int iterations, String from, String act) {
    private static final String BETWEEN = ":";

    /** Squares. */
    public static Load of(int images) {
      return new Load(images, 1, 0, "", "");
    }

    /**
     * Work on one picture: a task with its factor or codec, which is empty where none is chosen.
     */
    static Load alone(String task, String how, double squares) {
      return new Load(1, squares, 0, "", how.isEmpty() ? task : task + BETWEEN + how);
    }

    /** What a job is to do. */
    public static Load of(ImageTask task) {
      return TaskFields.load(task.imageCount(), TaskFields.of(task));
    }

    /** Whether it works on one finished picture. */
    public boolean isAlone() {
      return !act.isEmpty();
    }
  }

  /**
   * Where a job waits.
   *
   * @param isGivenBack whether in front of those that were never begun
   * @param passed pictures that were drawn before its own though they came later, as it did not fit
   */
  public record Turn(boolean isGivenBack, int passed) {
    /** Of a job that comes when it comes. */
    public static final Turn USUAL = new Turn(false, 0);
  }

  /**
   * An unfinished job.
   *
   * @param worker that has it; of a waiting job, one that had it, or empty
   * @param leftMillis that its worker expects it still to take, in the company that it has; empty
   *     where it did not say
   */
  public record OpenJob(
      String id,
      Load load,
      boolean isRunning,
      Progress progress,
      String worker,
      Turn turn,
      OptionalDouble leftMillis) {
    /** One of which its worker does not say how long it still takes. */
    public OpenJob(
        String id, Load load, boolean isRunning, Progress progress, String worker, Turn turn) {
      this(id, load, isRunning, progress, worker, turn, OptionalDouble.empty());
    }

    /** One that nobody has begun. */
    public static OpenJob waiting(String id, Load load) {
      return new OpenJob(id, load, false, Progress.NONE, "", Turn.USUAL);
    }

    public int images() {
      return load.images();
    }

    public boolean isGivenBack() {
      return turn.isGivenBack();
    }
  }

  public LaneSnapshot {
    jobs = List.copyOf(jobs);
    workers = List.copyOf(workers);
    paces = Map.copyOf(paces);
    arrivals = List.copyOf(arrivals);
  }

  /**
   * How long work takes those that have not said it: as one says that is alive, or else as one said
   * that is gone.
   */
  public Optional<WorkerPace> usualPace() {
    return workers.stream()
        .filter(paces::containsKey)
        .findFirst()
        .or(() -> paces.keySet().stream().findFirst())
        .map(paces::get);
  }

  /**
   * How long work takes a worker: as it said, or as usual; empty where nobody said anything.
   *
   * @param worker one that is alive
   */
  public Optional<WorkerPace> pace(String worker) {
    return Optional.ofNullable(paces.get(worker)).or(this::usualPace);
  }

  static LaneSnapshot of(List<?> reply) {
    List<OpenJob> jobs = new ArrayList<>();
    for (Object each : (List<?>) reply.get(0)) {
      jobs.add(each instanceof String line ? untouched(line) : job(texts(each)));
    }
    Map<String, WorkerPace> paces = new HashMap<>();
    JobFields.map((List<?>) reply.get(3))
        .forEach((worker, text) -> WorkerPace.read(text).ifPresent(it -> paces.put(worker, it)));
    int depth = Math.toIntExact((Long) reply.get(1));
    List<Arrival> arrivals = new ArrayList<>();
    for (Object each : (List<?>) reply.get(4)) {
      List<String> facts = texts(each);
      arrivals.add(
          new Arrival(
              Double.parseDouble(facts.get(0)),
              load(facts.get(1), facts.subList(2, facts.size()))));
    }
    return new LaneSnapshot(jobs, depth, texts(reply.get(2)), paces, arrivals);
  }

  /**
   * @param facts the values of {@link TaskFields#OF_LOAD}
   */
  private static Load load(String images, List<String> facts) {
    Map<String, String> task = new HashMap<>();
    for (int i = 0; i < TaskFields.OF_LOAD.size(); i++) {
      task.put(TaskFields.OF_LOAD.get(i), facts.get(i));
    }
    return TaskFields.load(number(images, 1), task);
  }

  private static OpenJob untouched(String line) {
    List<String> facts = List.of(line.split(BETWEEN_WORDS, -1));
    return OpenJob.waiting(facts.get(0), load(facts.get(1), facts.subList(2, facts.size())));
  }

  private static OpenJob job(List<String> facts) {
    return new OpenJob(
        facts.get(0),
        load(facts.get(1), facts.subList(10, facts.size())),
        facts.get(2).equals("RUNNING"),
        progress(facts),
        facts.get(6),
        new Turn(!facts.get(7).isEmpty(), number(facts.get(8), 0)),
        facts.get(9).isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(number(facts.get(9), Integer.MAX_VALUE)));
  }

  /** What a newer program reports counts as nothing: an estimate is no reason to fail. */
  private static Progress progress(List<String> facts) {
    try {
      int total = number(facts.get(5), 0);
      return new Progress(Stage.valueOf(facts.get(3)), number(facts.get(4), 0), total, 0);
    } catch (IllegalArgumentException e) {
      return Progress.NONE;
    }
  }

  static int number(String text, int otherwise) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static List<String> texts(Object reply) {
    return ((List<?>) reply).stream().map(String::valueOf).toList();
  }
}
