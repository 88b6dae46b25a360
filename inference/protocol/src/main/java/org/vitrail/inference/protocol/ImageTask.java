package org.vitrail.inference.protocol;

import java.util.Arrays;

/** What a job asks for. */
public sealed interface ImageTask {

  /** How many pictures the task yields; the unit in which waiting time is estimated. */
  int imageCount();

  /**
   * New pictures from a prompt.
   *
   * @param seed together with a picture's index it fixes the picture
   * @param prompt what the networks read
   * @param keptTokens image tokens that every picture begins with, empty for none; this is how a
   *     variation keeps part of its original
   * @param originalRequest what the person asked for in their own terms
   */
  record Draw(
      String prompt,
      int imageCount,
      long seed,
      Sampling sampling,
      int[] keptTokens,
      OriginalRequest originalRequest)
      implements ImageTask {

    /** A prompt as it was typed, without style and picture. */
    public Draw(String prompt, int imageCount, long seed, Sampling sampling, int[] keptTokens) {
      this(prompt, imageCount, seed, sampling, keptTokens, OriginalRequest.plain(prompt));
    }

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Draw {
      Require.text("draw.prompt", prompt);
      Require.between("draw.imageCount", imageCount, 1, Integer.MAX_VALUE);
      Require.present("draw.sampling", sampling);
      keptTokens = Require.present("draw.keptTokens", keptTokens).clone();
      Require.present("draw.wish", originalRequest);
    }

    @Override
    public int[] keptTokens() {
      return keptTokens.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Draw draw
          && prompt.equals(draw.prompt)
          && imageCount == draw.imageCount
          && seed == draw.seed
          && sampling.equals(draw.sampling)
          && Arrays.equals(keptTokens, draw.keptTokens)
          && originalRequest.equals(draw.originalRequest);
    }

    @Override
    public int hashCode() {
      return 31 * prompt.hashCode() + Long.hashCode(seed);
    }

    /** Leaves the prompt out, because what people ask for does not belong into logs. */
    @Override
    public String toString() {
      return "Draw[imageCount=%d, seed=%d, %s, keptTokens=%d]"
          .formatted(imageCount, seed, sampling, keptTokens.length);
    }
  }

  /**
   * What a person asked for in their own terms: for showing it, and for asking once more.
   *
   * @param prompt as typed, before a style was put around it
   * @param style the style's id, empty for none
   * @param beginsFromPicture whether the pictures begin like {@link ImageStore#INIT_IMAGE} of the
   *     job
   */
  record OriginalRequest(String prompt, String style, boolean beginsFromPicture) {
    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public OriginalRequest {
      Require.present("wish.prompt", prompt);
      Require.present("wish.style", style);
    }

    /** A prompt and nothing else. */
    public static OriginalRequest plain(String prompt) {
      return new OriginalRequest(prompt, "", false);
    }

    /** Leaves the prompt out of logs. */
    @Override
    public String toString() {
      return "Wish[style=%s, beginsFromPicture=%s]".formatted(style, beginsFromPicture);
    }
  }

  /**
   * A larger copy of one picture of an earlier job.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   */
  record Upscale(String sourceJobId, int pictureNumber) implements ImageTask {
    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Upscale {
      Require.identifier("upscale.sourceJobId", sourceJobId);
      Require.between("upscale.pictureNumber", pictureNumber, 1, Integer.MAX_VALUE);
    }

    @Override
    public int imageCount() {
      return 1;
    }
  }
}
