package org.vitrail.inference.protocol;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How long work takes a worker, as it measured. All times are milliseconds.
 *
 * @param batchImages pictures that it draws at once
 * @param steps of one picture, each of which draws one token for every picture of the batch
 * @param step of so many pictures, with what is done between two steps
 * @param finish what makes pictures of drawn tokens, for those of one job; nothing is drawn
 *     meanwhile
 * @param joinMillis until a job is in the batch; nothing is drawn meanwhile
 * @param enlargeMillis for one picture for which nobody chose a factor, nothing is drawn meanwhile;
 *     empty if it never did that
 * @param enlargeMillisByFactor the same for those that were chosen
 */
public record WorkerPace(
    int batchImages,
    int steps,
    Cost step,
    Cost finish,
    double joinMillis,
    OptionalDouble enlargeMillis,
    Map<Integer, Double> enlargeMillisByFactor) {
  private static final int NUMBERS = 8;

  /** Of a worker that never enlarged by a factor that somebody chose. */
  public WorkerPace(
      int batchImages,
      int steps,
      Cost step,
      Cost finish,
      double joinMillis,
      OptionalDouble enlargeMillis) {
    this(batchImages, steps, step, finish, joinMillis, enlargeMillis, Map.of());
  }

  /**
   * What something costs: a fixed part, and one for each picture.
   *
   * @param fixed in milliseconds
   * @param each in milliseconds
   */
  public record Cost(double fixed, double each) {
    public Cost {
      require("fixed", fixed);
      require("each", each);
    }

    /** In milliseconds. */
    public double of(int images) {
      return fixed + each * images;
    }
  }

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public WorkerPace {
    Require.between("pace.batchImages", batchImages, 1, Integer.MAX_VALUE);
    Require.between("pace.steps", steps, 1, Integer.MAX_VALUE);
    Require.present("pace.step", step);
    Require.present("pace.finish", finish);
    require("joinMillis", joinMillis);
    enlargeMillis.ifPresent(millis -> require("enlargeMillis", millis));
    enlargeMillisByFactor = Map.copyOf(enlargeMillisByFactor);
    enlargeMillisByFactor.forEach((factor, millis) -> require("enlargeMillis." + factor, millis));
  }

  /** For one picture, by the factor that somebody chose or none; empty if it never did that. */
  public OptionalDouble enlargeMillis(OptionalInt factor) {
    if (factor.isEmpty()) {
      return enlargeMillis;
    }
    Double millis = enlargeMillisByFactor.get(factor.getAsInt());
    return millis == null ? OptionalDouble.empty() : OptionalDouble.of(millis);
  }

  /** Pictures a second while its batch is full, all stages included. */
  public double imagesPerSecond() {
    double millis = steps * step.of(batchImages) + finish.of(batchImages) + joinMillis;
    return 1e3 * batchImages / Math.max(millis, 1e-3);
  }

  /** As one line for Redis. */
  String text() {
    return batchImages
        + " "
        + steps
        + DoubleStream.of(
                step.fixed,
                step.each,
                finish.fixed,
                finish.each,
                joinMillis,
                enlargeMillis.orElse(-1))
            .mapToObj(number -> " " + (float) number)
            .collect(Collectors.joining())
        + new TreeMap<>(enlargeMillisByFactor)
            .entrySet().stream()
                .map(entry -> " " + entry.getKey() + " " + entry.getValue().floatValue())
                .collect(Collectors.joining());
  }

  /** Reads such a line; empty if another version of this program wrote it. */
  static Optional<WorkerPace> read(String text) {
    try {
      double[] numbers = Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
      boolean isWhole = numbers.length >= NUMBERS && (numbers.length - NUMBERS) % 2 == 0;
      return isWhole ? Optional.of(of(numbers)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static WorkerPace of(double[] numbers) {
    Map<Integer, Double> byFactor = new HashMap<>();
    for (int at = NUMBERS; at < numbers.length; at += 2) {
      byFactor.put((int) numbers[at], numbers[at + 1]);
    }
    return new WorkerPace(
        (int) numbers[0],
        (int) numbers[1],
        new Cost(numbers[2], numbers[3]),
        new Cost(numbers[4], numbers[5]),
        numbers[6],
        numbers[7] < 0 ? OptionalDouble.empty() : OptionalDouble.of(numbers[7]),
        byFactor);
  }

  private static void require(String key, double millis) {
    if (!(millis >= 0) || Double.isInfinite(millis)) {
      throw Require.broken("pace." + key, millis, "a number of at least 0");
    }
  }
}
