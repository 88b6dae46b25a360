package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a job ended. A job ends once: the first outcome that reaches the queue stays. */
public sealed interface JobOutcome {

  /** This, if there are pictures. */
  default Optional<Done> asDone() {
    return Optional.empty();
  }

  /** This, if there are none though nobody withdrew the job. */
  default Optional<Failed> asFailed() {
    return Optional.empty();
  }

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each way to end. */
  interface Visitor<T> {
    T done(Done done);

    T failed(Failed failed);

    T cancelled();
  }

  /**
   * The pictures are in the {@link ImageStore}.
   *
   * @param pictures best first, numbered from 1 without gaps
   * @param columns of the grid picture
   * @param modelHash tells apart the weights that one model id stood for over time
   * @param computeTime from the claim to the outcome, the wait in the queue left out
   * @param understanding what the model made of the prompt, where it knows which words it was
   *     taught
   * @param hasFilm whether {@link ImageStore#FILM} was stored beside them
   */
  record Done(
      List<Picture> pictures,
      int columns,
      String modelId,
      String modelHash,
      Duration computeTime,
      Optional<Understanding> understanding,
      boolean hasFilm)
      implements JobOutcome {
    /** Without a film, of a model that says nothing of the prompt. */
    public Done(
        List<Picture> pictures,
        int columns,
        String modelId,
        String modelHash,
        Duration computeTime) {
      this(pictures, columns, modelId, modelHash, computeTime, Optional.empty(), false);
    }

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Done {
      pictures = List.copyOf(Require.present("done.pictures", pictures));
      for (int i = 0; i < pictures.size(); i++) {
        if (pictures.get(i).number() != i + 1) {
          throw Require.broken(
              "done.pictures[" + i + "].number",
              pictures.get(i).number(),
              (i + 1) + ", as pictures are listed best first");
        }
      }
      Require.between("done.columns", columns, 1, Integer.MAX_VALUE);
      Require.present("done.modelId", modelId);
      Require.present("done.modelHash", modelHash);
      Require.present("done.computeTime", computeTime);
      Require.present("done.understanding", understanding);
    }

    /** A picture by its number. */
    public Optional<Picture> picture(int number) {
      return pictures.stream().filter(picture -> picture.number() == number).findFirst();
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.done(this);
    }

    @Override
    public Optional<Done> asDone() {
      return Optional.of(this);
    }
  }

  /**
   * There are no pictures.
   *
   * @param reason a stable key for programs and translations, such as {@code error.timeout}
   * @param detail a sentence for a person: what happened and what to do next
   */
  record Failed(String reason, String detail) implements JobOutcome {
    /** The job ran longer than a job may. */
    public static final String TIMEOUT = "error.timeout";

    /** A fault of the program or the machine. */
    public static final String INTERNAL = "error.internal";

    /** The worker's GPU or machine has too little memory for it at the moment. */
    public static final String OUT_OF_MEMORY = "error.out-of-memory";

    /** The model that the job asks for cannot be loaded. */
    public static final String MODEL_MISSING = "error.model-missing";

    /** Every worker that took the job stopped before it was finished. */
    public static final String TOO_MANY_ATTEMPTS = "error.too-many-attempts";

    /** It waited longer than a job may until it is begun. */
    public static final String WAITED_TOO_LONG = "error.waited-too-long";

    /** Redis refused to keep the pictures, and went on refusing. */
    public static final String NOT_STORED = "error.not-stored";

    /** Redis refused to hand out what the job begins from, and went on refusing. */
    public static final String NOT_READ = "error.not-read";

    /** No network here enlarges so many times, or removes noise. */
    public static final String UPSCALER_MISSING = "error.upscaler-missing";

    /** No worker that took the job has the codec. */
    public static final String CODEC_MISSING = "error.codec-missing";

    /** The enlarged picture would be larger than what is made here. */
    public static final String TOO_LARGE = "error.too-large";

    /** What is behind the thing in a picture has many colours, so that nothing can be cut out. */
    public static final String NO_BACKGROUND = "error.no-background";

    /** A picture is of one colour, so that nothing can be cut out. */
    public static final String NOTHING_IN_FRONT = "error.nothing-in-front";

    /** The picture to work on has expired. */
    public static final String SOURCE_EXPIRED = "error.source-expired";

    /** The picture to begin from, which somebody sent, has expired or cannot be read. */
    public static final String INIT_IMAGE_GONE = "error.init-image-gone";

    /** A picture to draw towards, which somebody sent, has expired or cannot be read. */
    public static final String TARGET_GONE = "error.target-gone";

    /** The model draws towards no picture. */
    public static final String NO_TARGET = "error.no-target";

    /** The model has not all of the options that the job names, or does not allow their values. */
    public static final String OPTION_REFUSED = "error.option-refused";

    /** The model cannot begin from a picture. */
    public static final String NO_IMAGE_PROMPT = "error.no-image-prompt";

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Failed {
      Require.identifier("failed.reason", reason);
      Require.present("failed.detail", detail);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.failed(this);
    }

    @Override
    public Optional<Failed> asFailed() {
      return Optional.of(this);
    }
  }

  /** Someone withdrew the job. */
  record Cancelled() implements JobOutcome {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.cancelled();
    }
  }
}
