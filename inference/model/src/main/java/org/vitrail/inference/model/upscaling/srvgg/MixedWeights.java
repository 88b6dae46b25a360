package org.vitrail.inference.model.upscaling.srvgg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/** A network between two that were trained from the same start: each weight is the mean of both. */
final class MixedWeights {
  private MixedWeights() {}

  /**
   * Mixes the tensors of f32 of two networks.
   *
   * @param source what to call the second checkpoint in an error
   * @param share of the first one, 0 to 1
   * @throws CheckpointException if the second does not hold what the first one holds
   */
  static Map<String, WeightTensor> of(
      Map<String, WeightTensor> first,
      Map<String, WeightTensor> second,
      String source,
      float share) {
    Map<String, WeightTensor> mixed = new LinkedHashMap<>();
    first.forEach(
        (name, tensor) -> {
          WeightTensor other = second.get(name);
          if (other == null
              || !Arrays.equals(other.shape(), tensor.shape())
              || other.type() != TensorType.F32
              || tensor.type() != TensorType.F32) {
            throw new CheckpointException(
                source + " does not hold the network that it is mixed with: see tensor " + name);
          }
          mixed.put(name, mixed(tensor, other, share));
        });
    return mixed;
  }

  private static WeightTensor mixed(WeightTensor first, WeightTensor second, float share) {
    ByteBuffer a = first.bytes();
    ByteBuffer b = second.bytes();
    ByteBuffer sums = ByteBuffer.allocateDirect(a.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (a.hasRemaining()) {
      sums.putFloat(share * a.getFloat() + (1 - share) * b.getFloat());
    }
    return WeightTensor.contiguous(TensorType.F32, first.shape(), Storage.of(sums.flip()));
  }
}
