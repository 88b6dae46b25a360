package org.vitrail.inference.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network as a loaded TorchScript program: takes its weights once, then computes. Knows neither
 * text nor pictures.
 *
 * <p>A program that keeps state between calls belongs to one thread; stateless calls may come from
 * several.
 */
public final class Program implements AutoCloseable {
  /** The name by which DJL knows the array that names a method. */
  private static final String METHOD = "module_method:";

  private static final ThreadLocal<Boolean> OPTIMIZER_OFF = ThreadLocal.withInitial(() -> false);

  private final PtSymbolBlock block;
  private final Optional<ProgramListener> listener;

  Program(NDManager manager, byte[] archive) {
    this(manager, archive, Optional.empty());
  }

  Program(NDManager manager, byte[] archive, Optional<ProgramListener> listener) {
    this.listener = listener;
    try {
      block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls a method that returns a tensor, which lives in the given scope.
   *
   * @param arguments {@link Tensor}, lists of it, {@link Tensor.Named}, {@link Integer}, {@link
   *     Boolean} or an array of {@code long}
   * @throws ai.djl.engine.EngineException if shapes do not fit; the message names the source line
   */
  public Tensor tensor(TensorScope scope, String method, Object... arguments) {
    try (IValue value = invoke(method, arguments)) {
      Tensor result = new Tensor(value.toTensor((PtNDManager) scope.manager()));
      listener.ifPresent(it -> it.called(this, method, List.of(arguments), Optional.of(result)));
      return result;
    }
  }

  /**
   * Calls a method that takes and returns tensors so that {@link Gradients} flow from its result to
   * its arguments. A method that is called within inference, as {@link #tensor} does, saves nothing
   * that it could be differentiated by.
   *
   * @throws ai.djl.engine.EngineException if shapes do not fit, or the program keeps weights and
   *     was not {@linkplain #unfreeze prepared}
   */
  public Tensor forward(TensorScope scope, String method, Tensor... arguments) {
    // DJL leaves the result to the manager of the first array.
    NDArray name = scope.manager().create(0f);
    name.setName(METHOD + method);
    NDList all = new NDList(name);
    for (Tensor argument : arguments) {
      all.add(recordable(scope, argument));
    }
    withoutOptimizer();
    Tensor result = Tensor.recorded(IValueUtils.forward(block, all, true).singletonOrThrow());
    listener.ifPresent(
        it ->
            it.called(
                this, method, Arrays.<Object>asList((Object[]) arguments), Optional.of(result)));
    return result;
  }

  /** Constants are copied: what inference made cannot be saved for a gradient. */
  private static NDArray recordable(TensorScope scope, Tensor argument) {
    if (argument.isRecorded()) {
      return argument.array();
    }
    NDArray copy = argument.array().duplicate();
    copy.attach(scope.manager());
    return copy;
  }

  /**
   * Prepares the weights of a program for {@link #forward}, once after they were loaded, by the
   * program's own method of this name.
   */
  public void unfreeze(TensorScope scope) {
    forward(scope, "unfreeze", new Tensor(scope.manager().create(0f)));
  }

  /** Calls a method that returns a whole number. */
  public long number(String method, Object... arguments) {
    listener.ifPresent(it -> it.called(this, method, List.of(arguments), Optional.empty()));
    if (listener.isPresent() && !listener.get().computes()) {
      return 0;
    }
    try (IValue result = invoke(method, arguments)) {
      return result.toLong();
    }
  }

  boolean truth(String method, Object... arguments) {
    try (IValue result = invoke(method, arguments)) {
      return result.toBoolean();
    }
  }

  private IValue invoke(String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      withoutOptimizer();
      return IValueUtils.runMethod(block, method, values);
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  /**
   * The graph optimizer takes seconds at the first calls and hundreds of megabytes for networks of
   * this size, and gains nothing: the time is spent inside the operators. PyTorch keeps the switch
   * per thread.
   */
  private static void withoutOptimizer() {
    if (!OPTIMIZER_OFF.get()) {
      JniUtils.setGraphExecutorOptimize(false);
      OPTIMIZER_OFF.set(true);
    }
  }

  private static IValue value(Object argument) {
    if (argument instanceof Tensor tensor) {
      return IValue.from((PtNDArray) tensor.array());
    }
    if (argument instanceof Integer number) {
      return IValue.from(number.longValue());
    }
    if (argument instanceof Boolean truth) {
      return IValue.from(truth);
    }
    if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    }
    if (argument instanceof List<?> tensors) {
      return IValue.listFrom(
          tensors.stream().map(t -> (PtNDArray) ((Tensor) t).array()).toArray(PtNDArray[]::new));
    }
    if (argument instanceof Tensor.Named named) {
      Map<String, PtNDArray> tensors = new LinkedHashMap<>();
      named.tensors().forEach((name, tensor) -> tensors.put(name, (PtNDArray) tensor.array()));
      return IValue.stringMapFrom(tensors);
    }
    throw new IllegalArgumentException("No TorchScript value for " + argument.getClass() + ".");
  }

  @Override
  public void close() {
    block.close();
  }
}
