package org.vitrail.inference.model.export;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.WeightTable;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * A network in the export, and what is asked of it.
 *
 * @param name for people, and of its files
 * @param random names and shapes of random weights, which are made where they are used; empty where
 *     the weights come from a file
 * @param work the calls whose results are compared
 * @param kept methods whose results are
 * @param closedLoop whether each step takes the tokens that the step before drew, on the device too
 * @param tolerance how far results may be off
 */
record NetworkExport<N extends AutoCloseable>(
    String name,
    Optional<WeightTable> random,
    Loader<N> loader,
    Consumer<N> work,
    Set<String> kept,
    boolean closedLoop,
    Tolerance tolerance) {

  /** Makes a network from random weights, or from a file that it knows. */
  interface Loader<N> {
    N load(TensorEngine engine, Map<String, WeightTensor> random);
  }

  /**
   * How far a device's results may be off: numbers by the norm of the difference over the norm of
   * what is right, tokens by the share of those that differ.
   */
  record Tolerance(double f32, double bf16, double f16) {}

  /** Loads the network and has it work, while the engine's listener takes notes. */
  void work(TensorEngine engine, Runnable prepared) throws Exception {
    try (N network = loader.load(engine, random.map(RandomWeights::of).orElse(Map.of()))) {
      prepared.run();
      work.accept(network);
    }
  }

  /** Goes through the network's preparation alone. */
  void prepare(TensorEngine engine) throws Exception {
    loader.load(engine, random.map(RandomWeights::placeholders).orElse(Map.of())).close();
  }
}
