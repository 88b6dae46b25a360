package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A model as one of its workers announces it.
 *
 * @param id what jobs and people call it; its lane
 * @param abilities what it can do that others cannot, such as {@code INIT_IMAGE}, and what its
 *     worker can do besides, such as {@code codec.dall-e}; empty until the worker loaded it once
 * @param options by which people choose how it draws, those with numbers first; empty until then
 * @param enlargements by which its pictures can be enlarged, the one for those who do not choose
 *     first; empty until then, and where an older worker says nothing of it
 * @param limits of its pictures and of its jobs
 * @param languages that it reads, as codes such as {@code ru}; empty where nobody says
 */
public record ServedModel(
    String id,
    State state,
    Set<String> abilities,
    List<ServedOption> options,
    List<Enlargement> enlargements,
    Limits limits,
    List<String> languages) {
  private static final String CHOICES = "choices:";
  private static final String CELLS = "cells:";
  private static final String PIXELS = "pixels:";
  private static final String LANGUAGES = "languages:";
  private static final String JOB_TIMEOUT = "job-timeout:";

  /** What stands before a codec's id where the worker can put pictures through it. */
  private static final String CODEC = "codec.";

  /** A worker draws with a model for at least so long before it turns to another that has jobs. */
  public static final Duration MIN_TURN = Duration.ofSeconds(20);

  /**
   * How large its pictures are, and what a job may take.
   *
   * @param cells that they are drawn in, where they are, and once it was loaded
   * @param mostPixels that one can have in the memory of its worker; empty where people do not
   *     choose how large pictures are, and where nobody says
   * @param jobTimeout after which its worker ends what it draws; empty where nobody says
   */
  public record Limits(
      Optional<Cells> cells, OptionalLong mostPixels, Optional<Duration> jobTimeout) {
    public static final Limits UNKNOWN =
        new Limits(Optional.empty(), OptionalLong.empty(), Optional.empty());

    /** Of which nobody says how long a job may take. */
    public Limits(Optional<Cells> cells, OptionalLong mostPixels) {
      this(cells, mostPixels, Optional.empty());
    }

    /**
     * @throws IllegalArgumentException naming the part that is not allowed
     */
    public Limits {
      mostPixels.ifPresent(
          it ->
              Require.between(
                  "served.pixels", (int) Math.min(Integer.MAX_VALUE, it), 1, Integer.MAX_VALUE));
      jobTimeout.ifPresent(it -> Require.atLeastOneMilli("served.jobTimeout", it));
    }

    private String text() {
      return cells.map(it -> " " + CELLS + it.columns() + "x" + it.rows()).orElse("")
          + (mostPixels.isPresent() ? " " + PIXELS + mostPixels.getAsLong() : "")
          + jobTimeout.map(it -> " " + JOB_TIMEOUT + it.toMillis()).orElse("");
    }

    private static Limits read(String[] parts) {
      return new Limits(
          said(parts, CELLS).map(Cells::read),
          said(parts, PIXELS)
              .map(it -> OptionalLong.of(Long.parseLong(it)))
              .orElseGet(OptionalLong::empty),
          said(parts, JOB_TIMEOUT).map(it -> Duration.ofMillis(Long.parseLong(it))));
    }
  }

  /** Columns and rows of a picture. */
  public record Cells(int columns, int rows) {
    /**
     * @throws IllegalArgumentException naming the part that is not allowed
     */
    public Cells {
      Require.between("served.columns", columns, 1, Integer.MAX_VALUE);
      Require.between("served.rows", rows, 1, Integer.MAX_VALUE);
    }

    /** Those of a picture of another shape: the short side stays, the long one is rounded. */
    public Cells shaped(AspectRatio ratio) {
      return new Cells(
          Math.max(columns, (int) Math.round((double) columns * ratio.width() / ratio.height())),
          Math.max(rows, (int) Math.round((double) rows * ratio.height() / ratio.width())));
    }

    private static Cells read(String text) {
      String[] sides = text.split("x", 2);
      return new Cells(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    }
  }

  /** What a job for it meets. */
  public enum State {
    /** It is drawn at once. */
    LOADED,
    /** It is drawn once the model is loaded. */
    UNLOADED,
    /** It is refused: the model could not be loaded. */
    BROKEN
  }

  /**
   * A way to enlarge a picture.
   *
   * @param factor how many times as wide and high
   * @param denoises whether people choose how much noise is removed
   */
  public record Enlargement(int factor, boolean denoises) {
    private static final String DENOISES = "d";

    /**
     * @throws IllegalArgumentException naming the part that is not allowed
     */
    public Enlargement {
      Require.between("served.factor", factor, 2, ImageTask.Upscale.MAX_FACTOR);
    }

    private String text() {
      return factor + (denoises ? DENOISES : "");
    }

    private static Enlargement read(String text) {
      boolean denoises = text.endsWith(DENOISES);
      return new Enlargement(
          Integer.parseInt(text.substring(0, text.length() - (denoises ? 1 : 0))), denoises);
    }
  }

  /** One that says nothing of how its pictures can be enlarged. */
  public ServedModel(String id, State state, Set<String> abilities, List<ServedOption> options) {
    this(id, state, abilities, options, List.of(), Limits.UNKNOWN, List.of());
  }

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public ServedModel {
    Require.identifier("served.id", id);
    Require.present("served.state", state);
    abilities = Set.copyOf(Require.present("served.abilities", abilities));
    abilities.forEach(ability -> Require.identifier("served.ability", ability));
    options = List.copyOf(Require.present("served.options", options));
    enlargements = List.copyOf(Require.present("served.enlargements", enlargements));
    languages = List.copyOf(Require.present("served.languages", languages));
    languages.forEach(language -> Require.identifier("served.language", language));
  }

  /**
   * The same as it is now.
   *
   * @param codecs that its worker can put pictures through
   */
  public ServedModel as(State nowState, List<Enlargement> nowEnlargements, List<String> codecs) {
    Set<String> now = new TreeSet<>(abilities);
    now.removeIf(ability -> ability.startsWith(CODEC));
    // A name that leaves no room for the prefix is not announced: the model is, all the same.
    codecs.stream()
        .map(codec -> CODEC + codec)
        .filter(ability -> ability.length() <= Require.MAX_IDENTIFIER)
        .forEach(now::add);
    return new ServedModel(id, nowState, now, options, nowEnlargements, limits, languages);
  }

  /** The codecs that its worker can put pictures through, by their names. */
  public List<String> codecs() {
    return abilities.stream()
        .filter(ability -> ability.startsWith(CODEC))
        .map(ability -> ability.substring(CODEC.length()))
        .sorted()
        .toList();
  }

  /** Whether jobs for it are drawn. */
  public boolean draws() {
    return state != State.BROKEN;
  }

  /** Whether what it can do is said: the worker has loaded it once. */
  public boolean isKnown() {
    return state == State.LOADED || !abilities.isEmpty() || !options.isEmpty();
  }

  /**
   * As one line for Redis: state, abilities, options with numbers and enlargements; but for the
   * first, or none. What else is said follows with its name, and older readers pass it over.
   */
  String text() {
    return state
        + " "
        + String.join(",", new TreeSet<>(abilities))
        + " "
        + texts(false)
        + " "
        + enlargements.stream().map(Enlargement::text).collect(Collectors.joining(","))
        + Optional.of(texts(true))
            .filter(text -> !text.isEmpty())
            .map(text -> " " + CHOICES + text)
            .orElse("")
        + limits.text()
        + (languages.isEmpty() ? "" : " " + LANGUAGES + String.join(",", languages));
  }

  private String texts(boolean ofNames) {
    return options.stream()
        .filter(option -> option.hasNames() == ofNames)
        .map(ServedOption::text)
        .collect(Collectors.joining(","));
  }

  /** Reads such a line; empty if another version of this program wrote it. */
  static Optional<ServedModel> read(String id, String text) {
    try {
      String[] parts = text.split(" ", -1);
      List<ServedOption> options = new ArrayList<>();
      for (String range : listed(parts[2])) {
        options.add(ServedOption.Range.read(range));
      }
      for (String choice : listed(said(parts, CHOICES).orElse(""))) {
        options.add(ServedOption.Choice.read(choice));
      }
      List<Enlargement> enlargements = new ArrayList<>();
      for (String enlargement : parts.length > 3 ? listed(parts[3]) : List.<String>of()) {
        enlargements.add(Enlargement.read(enlargement));
      }
      return Optional.of(
          new ServedModel(
              id,
              State.valueOf(parts[0]),
              Set.copyOf(listed(parts[1])),
              options,
              enlargements,
              Limits.read(parts),
              listed(said(parts, LANGUAGES).orElse(""))));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> said(String[] parts, String name) {
    return Arrays.stream(parts)
        .skip(4)
        .filter(part -> part.startsWith(name))
        .map(part -> part.substring(name.length()))
        .findFirst();
  }

  private static List<String> listed(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
  }
}
