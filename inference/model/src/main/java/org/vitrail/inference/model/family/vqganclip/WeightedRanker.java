package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.Ranker;

/**
 * Ranks by the mean of the cosines between a picture and the texts of its prompt, by their weights:
 * that of a text to get away from counts with the other sign. Of a story the last phrase counts.
 *
 * @param texts ranks by one text
 */
record WeightedRanker(Ranker texts) implements Ranker {
  @Override
  public float[] scores(String prompt, List<Pixels> pictures) {
    float[] sums = new float[pictures.size()];
    float all = 0;
    for (WeightedText text : Story.parse(prompt).last()) {
      float[] scores = texts.scores(text.text(), pictures);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += text.weight() * scores[i];
      }
      all += Math.abs(text.weight());
    }
    for (int i = 0; i < sums.length && all > 0; i++) {
      sums[i] /= all;
    }
    return sums;
  }

  @Override
  public void close() {
    texts.close();
  }
}
