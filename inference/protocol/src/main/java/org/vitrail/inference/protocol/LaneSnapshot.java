package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A lane at one moment.
 *
 * @param jobs unfinished ones: those that run in the order of their submission, then those that
 *     wait in the order of their turns; only the first ones of very many
 * @param depth how many jobs are unfinished in all
 * @param workers names of those that are alive
 * @param paces by worker, as far as they are known; also of some that are gone
 */
public record LaneSnapshot(
    List<OpenJob> jobs, int depth, List<String> workers, Map<String, WorkerPace> paces) {
  /**
   * How much a job is to draw or enlarge.
   *
   * @param images pictures
   * @param squares of the model's own size that each is as large as, at least 1
   * @param factor that somebody chose for a picture to be enlarged
   */
  public record Load(int images, double squares, OptionalInt factor) {
    /** Squares, or what is enlarged by no factor that somebody chose. */
    public static Load of(int images) {
      return new Load(images, 1, OptionalInt.empty());
    }
  }

  /**
   * An unfinished job.
   *
   * @param isUpscale whether it works on one finished picture while all others stand still, as that
   *     is enlarged, becomes a sticker or goes through a codec
   * @param worker that has it; of a waiting job, one that had it, or empty
   * @param isGivenBack whether it waits in front of those that were never begun
   */
  public record OpenJob(
      String id,
      Load load,
      boolean isUpscale,
      boolean isRunning,
      Progress progress,
      String worker,
      boolean isGivenBack) {
    /** Of a plain load. */
    public OpenJob(
        String id,
        int images,
        boolean isUpscale,
        boolean isRunning,
        Progress progress,
        String worker,
        boolean isGivenBack) {
      this(id, Load.of(images), isUpscale, isRunning, progress, worker, isGivenBack);
    }

    public int images() {
      return load.images();
    }

    public OptionalInt factor() {
      return load.factor();
    }
  }

  public LaneSnapshot {
    jobs = List.copyOf(jobs);
    workers = List.copyOf(workers);
    paces = Map.copyOf(paces);
  }

  static LaneSnapshot of(List<?> reply) {
    List<OpenJob> jobs = new ArrayList<>();
    for (Object each : (List<?>) reply.get(0)) {
      jobs.add(job(texts(each)));
    }
    Map<String, WorkerPace> paces = new HashMap<>();
    JobFields.map((List<?>) reply.get(3))
        .forEach((worker, text) -> WorkerPace.read(text).ifPresent(it -> paces.put(worker, it)));
    int depth = Math.toIntExact((Long) reply.get(1));
    return new LaneSnapshot(jobs, depth, texts(reply.get(2)), paces);
  }

  private static OpenJob job(List<String> facts) {
    return new OpenJob(
        facts.get(0),
        new Load(
            number(facts.get(1), 1),
            AspectRatio.read(facts.get(10)).map(AspectRatio::squares).orElse(1.),
            facts.get(9).isEmpty() ? OptionalInt.empty() : OptionalInt.of(number(facts.get(9), 0))),
        TaskFields.isAlone(facts.get(8)),
        facts.get(2).equals("RUNNING"),
        progress(facts),
        facts.get(6),
        !facts.get(7).isEmpty());
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

  private static int number(String text, int otherwise) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static List<String> texts(Object reply) {
    return ((List<?>) reply).stream().map(String::valueOf).toList();
  }
}
