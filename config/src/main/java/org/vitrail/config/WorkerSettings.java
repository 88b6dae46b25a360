package org.vitrail.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the worker serves, how it runs networks and holds on to jobs.
 *
 * @param models ids with commas between, or {@code all}
 * @param memory an amount of bytes, or {@code auto}
 */
public record WorkerSettings(
    @Allowed("all, or ids of models.yaml, separated by commas, such as bundled, dalle-mini")
        String models,
    @Allowed("auto, or an amount such as 6 GB") String memory,
    Device device,
    Precision precision,
    @Allowed("0 to 1024 threads (0 = as many as cores are free)") int threads,
    @Allowed("1 to 512 pictures") int batchImages,
    @Allowed("5s to 10m, with a unit") Duration lease,
    @Allowed("1 to 20 attempts") int maxAttempts,
    @Allowed("10s to 1d, with a unit") Duration jobTimeout) {

  private static final String ALL = "all";
  private static final String AUTO = "auto";

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
    Check.that(
        models.strip().equals(ALL)
            || !WebSettings.split(models).isEmpty()
                && WebSettings.split(models).stream().allMatch(ModelEntry::isId),
        here,
        "models",
        models);
    Check.that(
        memory.strip().equals(AUTO) || ByteSize.parse(memory).orElse(0) > 0,
        here,
        "memory",
        memory);
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

  /** The models to serve, in this order; empty = all whose files are here. */
  public List<String> modelIds() {
    return models.strip().equals(ALL) ? List.of() : WebSettings.split(models);
  }

  /** Bytes that loaded models may take together; empty = as much as there is. */
  public OptionalLong memoryBytes() {
    return ByteSize.parse(memory);
  }
}
