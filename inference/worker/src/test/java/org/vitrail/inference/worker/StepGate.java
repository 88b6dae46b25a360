package org.vitrail.inference.worker;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a {@link FakeModel} draw as many steps as a test allows, so that it can look in between. */
public final class StepGate implements FakeModel.Watcher {
  private final Semaphore steps;
  private volatile boolean open;

  /**
   * @param steps that may be drawn
   */
  public StepGate(int steps) {
    this.steps = new Semaphore(steps);
  }

  /** Lets so many more be drawn. */
  public void allow(int more) {
    steps.release(more);
  }

  /** Lets everything be drawn from now on. */
  public void open() {
    open = true;
    steps.release();
  }

  /** Waits a moment for a step to be allowed, as a step takes a moment. */
  @Override
  public boolean mayStep() {
    try {
      return open || steps.tryAcquire(5, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
