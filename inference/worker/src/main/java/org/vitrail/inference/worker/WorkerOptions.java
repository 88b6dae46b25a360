package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How a worker works.
 *
 * @param batchImages pictures drawn at once; more share the cost of a step and take more memory
 * @param memory bytes that all loaded models together may take; empty = as much as there is
 * @param lease a job whose worker has been silent for so long is given to another
 * @param jobTimeout a job that runs longer fails, and a step that takes as long loses its jobs to
 *     other workers
 * @param drainTimeout how long running jobs may go on once the worker is asked to stop; what is not
 *     done then goes back to the queue
 * @param version of the program, for the pictures' cards
 * @param label whether pictures say on sight that they are made by a model
 */
public record WorkerOptions(
    int batchImages,
    OptionalLong memory,
    Duration lease,
    Duration jobTimeout,
    Duration drainTimeout,
    String version,
    boolean label) {
  public WorkerOptions {
    if (batchImages < 1) {
      throw new IllegalArgumentException(
          "batchImages: " + batchImages + " is not allowed; give at least 1.");
    }
  }
}
