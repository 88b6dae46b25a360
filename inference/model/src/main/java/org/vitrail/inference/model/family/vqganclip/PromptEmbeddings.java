package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.List;

/**
 * What pictures are drawn towards, in CLIP's space.
 *
 * @param rows (embedding, channel), not normalised
 * @param weights of each, below 0 to get away from it
 * @param stops distance at which each is near enough
 */
record PromptEmbeddings(float[] rows, float[] weights, float[] stops) {
  int count() {
    return weights.length;
  }

  int width() {
    return rows.length / count();
  }

  /** Collects embeddings. */
  static final class Collector {
    private final List<float[]> rows = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();
    private final List<Float> stops = new ArrayList<>();

    /**
     * Adds a prompt of one embedding or several, which share its weight.
     *
     * @param embeddings (embedding, channel)
     */
    Collector add(float[] embeddings, int count, float weight, float stop) {
      rows.add(embeddings);
      for (int i = 0; i < count; i++) {
        weights.add(weight / count);
        stops.add(stop);
      }
      return this;
    }

    PromptEmbeddings all() {
      float[] all = new float[rows.stream().mapToInt(row -> row.length).sum()];
      int at = 0;
      for (float[] row : rows) {
        System.arraycopy(row, 0, all, at, row.length);
        at += row.length;
      }
      return new PromptEmbeddings(all, floats(weights), floats(stops));
    }

    private static float[] floats(List<Float> numbers) {
      float[] floats = new float[numbers.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = numbers.get(i);
      }
      return floats;
    }
  }
}
