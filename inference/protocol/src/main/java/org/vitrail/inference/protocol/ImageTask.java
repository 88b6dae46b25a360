package org.vitrail.inference.protocol;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a job asks for. */
public sealed interface ImageTask {

  /** How many pictures the task yields; the unit in which waiting time is estimated. */
  int imageCount();

  /**
   * As how many pictures it counts where people have only so many: what is as large as two squares
   * counts as two, as it takes as long.
   */
  default int countedImages() {
    return imageCount();
  }

  /** This, if it asks for new pictures. */
  default Optional<Draw> asDraw() {
    return Optional.empty();
  }

  /** This, if it asks for a larger copy. */
  default Optional<Upscale> asUpscale() {
    return Optional.empty();
  }

  /** The finished picture that it makes something of; empty if it asks for new ones. */
  default Optional<Source> source() {
    return Optional.empty();
  }

  /**
   * A picture of an earlier job.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   */
  record Source(String jobId, int pictureNumber) {}

  /** Whether it is worked on outside the batch, while all others stand still. */
  default boolean isAlone() {
    return source().isPresent();
  }

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each kind of task. */
  interface Visitor<T> {
    T draw(Draw draw);

    T upscale(Upscale upscale);

    T sticker(Sticker sticker);

    T reconstruct(Reconstruct reconstruct);
  }

  /**
   * New pictures from a prompt.
   *
   * @param prompt what the networks read
   * @param seed together with a picture's index it fixes the picture
   * @param options of the model by their names, such as {@code guidance}; what they mean and allow
   *     is the model's business, but for {@link AspectRatio#OPTION}, from which follows how long
   *     drawing takes
   * @param originalRequest what the person asked for in their own terms
   * @param isFilmed whether they want a film of how the pictures come into being
   * @param targets how much each picture counts that is drawn towards, against the prompt's 1 and
   *     below 0 for one to get away from; the pictures are {@link ImageStore#target}
   */
  record Draw(
      String prompt,
      int imageCount,
      long seed,
      Map<String, String> options,
      BeginFrom beginFrom,
      OriginalRequest originalRequest,
      boolean isFilmed,
      List<Float> targets)
      implements ImageTask {
    /** The most pictures that are drawn towards. */
    public static final int MOST_TARGETS = 4;

    /** The most that one of them may count, for or against. */
    public static final int MOST_WEIGHT = 1000;

    /** Towards no pictures. */
    public Draw(
        String prompt,
        int imageCount,
        long seed,
        Map<String, String> options,
        BeginFrom beginFrom,
        OriginalRequest originalRequest,
        boolean isFilmed) {
      this(prompt, imageCount, seed, options, beginFrom, originalRequest, isFilmed, List.of());
    }

    /** Without a film. */
    public Draw(
        String prompt,
        int imageCount,
        long seed,
        Map<String, String> options,
        BeginFrom beginFrom,
        OriginalRequest originalRequest) {
      this(prompt, imageCount, seed, options, beginFrom, originalRequest, false);
    }

    /** A prompt as it was typed, without style and picture. */
    public Draw(String prompt, int imageCount, long seed, Map<String, String> options) {
      this(prompt, imageCount, seed, options, BeginFrom.NOTHING, OriginalRequest.plain(prompt));
    }

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Draw {
      Require.text("draw.prompt", prompt);
      Require.between("draw.imageCount", imageCount, 1, Integer.MAX_VALUE);
      options =
          Collections.unmodifiableMap(new TreeMap<>(Require.present("draw.options", options)));
      options.forEach(
          (name, value) -> {
            Require.identifier("draw.options", name);
            Require.text("draw.options." + name, value);
          });
      Require.present("draw.beginFrom", beginFrom);
      Require.present("draw.originalRequest", originalRequest);
      targets = List.copyOf(Require.present("draw.targets", targets));
      Require.between("draw.targets.size", targets.size(), 0, MOST_TARGETS);
      targets.forEach(
          weight -> {
            if (!(Math.abs(weight) <= MOST_WEIGHT) || weight == 0) {
              throw Require.broken(
                  "draw.targets",
                  weight,
                  "a number from -%d to %d, but not 0".formatted(MOST_WEIGHT, MOST_WEIGHT));
            }
          });
    }

    /** A whole number that an option says; 0 where the model has no such option. */
    public int number(String option) {
      String value = options.getOrDefault(option, "0");
      return value.matches("-?\\d{1,9}") ? Integer.parseInt(value) : 0;
    }

    /** The same with another value of an option. */
    public Draw with(String option, String value) {
      Map<String, String> other = new TreeMap<>(options);
      other.put(option, value);
      return new Draw(
          prompt, imageCount, seed, other, beginFrom, originalRequest, isFilmed, targets);
    }

    /** The same with a film, or without one. */
    public Draw filmed(boolean filmed) {
      return new Draw(
          prompt, imageCount, seed, options, beginFrom, originalRequest, filmed, targets);
    }

    /** The shape of its pictures: a square where no option says otherwise. */
    public AspectRatio aspect() {
      return AspectRatio.of(options);
    }

    @Override
    public int countedImages() {
      return (int) Math.ceil(imageCount * aspect().squares());
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.draw(this);
    }

    @Override
    public Optional<Draw> asDraw() {
      return Optional.of(this);
    }

    /** Leaves the prompt out, because what people ask for does not belong into logs. */
    @Override
    public String toString() {
      return "Draw[imageCount=%d, seed=%d, options=%s, beginFrom=%s, targets=%s]"
          .formatted(imageCount, seed, options, beginFrom, targets);
    }
  }

