package org.vitrail.config;

import java.time.Duration;

/** How the worker runs networks and holds on to jobs. */
public record WorkerSettings(
    Device device,
    Precision precision,
    @Allowed("0 to 1024 threads (0 = as many as cores are free)") int threads,
    @Allowed("1 to 512 pictures") int batchImages,
    @Allowed("5s to 10m, with a unit") Duration lease,
    @Allowed("1 to 20 attempts") int maxAttempts,
    @Allowed("10s to 1d, with a unit") Duration jobTimeout) {

  /** Where networks run. */
  public enum Device {
    AUTO,
    CPU,
    CUDA
  }

  /** Number format of the networks' weights. */
  public enum Precision {
    AUTO,
    BF16,
    F16,
    F32,
    INT8
  }

  public WorkerSettings {
    Class<WorkerSettings> here = WorkerSettings.class;
    Check.that(Check.within(0, threads, 1024), here, "threads", threads);
    Check.that(Check.within(1, batchImages, 512), here, "batchImages", batchImages);
    Check.that(
        Check.within(Duration.ofSeconds(5), lease, Duration.ofMinutes(10)), here, "lease", lease);
    Check.that(Check.within(1, maxAttempts, 20), here, "maxAttempts", maxAttempts);
    Check.that(
        Check.within(Duration.ofSeconds(10), jobTimeout, Duration.ofDays(1)),
        here,
        "jobTimeout",
        jobTimeout);
  }
}
