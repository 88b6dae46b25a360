package org.vitrail.inference.model.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/** Hands a checkpoint's tensors over to a program. */
public final class LoadedWeights {
  private LoadedWeights() {}

  /**
   * The checkpoint's tensors as views of the mapped file; a program's {@code load} makes its own
   * copies in the types it computes in, so the views may go with the scope.
   */
  public static Tensor.Named in(TensorScope scope, Map<String, WeightTensor> tensors) {
    Map<String, Tensor> views = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            views.put(name, scope.view(tensor.bytes(), tensor.type(), tensor.shape())));
    return new Tensor.Named(views);
  }
}
