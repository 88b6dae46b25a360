package org.vitrail.inference.model.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.TensorNames;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * The tensors a network needs, by name and shape. Holds a checkpoint against them in both
 * directions: what is missing, what is left over and what has another shape are one error that
 * lists them.
 */
public final class WeightTable {
  private static final int LISTED = 8;

  private final Map<String, long[]> required = new LinkedHashMap<>();
  private final Map<String, long[]> optional = new LinkedHashMap<>();

  /** A tensor that must be there. */
  public WeightTable need(String name, long... shape) {
    required.put(name, shape);
    return this;
  }

  /** A tensor that published checkpoints leave out. */
  public WeightTable allow(String name, long... shape) {
    optional.put(name, shape);
    return this;
  }

  /** {@code name.weight} and {@code name.bias} of a convolution. */
  public WeightTable needConv(String name, long out, long in, long kernel) {
    return need(name + ".weight", out, in, kernel, kernel).need(name + ".bias", out);
  }

  /** {@code name.weight} and {@code name.bias} of a norm. */
  public WeightTable needNorm(String name, long width) {
    return need(name + ".weight", width).need(name + ".bias", width);
  }

  /** All tensors of another table, a prefix before their names. */
  public WeightTable include(String prefix, WeightTable table) {
    table.required.forEach((name, shape) -> required.put(prefix + name, shape));
    table.optional.forEach((name, shape) -> optional.put(prefix + name, shape));
    return this;
  }

  /** How many numbers the tensors of some names have together, with those that may be left out. */
  public long elementCount(Predicate<String> names) {
    return all().entrySet().stream()
        .filter(tensor -> names.test(tensor.getKey()))
        .mapToLong(tensor -> Arrays.stream(tensor.getValue()).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Names and shapes of all tensors, with those that may be left out. */
  public Map<String, long[]> all() {
    Map<String, long[]> all = new LinkedHashMap<>(required);
    all.putAll(optional);
    return all;
  }

  /**
   * Checks a checkpoint.
   *
   * @param source what to call the checkpoint in an error
   * @throws CheckpointException listing every kind of mismatch
   */
  public void check(String source, Map<String, WeightTensor> tensors) {
    Set<String> missing = new TreeSet<>(required.keySet());
    missing.removeAll(tensors.keySet());
    Set<String> leftOver = new TreeSet<>(tensors.keySet());
    leftOver.removeAll(required.keySet());
    leftOver.removeAll(optional.keySet());
    Set<String> misshaped = new TreeSet<>();
    tensors.forEach(
        (name, tensor) -> {
          long[] shape = required.getOrDefault(name, optional.get(name));
          if (shape != null && !Arrays.equals(shape, tensor.shape())) {
            misshaped.add(
                name
                    + " "
                    + Arrays.toString(tensor.shape())
                    + " instead of "
                    + Arrays.toString(shape));
          }
        });
    String problems =
        list("missing", missing)
            + list("left over", leftOver)
            + list("of another shape", misshaped);
    if (!problems.isEmpty()) {
      throw new CheckpointException(
          source
              + " does not hold this network:"
              + problems
              + " Check that the weights and their config.json belong together.");
    }
  }

  private static String list(String kind, Set<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String shown =
        names.stream().limit(LISTED).map(TensorNames::shown).collect(Collectors.joining(", "));
    String more = names.size() > LISTED ? ", …" : "";
    String noun = names.size() == 1 ? " tensor " : " tensors ";
    return " " + names.size() + noun + kind + " (" + shown + more + ").";
  }
}
