package org.vitrail.config;

import java.time.Duration;

/** What one request and the whole queue may hold. */
public record LimitSettings(
    @Allowed("1 to 10000 characters") int promptCharacters,
    @Allowed("1 to 9 pictures") int imagesPerJob,
    @Allowed("1 to 100000 requests") int queuedJobs,
    @Allowed("1 to 100000 requests") int queuedJobsPerPerson,
    @Allowed("1m to 7d, with a unit") Duration longestWait) {
  public LimitSettings {
    Class<LimitSettings> here = LimitSettings.class;
    Check.that(
        Check.within(1, promptCharacters, 10_000), here, "promptCharacters", promptCharacters);
    Check.that(Check.within(1, imagesPerJob, 9), here, "imagesPerJob", imagesPerJob);
    Check.that(Check.within(1, queuedJobs, 100_000), here, "queuedJobs", queuedJobs);
    Check.that(
        Check.within(1, queuedJobsPerPerson, 100_000),
        here,
        "queuedJobsPerPerson",
        queuedJobsPerPerson);
    Check.that(
        Check.within(Duration.ofMinutes(1), longestWait, Duration.ofDays(7)),
        here,
        "longestWait",
        longestWait);
  }
}
