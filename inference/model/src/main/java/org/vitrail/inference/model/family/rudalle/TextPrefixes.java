package org.vitrail.inference.model.family.rudalle;

import java.nio.LongBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * Keys and values of the texts that were read last, for jobs that come with the same prompt again.
 * What was used longest ago goes first; the last one stays whatever its size. One thread.
 */
final class TextPrefixes implements AutoCloseable {
  private final TensorEngine engine;
  private final BiFunction<TensorScope, long[], Tensor> reader;
  private final int capacity;
  private final Map<LongBuffer, Prefix> kept = new LinkedHashMap<>(16, .75f, true);

  private record Prefix(TensorScope scope, Tensor keys) {}

  /**
   * @param reader keys and values of a text's tokens
   * @param bytes that they take together at most
   * @param bytesOfOne that those of one text take
   */
  TextPrefixes(
      TensorEngine engine,
      BiFunction<TensorScope, long[], Tensor> reader,
      long bytes,
      long bytesOfOne) {
    this.engine = engine;
    this.reader = reader;
    this.capacity = (int) Math.max(1, bytes / bytesOfOne);
  }

  /** Those of one text, valid until the next call. */
  Tensor of(long[] ids) {
    LongBuffer key = LongBuffer.wrap(ids.clone());
    Prefix known = kept.get(key);
    if (known != null) {
      return known.keys();
    }
    makeRoom();
    TensorScope scope = engine.open();
    try {
      Tensor keys = reader.apply(scope, ids);
      kept.put(key, new Prefix(scope, keys));
      return keys;
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private void makeRoom() {
    Iterator<Prefix> oldest = kept.values().iterator();
    while (kept.size() >= capacity) {
      oldest.next().scope().close();
      oldest.remove();
    }
  }

  /** How many texts are kept. */
  int count() {
    return kept.size();
  }

  @Override
  public void close() {
    kept.values().forEach(prefix -> prefix.scope().close());
    kept.clear();
  }
}
