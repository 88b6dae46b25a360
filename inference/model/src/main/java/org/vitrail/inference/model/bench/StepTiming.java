package org.vitrail.inference.model.bench;

import java.util.Arrays;
import java.util.function.Consumer;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Workload;

/**
 * What the first steps of a grid took, for models of which a whole grid takes this machine too
 * long.
 *
 * @param firstMilliseconds the first step with what reading the prompt takes
 * @param milliseconds of each further step, the fastest first
 * @param ofSteps how many steps a whole grid takes
 * @param floorMilliseconds what this machine needs at least for one step
 */
public record StepTiming(
    double firstMilliseconds, double[] milliseconds, int ofSteps, double floorMilliseconds) {

  /**
   * Draws the first steps of one grid.
   *
   * @param stepCount at least 2; a grid that has fewer is drawn to its end
   * @param progress told after each step
   */
  public static StepTiming measure(
      ImageModel model,
      Workload workload,
      MachineRates rates,
      int stepCount,
      Consumer<Integer> progress) {
    Request request = workload.request(0);
    int ofSteps = workload.stepCount() / request.imageCount();
    double[] milliseconds = new double[Math.min(stepCount, ofSteps)];
    Batch batch = model.newBatch(request.imageCount());
    long start = System.nanoTime();
    batch.join(request);
    for (int step = 0; step < milliseconds.length; step++) {
      batch.step();
      long end = System.nanoTime();
      milliseconds[step] = (end - start) / 1e6;
      start = end;
      progress.accept(step + 1);
    }
    batch.leave(request.id());
    double[] further = Arrays.copyOfRange(milliseconds, 1, milliseconds.length);
    Arrays.sort(further);
    double floor = rates.floor(workload.costs().get(workload.steppedStage())) / ofSteps;
    return new StepTiming(milliseconds[0], further, ofSteps, floor);
  }

  /** Of a further step. */
  public double median() {
    return milliseconds[milliseconds.length / 2];
  }

  /** The first step, and all others as the median of those that were measured. */
  public double gridMilliseconds() {
    return firstMilliseconds + (ofSteps - 1) * median();
  }
}
