package org.vitrail.inference.worker;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.tensor.DeviceMemory;
import org.vitrail.inference.model.tensor.ModelMemory;

/**
 * The loaded models: as many as fit into memory. When another is asked for and there is no room,
 * those used longest ago are let go. One thread.
 *
 * <p>How much a model takes is measured: by how much the process has grown since it was loaded,
 * with what its batch came to need; only before its first time it is guessed. Where nobody tells
 * how much memory is left, no more than one model is loaded.
 */
final class ModelPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelPool.class);

  /** Of the memory that is left, so much is kept for what models need while they draw. */
  private static final double RESERVE = 1 / 8.;

  private final ModelProvider source;
  private final Function<ImageModel, ModelRunner> runners;
  private final ModelMemory memory;
  private final OptionalLong limit;
  private final OptionalLong usedBefore;

  /** The one used longest ago first. */
  private final Map<String, ModelRunner> loaded = new LinkedHashMap<>(16, .75f, true);

  /** What models take or took, also of those that are not loaded any more. */
  private final Map<String, Long> measured = new HashMap<>();

  /**
   * @param runners makes of a model what works with it
   * @param limit bytes that all models together may take; empty = as much as the machine has left
   */
  ModelPool(
      ModelProvider source,
      Function<ImageModel, ModelRunner> runners,
      ModelMemory memory,
      OptionalLong limit) {
    this.source = source;
    this.runners = runners;
    this.memory = memory;
    this.limit = limit;
    this.usedBefore = memory.used();
  }

  boolean isLoaded(String id) {
    return loaded.containsKey(id);
  }

  Set<String> loaded() {
    return Set.copyOf(loaded.keySet());
  }

  /**
   * A model, which is loaded if it is not; it counts as used now.
   *
   * @throws RuntimeException if it cannot be loaded
   */
  ModelRunner open(String id) {
    ModelRunner here = loaded.get(id);
    if (here != null) {
      return here;
    }
    while (!loaded.isEmpty() && !hasRoomFor(id)) {
      letGoOfOldest(id);
    }
    ModelRunner runner = load(id);
    loaded.put(id, runner);
    measure(id);
    while (loaded.size() > 1 && limit.isPresent() && total() > limit.getAsLong()) {
      letGoOfOldest(id);
    }
    return runner;
  }

  /** Lets all other models go. Returns whether there were any. */
  boolean letGoOfOthers(String id) {
    List<String> others = loaded.keySet().stream().filter(it -> !it.equals(id)).toList();
    others.forEach(other -> letGo(other, id));
    return !others.isEmpty();
  }

  /** Notes how much a model takes that has been at work alone since another was measured. */
  void measure(String id) {
    OptionalLong used = memory.used();
    if (isLoaded(id) && used.isPresent() && usedBefore.isPresent()) {
      long others =
          loaded.keySet().stream().filter(it -> !it.equals(id)).mapToLong(this::bytes).sum();
      measured.merge(id, used.getAsLong() - usedBefore.getAsLong() - others, Math::max);
    }
  }

  private long bytes(String id) {
    Long known = measured.get(id);
    return known == null ? source.expectedBytes(id) : Math.max(0, known);
  }

  private boolean hasRoomFor(String id) {
    long needed = bytes(id);
    if (limit.isPresent()) {
      return total() + needed <= limit.getAsLong();
    }
    OptionalLong left = memory.available();
    return left.isPresent() && needed <= (1 - RESERVE) * left.getAsLong();
  }

  /** Of those that are loaded. */
  private long total() {
    return loaded.keySet().stream().mapToLong(this::bytes).sum();
  }

  private ModelRunner load(String id) {
    try {
      return runner(source.load(id));
    } catch (RuntimeException e) {
      if (loaded.isEmpty() || !DeviceMemory.isExhausted(e)) {
        throw e;
      }
      LOG.warn("There is no memory for the model {} ({}); others are let go.", id, e.getMessage());
      letGoOfOthers(id);
      return runner(source.load(id));
    }
  }

  private ModelRunner runner(ImageModel model) {
    try {
      return runners.apply(model);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private void letGoOfOldest(String inFavourOf) {
    letGo(loaded.keySet().iterator().next(), inFavourOf);
  }

  private void letGo(String id, String inFavourOf) {
    LOG.info("Model {} is let go: model {} needs its memory.", id, inFavourOf);
    loaded.remove(id).close();
    memory.giveBack();
  }

  @Override
  public void close() {
    loaded.values().forEach(ModelRunner::close);
    loaded.clear();
  }
}
