package org.vitrail.inference.worker;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.vitrail.inference.model.tensor.DeviceMemory;

/**
 * The loaded models beside the one that is at work. When memory runs out they are let go, and what
 * failed for it is tried once more. One thread.
 */
final class IdleModels {
  private final BooleanSupplier letGo;

  /**
   * @param letGo lets all of them go; false if there were none
   */
  IdleModels(BooleanSupplier letGo) {
    this.letGo = letGo;
  }

  /**
   * Makes room if that is what a failure was about; true if there is more room now than there was.
   */
  boolean makeRoomAfter(RuntimeException failure) {
    return DeviceMemory.isExhausted(failure) && letGo.getAsBoolean();
  }

  /** Does something, and does it again if it failed for memory and there is more of it now. */
  <T> T retrying(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (!makeRoomAfter(e)) {
        throw e;
      }
    }
    return work.get();
  }
}
