package org.vitrail.inference.model;

import org.vitrail.inference.model.tensor.TensorEngine;

/** A model whose stages can be timed and compared with a reference, one by one. */
public interface InstrumentedModel extends ImageModel {
  /** What it computes with. */
  TensorEngine engine();

  /** Grids of so many pictures to be timed. */
  Workload workload(int imageCount);

  /** Begins to write down what happens to a request. */
  Trace trace(Request request);
}
