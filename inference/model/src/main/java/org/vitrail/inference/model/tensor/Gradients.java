package org.vitrail.inference.model.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Differentiates a number that programs compute from tensors, by reverse accumulation as PyTorch
 * does it: the operations are recorded on the way to the number and gone through backwards.
 *
 * <p>What is recorded takes part of the memory of every layer until the gradients are there. DJL
 * records for one caller in a process: others wait for him.
 */
public final class Gradients {
  private final TensorEngine engine;

  private Gradients(TensorEngine engine) {
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
    return new Gradients(engine);
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
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      List<Tensor> variables = inputs.stream().map(recording::variable).toList();
      Tensor number = objective.at(recording.scope(), variables);
      recording.backward(number);
      List<Tensor> gradients = new ArrayList<>();
      for (Tensor variable : variables) {
        Tensor gradient = recording.gradient(variable);
        gradient.array().attach(scope.manager());
        gradients.add(gradient);
      }
      return new Slope(number.floats()[0], List.copyOf(gradients));
    }
  }
}
