package org.vitrail.inference.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Jobs and outcomes for tests that do not care what is asked for. */
public final class SampleJobs {
  public static final String LANE = "bundled";
  public static final Sampling SAMPLING = new Sampling(10f, 1f, 256, 1f);

  private SampleJobs() {}

  /** A job of one image by someone. */
  public static ImageJob job(String id) {
    return job(id, "someone", 1);
  }

  public static ImageJob job(String id, String userId, int imageCount) {
    return job(id, LANE, userId, imageCount);
  }

  public static ImageJob job(String id, String lane, String userId, int imageCount) {
    return new ImageJob(
        id,
        lane,
        new ImageTask.Draw("a red apple", imageCount, 7, SAMPLING, new int[0]),
        new Requester("web", userId, "", "en"),
        Instant.parse("2026-01-02T03:04:05Z"));
  }

  /** An outcome with one picture of four tokens. */
  public static JobOutcome.Done done() {
    return new JobOutcome.Done(
        List.of(new Picture(1, 0, 0.25f, new int[] {1, 2, 3, 4})),
        1,
        2,
        LANE,
        "0123abcd",
        Duration.ofMillis(1500));
  }
}
