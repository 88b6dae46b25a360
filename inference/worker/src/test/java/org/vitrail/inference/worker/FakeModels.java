package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.tensor.ModelMemory;

/**
 * Models of given sizes, and the memory that they live in. Some can be broken; what they need
 * beyond their weights while they draw is taken with their first request and kept. A step for which
 * that is more than there is fails.
 */
final class FakeModels implements ModelProvider, ModelMemory {
  /** What the process takes before any model is loaded. */
  private static final long BEFORE = 1000;

  private final Map<String, Long> weights = new LinkedHashMap<>();
  private final Map<String, Long> workspaces = new HashMap<>();
  private final Map<String, Long> taken = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final Map<String, List<ModelOption>> offered = new ConcurrentHashMap<>();
  private final Map<String, StepGate> gates = new ConcurrentHashMap<>();
  private final long capacity;

  /** What happened: {@code +a} where a was loaded, {@code -a} where it was let go. */
  final List<String> events = new CopyOnWriteArrayList<>();

  /**
   * @param capacity bytes of the machine, of which all but what is taken are left
   */
  FakeModels(long capacity) {
    this.capacity = capacity;
  }

  FakeModels with(String id, long bytes) {
    return with(id, bytes, 0);
  }

  FakeModels with(String id, long bytes, long workspace) {
    weights.put(id, bytes);
    workspaces.put(id, workspace);
    ids.add(id);
    return this;
  }

  /** Changes what a model needs from its next request on. */
  void needs(String id, long workspace) {
    workspaces.put(id, workspace);
  }

  /** Lets a model draw as many steps as a gate lets pass. */
  void hold(String id, StepGate gate) {
    gates.put(id, gate);
  }

  /** Lets people choose no more of a model's options than these. */
  void offer(String id, List<ModelOption> options) {
    offered.put(id, options);
  }

  @Override
  public List<ModelOption> offered(String id, List<ModelOption> own) {
    return offered.getOrDefault(id, own);
  }

  @Override
  public List<String> languages(String id) {
    return List.of("en");
  }

  void breakDown(String id) {
    broken.add(id);
  }

  void mend(String id) {
    broken.remove(id);
  }

  @Override
  public List<String> ids() {
    return new ArrayList<>(ids);
  }

  /** A bad guess, as guesses are. */
  @Override
  public long expectedBytes(String id) {
    return weights.get(id) / 2;
  }

  @Override
  public ImageModel load(String id) {
    if (broken.contains(id)) {
      throw new IllegalStateException(id + ": was cut short.");
    }
    if (used().getAsLong() + weights.get(id) > capacity) {
      throw exhausted();
    }
    taken.put(id, weights.get(id));
    events.add("+" + id);
    return new FakeModel(id, watcher(id));
  }

  private void requireMemory() {
    if (used().getAsLong() > capacity) {
      throw exhausted();
    }
  }

  /** As PyTorch says it. */
  private static RuntimeException exhausted() {
    return new IllegalStateException(
        "DefaultCPUAllocator: not enough memory: you tried to allocate");
  }

  private FakeModel.Watcher watcher(String id) {
    return new FakeModel.Watcher() {
      @Override
      public boolean mayStep() {
        requireMemory();
        StepGate gate = gates.get(id);
        return gate == null || gate.mayStep();
      }

      @Override
      public void joined(String requestId) {
        taken.put(id, weights.get(id) + workspaces.get(id));
      }

      @Override
      public void finishing() {
        taken.put(id, weights.get(id) + workspaces.get(id));
        requireMemory();
      }

      @Override
      public void closed() {
        taken.remove(id);
        events.add("-" + id);
      }
    };
  }

  @Override
  public OptionalLong used() {
    return OptionalLong.of(BEFORE + taken.values().stream().mapToLong(it -> it).sum());
  }

  @Override
  public OptionalLong available() {
    return OptionalLong.of(capacity - used().getAsLong());
  }

  @Override
  public void giveBack() {
    // What was closed is free at once.
  }
}
