package org.vitrail.bot.core.admission;

/**
 * How many jobs may be open, which means waiting or running.
 *
 * @param jobs of all people and models together; more means longer waits before anyone is told
 * @param jobsPerPerson of one person
 */
public record QueueLimits(int jobs, int jobsPerPerson) {
  public QueueLimits {
    if (jobs < 1) {
      throw new IllegalArgumentException(
          "queuedJobs: " + jobs + " is not allowed; give 1 or more.");
    }
    if (jobsPerPerson < 1) {
      throw new IllegalArgumentException(
          "queuedJobsPerPerson: " + jobsPerPerson + " is not allowed; give 1 or more.");
    }
  }
}
