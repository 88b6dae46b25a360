package org.vitrail.inference.model.tensor;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads PyTorch's natives, once in a process: those for CUDA where a GPU is wanted and its driver
 * will do, else those for processors, which are part of the program. The former are too large for
 * that: DJL fetches them at the first use and keeps them.
 */
final class PyTorch {
  private static final Logger log = LoggerFactory.getLogger(PyTorch.class);
  private static final String CUDA_FLAVOR = "cu128";

  /** Where DJL looks for natives on the classpath. */
  private static final String PACKAGED_NATIVES = "native/lib/pytorch.properties";

  private static final String OFFLINE = "ai.djl.offline";
  private static final String FLAVOR = "PYTORCH_FLAVOR";

  /** DJL's message once it has begun to load. */
  private static final String LOADING_FAILED = "Failed to load PyTorch native library";

  private static boolean loaded;

  private PyTorch() {}

  /**
   * PyTorch for a device.
   *
   * @throws IllegalArgumentException if CUDA is asked for by name and cannot be had, or the
   *     libraries cannot be unpacked or loaded, saying what to do
   */
  static synchronized Engine load(ComputeDevice device) {
    if (loaded) {
      return Engine.getEngine("PyTorch");
    }
    Engine engine = NativeFolder.locked(() -> loadFirst(device));
    Nnpack.switchOff();
    return engine;
  }

  private static Engine loadFirst(ComputeDevice device) {
    if (device != ComputeDevice.CPU && !chosenByOperator()) {
      Optional<NvidiaDriver> driver = NvidiaDriver.find();
      boolean windows =
          System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
      if (driver.isPresent()) {
        loaded = loadCuda(device, driver.get(), windows);
      }
    }
    try {
      Engine engine = Engine.getEngine("PyTorch");
      loaded = true;
      return engine;
    } catch (EngineException | IllegalStateException | AssertionError | UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(notLoaded(deepest(e), NativeFolder.here()), e);
    }
  }

  /** What to do when the libraries for processors, which are part of the program, do not load. */
  static String notLoaded(String reason, Path folder) {
    String what = "PyTorch's libraries in " + folder + " cannot be loaded: ";
    if (reason.contains("failed to map segment") || reason.contains("not permitted")) {
      return what
          + "the disk forbids programs (it is mounted noexec). Name a folder on another disk with"
          + " ENGINE_CACHE_DIR.";
    }
    if (reason.contains("No space left")) {
      return what
          + "the disk is full. Make 450 MB of room, or name another folder with ENGINE_CACHE_DIR.";
    }
    if (reason.contains("GLIBC")) {
      return what + "this system's C or C++ library is too old. Use a newer release of it.";
    }
    if (reason.contains("file too short") || reason.contains("invalid ELF header")) {
      return what + "a file there is damaged. Delete the folder; it is unpacked anew.";
    }
    return what
        + reason
        + ". Delete the folder, which is unpacked anew; ./vitrail doctor looks at the rest.";
  }

  /** DJL's own variables point at natives that the operator installed. */
  private static boolean chosenByOperator() {
    return System.getenv("PYTORCH_LIBRARY_PATH") != null || System.getenv(FLAVOR) != null;
  }

  private static boolean loadCuda(ComputeDevice device, NvidiaDriver driver, boolean windows) {
    Optional<String> tooOld = tooOld(driver, windows);
    if (tooOld.isPresent()) {
      return withoutCuda(device, tooOld.get(), null);
    }
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    String offline = System.getProperty(OFFLINE);
    log.info(
        "Loading PyTorch for CUDA. The first time on a machine this fetches about 2.5 GB from DJL's"
            + " site and takes some minutes.");
    try {
      thread.setContextClassLoader(new WithoutPackagedNatives(own));
      System.setProperty(FLAVOR, CUDA_FLAVOR);
      System.setProperty(OFFLINE, "false");
      Engine.getEngine("PyTorch");
      return true;
    } catch (EngineException | IllegalStateException | AssertionError | UnsatisfiedLinkError e) {
      System.clearProperty(FLAVOR);
      String reason = "PyTorch's CUDA libraries could not be had (" + deepest(e) + ").";
      if (LOADING_FAILED.equals(e.getMessage())) {
        // Some of them are in the process by now: those for processors beside them would end it.
        throw new IllegalArgumentException(reason + " Choose device cpu, or repair the driver.", e);
      }
      return withoutCuda(device, reason, e);
    } finally {
      thread.setContextClassLoader(own);
      System.setProperty(OFFLINE, offline == null ? "true" : offline);
    }
  }

  /** What to tell whose driver cannot run PyTorch's natives. */
  static Optional<String> tooOld(NvidiaDriver driver, boolean windows) {
    return driver.runsCuda12(windows)
        ? Optional.empty()
        : Optional.of(
            "The NVIDIA driver "
                + driver.version()
                + " is too old: PyTorch for CUDA 12.8 needs "
                + NvidiaDriver.oldest(windows)
                + " or newer. Update the driver.");
  }

  private static String deepest(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static boolean withoutCuda(ComputeDevice device, String reason, Throwable cause) {
    if (device == ComputeDevice.CUDA) {
      throw new IllegalArgumentException(reason + " Or choose --device cpu.", cause);
    }
    log.warn("{} The processor is used instead.", reason);
    return false;
  }

  /** Hides the natives for processors, which DJL would prefer to all others. */
  private static final class WithoutPackagedNatives extends ClassLoader {
    WithoutPackagedNatives(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals(PACKAGED_NATIVES)
          ? Collections.emptyEnumeration()
          : super.getResources(name);
    }
  }
}
