package org.vitrail.inference.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Jobs and outcomes for tests that do not care what is asked for. */
public final class SampleJobs {
  public static final String LANE = "bundled";
  public static final Map<String, String> OPTIONS =
      Map.of("guidance", "10.0", "temperature", "1.0", "top-k", "256", "top-p", "1.0");

  private SampleJobs() {}

  /** A job of one image by someone. */
  public static ImageJob job(String id) {
    return job(id, "someone", 1);
  }

  public static ImageJob job(String id, String userId, int imageCount) {
    return job(id, LANE, userId, imageCount);
  }

  public static ImageJob job(String id, String lane, String userId, int imageCount) {
    return job(id, lane, userId, new ImageTask.Draw("a red apple", imageCount, 7, OPTIONS));
  }

  /** A job that is to do something for someone. */
  public static ImageJob job(String id, ImageTask task) {
    return job(id, "someone", task);
  }

  public static ImageJob job(String id, String userId, ImageTask task) {
    return job(id, LANE, userId, task);
  }

  private static ImageJob job(String id, String lane, String userId, ImageTask task) {
    return new ImageJob(
        id,
        lane,
        task,
        new Requester("web", userId, "", "en"),
        Instant.parse("2026-01-02T03:04:05Z"));
  }

  /** An outcome with one picture, which can be varied. */
  public static JobOutcome.Done done() {
    return new JobOutcome.Done(
        List.of(new Picture(1, 0, 0.25f, true)), 1, LANE, "0123abcd", Duration.ofMillis(1500));
  }
}
