package org.vitrail.inference.model.bench;

/**
 * What one stage of the pipeline took for one grid.
 *
 * @param stage its name
 * @param milliseconds median over the runs
 * @param operations floating-point operations, 0 where the stage has none to speak of
 * @param floorMilliseconds what this machine needs at least for these operations and bytes
 */
public record StageTiming(
    String stage, double milliseconds, double operations, double floorMilliseconds) {

  public double gigaflopsPerSecond() {
    return operations / milliseconds / 1e6;
  }

  /** How many times slower than the floor. */
  public double timesFloor() {
    return milliseconds / floorMilliseconds;
  }
}
