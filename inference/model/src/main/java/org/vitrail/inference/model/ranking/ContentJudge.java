package org.vitrail.inference.model.ranking;

import java.util.List;
import java.util.Map;
import org.vitrail.inference.model.image.Pixels;

/**
 * Tells what people may not want to see in pictures. It need not be the network that ranks them:
 * one that was trained on captions of another language would not understand what it is asked.
 */
public interface ContentJudge {
  /** Of each picture, how probably it shows each concept, 0 to 1, by the concept's id. */
  List<Map<String, Float>> concerns(List<Pixels> pictures);
}
