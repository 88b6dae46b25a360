package org.vitrail.inference.protocol;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How long work takes a worker, as it measured. All times are milliseconds.
 *
 * @param batchImages pictures that it draws at once
 * @param steps of one picture, each of which draws one token for every picture of the batch
 * @param begin what comes before drawing
 * @param step of so many pictures, with what is done between two steps
 * @param finish what makes pictures of drawn tokens, for those of one job; nothing is drawn
 *     meanwhile
 * @param aloneMillis for work on one picture by what it does (see {@link LaneSnapshot.Load#act})
 *     and for each square of the model's own size that it is as large as, nothing is drawn
 *     meanwhile; without what it never did
 * @param errors how far off all this was lately
 */
public record WorkerPace(
    int batchImages,
    int steps,
    Begin begin,
    Cost step,
    Cost finish,
    Map<String, Double> aloneMillis,
    Errors errors) {
  /** What an error is taken to be before such work was done from beginning to end. */
  public static final double UNKNOWN_ERROR = .5;

  private static final String VERSION = "v2";
  private static final int NUMBERS = 9;
  private static final int NUMBERS_BEFORE = 8;
  private static final String UPSCALE = "upscale";

  /**
   * In front of what pictures begin from; readers that do not know such words take them for acts.
   */
  private static final String JOIN = "join/";

  private static final String KEPT = "kept/";

  /** In front of an act. */
  private static final String ERROR = "error/";

  /** Exact, of a worker that enlarged at most, by no factor that somebody chose. */
  public WorkerPace(
      int batchImages,
      int steps,
      Cost step,
      Cost finish,
      double joinMillis,
      OptionalDouble enlargeMillis) {
    this(
        batchImages,
        steps,
        Begin.of(0, joinMillis),
        step,
        finish,
        enlargeMillis.isPresent() ? Map.of(UPSCALE, enlargeMillis.getAsDouble()) : Map.of(),
        new Errors(0, enlargeMillis.isPresent() ? Map.of(UPSCALE, 0.) : Map.of()));
  }

  /**
   * By which part of the time that it took work was off what was foretold when it was begun, in the
   * mean of the latest; .25 for a quarter.
   *
   * @param drawing with what makes pictures of it, in the company that it had
   * @param alone of work on one picture by what it does; without what was never foretold
   */
  public record Errors(double drawing, Map<String, Double> alone) {
    /** Before anything was done from beginning to end. */
    public static final Errors UNKNOWN = ofDrawing(UNKNOWN_ERROR);

    public Errors {
      require("error", drawing);
      alone = Map.copyOf(alone);
      alone.forEach((act, error) -> require(ERROR + act, error));
    }

    /** Of a worker that says nothing of work on one picture. */
    public static Errors ofDrawing(double drawing) {
      return new Errors(drawing, Map.of());
    }

    double of(LaneSnapshot.Load load) {
      return load.isAlone() ? alone.getOrDefault(load.act(), UNKNOWN_ERROR) : drawing;
    }
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
   * What comes before drawing; nothing is drawn meanwhile.
   *
   * @param loadMillis until the model is loaded and warm; 0 where it was never measured
   * @param joinMillis until a job is in the batch whose pictures begin from nothing
   * @param from others, by what they begin from (see {@link LaneSnapshot.Load#from}); without what
   *     it never did
   */
  public record Begin(double loadMillis, double joinMillis, Map<String, Start> from) {
    public Begin {
      require("loadMillis", loadMillis);
      require("joinMillis", joinMillis);
      from = Map.copyOf(from);
    }

    /** Of a worker that began from nothing alone. */
    public static Begin of(double loadMillis, double joinMillis) {
      return new Begin(loadMillis, joinMillis, Map.of());
    }

    /**
     * @param what pictures begin from; what was never begun from counts as nothing
     */
    public Start of(String what) {
      return from.getOrDefault(what, new Start(joinMillis, 0));
    }
  }

  /**
   * How a job begins.
   *
   * @param joinMillis until it is in the batch
   * @param keptShare of its steps that are not drawn, as what they draw is there already; 0 to 1
   */
  public record Start(double joinMillis, double keptShare) {
    public Start {
      require("joinMillis", joinMillis);
      require("keptShare", keptShare);
      if (keptShare > 1) {
        throw Require.broken("pace.keptShare", keptShare, "0 to 1");
      }
    }
  }

  /**
   * @throws IllegalArgumentException naming the part that is not allowed
   */
  public WorkerPace {
    Require.between("pace.batchImages", batchImages, 1, Integer.MAX_VALUE);
    Require.between("pace.steps", steps, 1, Integer.MAX_VALUE);
    Require.present("pace.begin", begin);
    Require.present("pace.step", step);
    Require.present("pace.finish", finish);
    Require.present("pace.errors", errors);
    aloneMillis = Map.copyOf(aloneMillis);
    aloneMillis.forEach((act, millis) -> require(act, millis));
  }

  /** For work on one picture; empty if it never did that. */
  public OptionalDouble aloneMillis(String act) {
    Double millis = aloneMillis.get(act);
    return millis == null ? OptionalDouble.empty() : OptionalDouble.of(millis);
  }

  /**
   * By which part of the time that it takes such work by itself is off what is foretold; .25 for a
   * quarter.
   */
  public double error(LaneSnapshot.Load load) {
    return errors.of(load);
  }

  /** Of a drawing: what a picture is larger than a square of the model's, it takes more. */
  public int steps(LaneSnapshot.Load load) {
    return (int) Math.round((load.iterations() > 0 ? load.iterations() : steps) * load.squares());
  }

  /** Those of them that have to be drawn, as what its pictures begin from is there already. */
  public int stepsToDraw(LaneSnapshot.Load load) {
    return (int) Math.round((1 - begin.of(load.from()).keptShare()) * steps(load));
  }

  /** Pictures a second while its batch is full, all stages included. */
  public double imagesPerSecond() {
    double millis = steps * step.of(batchImages) + finish.of(batchImages) + begin.joinMillis();
    return 1e3 * batchImages / Math.max(millis, 1e-3);
  }

  /** As one line for Redis. */
  String text() {
    return VERSION
        + DoubleStream.of(
                batchImages,
                steps,
                begin.loadMillis(),
                begin.joinMillis(),
                step.fixed,
                step.each,
                finish.fixed,
                finish.each,
                errors.drawing)
            .mapToObj(number -> " " + (float) number)
            .collect(Collectors.joining())
        + named().entrySet().stream()
            .map(entry -> " " + entry.getKey() + " " + entry.getValue().floatValue())
            .collect(Collectors.joining());
  }

  /** Numbers that have a name, as not every worker has the same. */
  private Map<String, Double> named() {
    Map<String, Double> named = new TreeMap<>(aloneMillis);
    begin.from.forEach(
        (what, start) -> {
          named.put(JOIN + what, start.joinMillis);
          named.put(KEPT + what, start.keptShare);
        });
    errors.alone.forEach((act, error) -> named.put(ERROR + act, error));
    return named;
  }

  /** Reads such a line; empty if a newer version of this program wrote it. */
  static Optional<WorkerPace> read(String text) {
    try {
      List<String> words = Arrays.asList(text.split(" "));
      return Optional.of(
          words.get(0).equals(VERSION) ? of(words.subList(1, words.size())) : before(words));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static WorkerPace of(List<String> words) {
    double[] numbers = numbers(words.subList(0, NUMBERS));
    Map<String, Double> named = new HashMap<>();
    for (int at = NUMBERS; at < words.size(); at += 2) {
      named.put(words.get(at), Double.valueOf(words.get(at + 1)));
    }
    Map<String, Start> from = new HashMap<>();
    Map<String, Double> alone = new HashMap<>();
    Map<String, Double> errors = new HashMap<>();
    named.forEach(
        (name, number) -> {
          if (name.startsWith(JOIN)) {
            String what = name.substring(JOIN.length());
            from.put(what, new Start(number, named.getOrDefault(KEPT + what, 0.)));
          } else if (name.startsWith(ERROR)) {
            errors.put(name.substring(ERROR.length()), number);
          } else if (!name.startsWith(KEPT)) {
            alone.put(name, number);
          }
        });
    return new WorkerPace(
        (int) numbers[0],
        (int) numbers[1],
        new Begin(numbers[2], numbers[3], from),
        new Cost(numbers[4], numbers[5]),
        new Cost(numbers[6], numbers[7]),
        alone,
        new Errors(numbers[8], errors));
  }

  /** As the version before wrote it, which knew no other work on one picture than to enlarge it. */
  private static WorkerPace before(List<String> words) {
    double[] numbers = numbers(words);
    Map<String, Double> alone = new HashMap<>();
    if (numbers[NUMBERS_BEFORE - 1] >= 0) {
      alone.put(UPSCALE, numbers[NUMBERS_BEFORE - 1]);
    }
    for (int at = NUMBERS_BEFORE; at < numbers.length; at += 2) {
      alone.put(UPSCALE + ":" + (int) numbers[at], numbers[at + 1]);
    }
    return new WorkerPace(
        (int) numbers[0],
        (int) numbers[1],
        Begin.of(0, numbers[6]),
        new Cost(numbers[2], numbers[3]),
        new Cost(numbers[4], numbers[5]),
        alone,
        Errors.UNKNOWN);
  }

  private static double[] numbers(List<String> words) {
    return words.stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static void require(String key, double number) {
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw Require.broken("pace." + key, number, "a number of at least 0");
    }
  }
}