  /**
   * What a person asked for in their own terms: for showing it, and for asking once more.
   *
   * @param prompt as typed, before a style was put around it
   * @param style the style's id, empty for none
   */
  record OriginalRequest(String prompt, String style) {
    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public OriginalRequest {
      Require.present("originalRequest.prompt", prompt);
      Require.present("originalRequest.style", style);
    }

    /** A prompt and nothing else. */
    public static OriginalRequest plain(String prompt) {
      return new OriginalRequest(prompt, "");
    }

    /** Leaves the prompt out of logs. */
    @Override
    public String toString() {
      return "OriginalRequest[style=" + style + "]";
    }
  }

  /**
   * A larger copy of one picture of an earlier job.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   * @param factor how many times as wide and high; empty for what its worker takes to be best
   * @param denoise how much noise is removed, 0 to 1; empty where that is not chosen
   */
  record Upscale(String sourceJobId, int pictureNumber, OptionalInt factor, OptionalDouble denoise)
      implements ImageTask {
    /** The largest factor that a job may name. */
    public static final int MAX_FACTOR = 16;

    /** Pixels of the largest picture that is made so: it must be kept, sent and shown. */
    public static final int MOST_PIXELS = 1 << 25;

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Upscale {
      Require.identifier("upscale.sourceJobId", sourceJobId);
      Require.between("upscale.pictureNumber", pictureNumber, 1, Integer.MAX_VALUE);
      Require.present("upscale.factor", factor)
          .ifPresent(it -> Require.between("upscale.factor", it, 2, MAX_FACTOR));
      Require.present("upscale.denoise", denoise)
          .ifPresent(it -> Require.probability("upscale.denoise", (float) it));
    }

    /** Enlarged as its worker takes to be best. */
    public Upscale(String sourceJobId, int pictureNumber) {
      this(sourceJobId, pictureNumber, OptionalInt.empty(), OptionalDouble.empty());
    }

    @Override
    public int imageCount() {
      return 1;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.upscale(this);
    }

    @Override
    public Optional<Upscale> asUpscale() {
      return Optional.of(this);
    }

    @Override
    public Optional<Source> source() {
      return Optional.of(new Source(sourceJobId, pictureNumber));
    }
  }

  /**
   * The thing in one picture of an earlier job, cut out of its background.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   */
  record Sticker(String sourceJobId, int pictureNumber) implements ImageTask {
    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Sticker {
      Require.identifier("sticker.sourceJobId", sourceJobId);
      Require.between("sticker.pictureNumber", pictureNumber, 1, Integer.MAX_VALUE);
    }

    @Override
    public int imageCount() {
      return 1;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.sticker(this);
    }

    @Override
    public Optional<Source> source() {
      return Optional.of(new Source(sourceJobId, pictureNumber));
    }
  }

  /**
   * The picture that somebody sent with the job ({@link ImageStore#INIT_IMAGE}), and what is left
   * of it once it went through a codec, side by side.
   *
   * @param codec what people call it
   */
  record Reconstruct(String codec) implements ImageTask {
    /** The codec of those who choose none, which every worker has. */
    public static final String USUAL_CODEC = "bundled";

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Reconstruct {
      Require.identifier("reconstruct.codec", codec);
    }

    @Override
    public int imageCount() {
      return 1;
    }

    @Override
    public boolean isAlone() {
      return true;
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.reconstruct(this);
    }
  }
}
