package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * What the program needs to know about who sees whom where several tokens are read in one pass, for
 * each kind of layer. Positions of slots are 0 and more, those of the text's tokens before them are
 * negative.
 *
 * @param places of each kind of layer, in the order of {@link LayerKind}
 */
record PassInputs(RudalleConfig config, List<KeyPlaces> places) {
  static PassInputs of(RudalleConfig config) {
    return new PassInputs(
        config,
        Arrays.stream(LayerKind.values()).map(it -> new KeyPlaces(it.visible(config))).toList());
  }

  /** The places of the slots before some that those still see. */
  List<Tensor> past(TensorScope scope, int slot, int length) {
    return places.stream()
        .map(kind -> places(scope, kind, kind.neededBefore(slot, length)))
        .toList();
  }

  /** The places of the last of some slots, as many as a layer keeps. */
  List<Tensor> kept(TensorScope scope, int slot, int length) {
    return places.stream()
        .map(
            kind ->
                places(
                    scope,
                    kind,
                    IntStream.range(slot + Math.max(0, length - kind.count()), slot + length)
                        .toArray()))
        .toList();
  }

  private static Tensor places(TensorScope scope, KeyPlaces kind, int[] slots) {
    long[] kept = Arrays.stream(slots).mapToLong(kind::of).toArray();
    return scope.longs(kept, kept.length);
  }

  /** Masks (slot, key) of some slots over the text, {@linkplain #past} and themselves. */
  List<Tensor> chunkMasks(TensorScope scope, int slot, int length) {
    return places.stream()
        .map(
            kind -> {
              IntStream text = IntStream.range(-config.textTokenCount(), 0);
              IntStream before = Arrays.stream(kind.neededBefore(slot, length));
              IntStream slots = IntStream.range(slot, slot + length);
              int[] keys = IntStream.concat(text, IntStream.concat(before, slots)).toArray();
              return scope.floats(kind.mask(slot, length, keys), length, keys.length);
            })
        .toList();
  }

  /** Masks (position, position) of a text with so many tokens of a picture. */
  List<Tensor> wholeMasks(TensorScope scope, int tokenCount) {
    int slots = config.version().slot(tokenCount) + 1;
    return places.stream().map(kind -> mask(scope, kind, slots)).toList();
  }

  /** The mask (text, text) of the text alone, which all layers see alike. */
  Tensor textMask(TensorScope scope) {
    return mask(scope, places.get(0), 0);
  }

  private Tensor mask(TensorScope scope, KeyPlaces kind, int slots) {
    int text = config.textTokenCount();
    int[] positions = IntStream.range(-text, slots).toArray();
    return scope.floats(
        kind.mask(-text, positions.length, positions), positions.length, positions.length);
  }
}
