package org.vitrail.inference.model.ranking;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/** Tells how well pictures fit a prompt; knows nothing of how they were made. */
public interface Ranker extends AutoCloseable {
  /** Of each picture, −1 to 1; higher fits better. */
  float[] scores(String prompt, List<Pixels> pictures);

  @Override
  void close();
}
