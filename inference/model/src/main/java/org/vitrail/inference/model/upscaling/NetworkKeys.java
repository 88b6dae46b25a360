package org.vitrail.inference.model.upscaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** BasicSR's files keep a network under a key, and may hold it twice: as trained, and averaged. */
public final class NetworkKeys {
  private NetworkKeys() {}

  /** The tensors under the first of the keys that is there, or all where none is. */
  public static Map<String, WeightTensor> under(
      List<String> keys, Map<String, WeightTensor> tensors) {
    for (String key : keys) {
      Map<String, WeightTensor> network = new LinkedHashMap<>();
      tensors.forEach(
          (name, tensor) -> {
            if (name.startsWith(key + ".")) {
              network.put(name.substring(key.length() + 1), tensor);
            }
          });
      if (!network.isEmpty()) {
        return network;
      }
    }
    return tensors;
  }
}
