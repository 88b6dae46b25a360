package org.vitrail.inference.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Everything that programs compute by {@link Program#forward} until it is closed, so that it can be
 * gone through backwards from any result, in parts: what goes back into one part can be changed
 * before it goes on, and a part that is done with is forgotten. DJL records for one caller in a
 * process: others wait for him.
 */
public final class GradientRecording implements AutoCloseable {
  private static final Lock RECORDING = new ReentrantLock();

  private final TensorScope scope;
  private final GradientCollector collector;

  private GradientRecording(TensorScope scope, GradientCollector collector) {
    this.scope = scope;
    this.collector = collector;
  }

  /** Begins; what is computed lives in a scope of its own until it is closed. */
  public static GradientRecording begin(TensorEngine engine) {
    RECORDING.lock();
    TensorScope scope = engine.open();
    try {
      return new GradientRecording(scope, engine.djl().newGradientCollector());
    } catch (RuntimeException e) {
      scope.close();
      RECORDING.unlock();
      throw e;
    }
  }

  /** For results. */
  public TensorScope scope() {
    return scope;
  }

  /**
   * A copy of a tensor by which what follows can be differentiated; what made the tensor is not
   * gone through from there.
   *
   * @throws IllegalArgumentException if it is not of f32
   */
  public Tensor variable(Tensor value) {
    if (value.type() != TensorType.F32) {
      throw new IllegalArgumentException(
          "Gradients are computed with respect to f32, not to " + value.type() + ".");
    }
    NDArray detached = value.array().stopGradient();
    NDArray copy = detached.duplicate();
    if (detached != value.array()) {
      detached.close();
    }
    copy.attach(scope.manager());
    copy.setRequiresGradient(true);
    return Tensor.recorded(copy);
  }

  /**
   * Goes back from a number.
   *
   * @throws IllegalArgumentException if it is not one number
   * @throws ai.djl.engine.EngineException if it does not depend on any variable
   */
  public void backward(Tensor number) {
    if (number.array().size() != 1) {
      throw new IllegalArgumentException(
          "Only a number has a gradient, not a tensor of shape " + number.array().getShape() + ".");
    }
    collector.backward(number.array());
  }

  /**
   * Goes on backwards from a result.
   *
   * @param gradient of what is differentiated, with respect to the result; of its shape
   * @throws ai.djl.engine.EngineException if the result does not depend on any variable
   */
  public void backward(Tensor result, Tensor gradient) {
    JniUtils.backward((PtNDArray) result.array(), (PtNDArray) gradient.array(), false, false);
  }

  /** What has come back to a variable, added up. */
  public Tensor gradient(Tensor variable) {
    NDArray gradient = variable.array().getGradient();
    gradient.attach(scope.manager());
    return new Tensor(gradient);
  }

  @Override
  public void close() {
    try {
      collector.close();
      scope.close();
    } finally {
      RECORDING.unlock();
    }
  }
}
