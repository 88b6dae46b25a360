package org.vitrail.inference.model.tensor;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Differentiates a number that programs compute from tensors, by reverse accumulation as PyTorch
 * does it: the operations are recorded on the way to the number and gone through backwards.
 *
 * <p>What is recorded takes part of the memory of every layer until the gradients are there. DJL
 * records for one caller in a process: others wait for him.
 */
public final class Gradients {
  private static final Lock RECORDING = new ReentrantLock();

  private final Engine engine;

  private Gradients(Engine engine) {
    this.engine = engine;
  }

  /** A number as a function of tensors. */
  @FunctionalInterface
  public interface Objective {
    /**
     * Computes the number by {@link Program#forward}; what else computes is taken for constant.
     *
     * @param scope for results, freed with what was recorded
     * @param inputs copies of those that the number is differentiated with respect to
     * @return a tensor of one f32
     */
    Tensor at(TensorScope scope, List<Tensor> inputs);
  }

  /**
   * A number and how it changes.
   *
   * @param gradients for each input, of its shape
   */
  public record Slope(float value, List<Tensor> gradients) {}

  /** For programs of an engine. */
  public static Gradients of(TensorEngine engine) {
    return new Gradients(engine.djl());
  }

  /**
   * The number at the given inputs and its gradient with respect to each of them.
   *
   * @param scope where the gradients live
   * @param inputs of f32
   * @throws IllegalArgumentException if an input is not of f32 or the objective is not one number
   * @throws ai.djl.engine.EngineException if the objective does not depend on any input, or a
   *     program was not {@linkplain Program#unfreeze prepared}
   */
  public Slope at(TensorScope scope, List<Tensor> inputs, Objective objective) {
    RECORDING.lock();
    try (TensorScope recorded = new TensorScope(scope.manager().newSubManager());
        GradientCollector collector = engine.newGradientCollector()) {
      List<Tensor> variables = new ArrayList<>();
      for (Tensor input : inputs) {
        variables.add(variable(recorded.manager(), input));
      }
      NDArray number = objective.at(recorded, List.copyOf(variables)).array();
      if (number.size() != 1) {
        throw new IllegalArgumentException(
            "Only a number has a gradient, not a tensor of shape " + number.getShape() + ".");
      }
      collector.backward(number);
      List<Tensor> gradients = new ArrayList<>();
      for (Tensor variable : variables) {
        NDArray gradient = variable.array().getGradient();
        gradient.attach(scope.manager());
        gradients.add(new Tensor(gradient));
      }
      return new Slope(number.toFloatArray()[0], List.copyOf(gradients));
    } finally {
      RECORDING.unlock();
    }
  }

  private static Tensor variable(NDManager manager, Tensor input) {
    if (input.type() != TensorType.F32) {
      throw new IllegalArgumentException(
          "Gradients are computed with respect to f32, not to " + input.type() + ".");
    }
    NDArray copy = input.array().duplicate();
    copy.attach(manager);
    copy.setRequiresGradient(true);
    return Tensor.recorded(copy);
  }
}
