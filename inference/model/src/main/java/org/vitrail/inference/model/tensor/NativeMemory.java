package org.vitrail.inference.model.tensor;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Memory outside the Java heap, which PyTorch takes from the C library. */
public final class NativeMemory {
  private static final String DIAGNOSTICS = "com.sun.management:type=DiagnosticCommand";

  private NativeMemory() {}

  /**
   * Gives back to the system what was freed. The C library keeps it in the hope of using it again,
   * and between tensors that stay it becomes gaps that nobody uses: after loading a model of 6 GB,
   * another 1.6 GB. Linux only, by {@code malloc_trim} of JDK 17.0.9 or newer; elsewhere nothing
   * happens.
   */
  public static void trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(DIAGNOSTICS), "systemTrimNativeHeap", null, null);
    } catch (JMException e) {
      // This Java has no such command.
      return;
    }
  }
}
