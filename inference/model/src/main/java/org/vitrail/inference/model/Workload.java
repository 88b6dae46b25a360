package org.vitrail.inference.model;

import java.util.List;
import java.util.Map;

/** What is timed: the stages of one grid. */
public interface Workload {
  /** Steps of all pictures of a grid. */
  int stepCount();

  /** The name of the stage that takes these steps. */
  String steppedStage();

  /** What a grid is drawn for; a prompt of its own for each seed where known prompts cost less. */
  Request request(int seed);

  /** The stages of a grid, each to be run once and in this order. */
  List<Stage> grid(int seed);

  /**
   * What the stages cost at least, by their names; those that cost nothing to speak of left out.
   */
  Map<String, Cost> costs();

  /** What a model draws for a request that has a batch to itself. */
  static Drawn draw(ImageModel model, Request request) {
    Batch batch = model.newBatch(request.imageCount());
    batch.join(request);
    List<Drawn> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0);
  }

  /** A part of the work. */
  record Stage(String name, Runnable work) {}

  /**
   * What a stage needs of a machine.
   *
   * @param operations floating-point operations
   * @param bytes that must be read
   * @param convolutions whether the operations are those of convolutions, else of linear layers
   */
  record Cost(double operations, double bytes, boolean convolutions) {}
}
