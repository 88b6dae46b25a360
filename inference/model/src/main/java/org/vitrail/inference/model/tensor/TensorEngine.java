package org.vitrail.inference.model.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PyTorch on one device, through DJL: loads programs and opens scopes. Closing it frees every
 * tensor that still lives on it.
 */
public final class TensorEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TensorEngine.class);

  /** Weights of fewer bytes stay in a processor's caches from one step to the next. */
  private static final long SMALL_BYTES = 128 << 20;

  private final NDManager root;
  private final boolean cuda;
  private final Arithmetic arithmetic;
  private final int threads;
  private final Supplier<ThreadUse> choice;
  private final Program views;
  private final Optional<ProgramListener> listener;

  private TensorEngine(
      NDManager root,
      boolean cuda,
      Arithmetic arithmetic,
      int threads,
      Supplier<ThreadUse> choice,
      Optional<ProgramListener> listener) {
    this.root = root;
    this.cuda = cuda;
    this.arithmetic = arithmetic;
    this.threads = threads;
    this.choice = choice;
    this.views = new Program(root, TorchScriptArchive.write(source("shared/views.py"), ""));
    this.listener = listener;
  }

  /**
   * Starts PyTorch; takes about a second, the first time on a machine three.
   *
   * @param weightBytes of the networks that will run, about
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static TensorEngine start(RunOptions options, long weightBytes) {
    return start(options, weightBytes, () -> GpuNeed.UNKNOWN);
  }

  /**
   * The same, on a GPU only if the networks fit into its memory.
   *
   * @param need asked only where there is a GPU
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public static TensorEngine start(RunOptions options, long weightBytes, Supplier<GpuNeed> need) {
    CudaChoice choice = CudaChoice.here(options, need);
    boolean isGpu =
        choice.fold(
            gpu -> true,
            processor -> {
              if (!processor.reason().isEmpty()) {
                LOG.warn("{} The processor is used instead.", processor.reason());
              }
              return false;
            },
            refused -> {
              throw new IllegalArgumentException(refused.reason());
            });
    PyTorch.load(options.device(), choice);
    int threads =
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
    JniUtils.setNumThreads(threads);
    boolean hasGpu = isGpu && PyTorch.seesGpu(options.device());
    NDManager root = NDManager.newBaseManager(hasGpu ? Device.gpu() : Device.cpu());
    try {
      boolean small = isSmall(weightBytes);
      Arithmetic arithmetic =
          Arithmetic.choose(options.precision(), small, hasGpu, abilities(root));
      return new TensorEngine(
          root, hasGpu, arithmetic, threads, choice(options.threads()), Optional.empty());
    } catch (RuntimeException e) {
      root.close();
      throw e;
    }
  }

  static boolean isSmall(long weightBytes) {
    return weightBytes < SMALL_BYTES;
  }

  /**
   * The programs that a GPU would run, in its arithmetic, on this machine's processor, with
   * somebody who listens.
   *
   * @throws IllegalArgumentException if a GPU does not know the precision
   */
  public static TensorEngine asOnGpu(Precision precision, ProgramListener listener) {
    int threads = Runtime.getRuntime().availableProcessors();
    PyTorch.load(ComputeDevice.CPU, new CudaChoice.OnProcessor(""));
    JniUtils.setNumThreads(threads);
    Arithmetic arithmetic = Arithmetic.choose(precision, false, true, Arithmetic.NO_CPU);
    return new TensorEngine(
        NDManager.newBaseManager(Device.cpu()),
        false,
        arithmetic,
        threads,
        choice(threads),
        Optional.of(listener));
  }

  private static Supplier<ThreadUse> choice(int asked) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (asked > 0) {
      ThreadUse fixed = new ThreadUse(cores, cores, asked, true);
      return () -> fixed;
    }
    return new ThreadChoice(cores, new Neighbours()::look, System::nanoTime)::now;
  }

  /** How many threads the work of {@link #onFreeThreads} is shared among now. */
  public ThreadUse threads() {
    return choice.get();
  }

  private static Arithmetic.Abilities abilities(NDManager root) {
    boolean onednn = asks(root, "shared/probe_onednn.py", "available");
    Arithmetic.Bf16 bf16 = Arithmetic.Bf16.NONE;
    if (onednn && asks(root, "shared/probe_onednn.py", "bf16")) {
      bf16 = Processor.here().hasFastBf16() ? Arithmetic.Bf16.FAST : Arithmetic.Bf16.SLOW;
    }
    return new Arithmetic.Abilities(
        onednn, bf16, asks(root, "shared/probe_fbgemm.py", "available"));
  }

  private static boolean asks(NDManager root, String probe, String question) {
    try (Program program = new Program(root, TorchScriptArchive.write(source(probe), ""))) {
      return program.truth(question);
    } catch (EngineException e) {
      // This PyTorch was built without the library: its operators are unknown or refuse to work.
      return false;
    }
  }

  /**
   * Runs small work on the calling thread alone: sharing an operation of a few microseconds costs
   * more than it saves.
   */
  public <T> T onOneThread(Supplier<T> work) {
    return on(1, work);
  }

  /**
   * Runs work of many small operations on as many threads as there are free cores, because its
   * threads wait for each other at each of them. Its results must not depend on their number, as
   * those of a linear layer do not; those of a convolution may differ in the last bit.
   */
  public <T> T onFreeThreads(Supplier<T> work) {
    return on(threads().threads(), work);
  }

  private <T> T on(int count, Supplier<T> work) {
    if (count == threads) {
      return work.get();
    }
    JniUtils.setNumThreads(count);
    try {
      return work.get();
    } finally {
      JniUtils.setNumThreads(threads);
    }
  }

  Engine djl() {
    return root.getEngine();
  }

  /** A fresh scope for one computation. */
  public TensorScope open() {
    return new TensorScope(root.newSubManager());
  }

  /** Memory of so many bytes for weights on their way into a program. */
  public StagingArea stagingArea(int byteCount) {
    return new StagingArea(root, views, byteCount);
  }

  /** Loads a network that computes in the types of its tensors. */
  public Program load(String sourceName) {
    return program(sourceName, TorchScriptArchive.write(source(sourceName), ""));
  }

  /** Loads a network together with the linear layers that suit device and precision. */
  public Program loadWithLinears(String sourceName) {
    LinearKernel kernel = arithmetic.linear();
    Program program =
        program(
            sourceName + "+" + kernel.source(),
            TorchScriptArchive.write(source(sourceName), source(kernel.source())));
    program.number(
        "choose_types", kernel.weightType().scriptCode(), arithmetic.state().scriptCode());
    return program;
  }

  private Program program(String name, byte[] archive) {
    Program program = new Program(root, archive, listener);
    listener.ifPresent(it -> it.loaded(program, name, archive));
    return program;
  }

  /** Whether image tokens are drawn where the logits are: on a GPU, and as on one. */
  public boolean drawsTokens() {
    return cuda || listener.isPresent();
  }

  /** Bytes of one number that the transformer keeps between two steps. */
  public int stateBytes() {
    return arithmetic.state().byteCount();
  }

  /** What pictures are computed in: VQGAN's convolutions, CLIP's linear layers. */
  public TensorType pictureType() {
    return arithmetic.picture();
  }

  /** Whether a GPU may round f32 to 10 bits (TF32) within the convolutions that paint pictures. */
  public boolean paintsInTf32() {
    return arithmetic.tf32();
  }

  /** Whether programs run on a GPU. */
  public boolean isCuda() {
    return cuda;
  }

  /** Where programs run, for people: {@code cpu} or {@code cuda}. */
  public String deviceName() {
    return cuda ? "cuda" : "cpu";
  }

  /** How the linear layers are computed, for people, as {@code onednn_bf16}. */
  public String kernelName() {
    return arithmetic.linear().name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of one weight of a linear layer as it is run. */
  public int linearWeightBytes() {
    return arithmetic.linear().weightType().byteCount();
  }

  private static String source(String name) {
    String path = "/org/vitrail/inference/model/torchscript/" + name;
    try (InputStream in = TensorEngine.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("The program text " + path + " is missing from the build.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    views.close();
    root.close();
  }
}
