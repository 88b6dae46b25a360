package org.vitrail.inference.model.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads PyTorch's natives, once in a process: those for CUDA where a GPU is wanted and its driver
 * will do, else those for processors, which are part of the program. The former are too large for
 * that: DJL fetches them at the first use and keeps them.
 */
final class PyTorch {
  private static final Logger LOG = LoggerFactory.getLogger(PyTorch.class);

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
  static synchronized Engine load(ComputeDevice device, CudaChoice choice) {
    if (loaded) {
      return Engine.getEngine("PyTorch");
    }
    Engine engine = NativeFolder.locked(() -> loadFirst(device, choice));
    Nnpack.switchOff();
    return engine;
  }

  private static Engine loadFirst(ComputeDevice device, CudaChoice choice) {
    if (choice instanceof CudaChoice.OnGpu gpu) {
      loaded = loadCuda(device, gpu);
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

  private static boolean loadCuda(ComputeDevice device, CudaChoice.OnGpu choice) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    String offline = System.getProperty(OFFLINE);
    LOG.info(
        "Loading PyTorch for CUDA from {}.{}",
        choice.natives(),
        choice.download()
            ? " It is not there yet: fetching " + CudaChoice.DOWNLOAD + " takes some minutes."
            : "");
    try {
      thread.setContextClassLoader(new WithoutPackagedNatives(own));
      System.setProperty(FLAVOR, CudaChoice.FLAVOR);
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

  /**
   * Whether a tensor can be made on the GPU. DJL would rather look for the CUDA toolkit, which
   * PyTorch's libraries do not need, and miss a GPU beside a bare driver.
   *
   * @throws IllegalArgumentException if CUDA is asked for by name and does not work
   */
  static boolean seesGpu(ComputeDevice device) {
    try (NDManager probe = NDManager.newBaseManager(Device.gpu())) {
      probe.create(1f);
      return true;
    } catch (EngineException e) {
      return withoutCuda(device, "PyTorch cannot use the GPU (" + firstLine(e) + ").", e);
    }
  }

  private static String firstLine(Throwable error) {
    return deepest(error).lines().findFirst().orElse("");
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
      throw new IllegalArgumentException(reason + " Or choose device cpu.", cause);
    }
    LOG.warn("{} The processor is used instead.", reason);
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
