package org.vitrail.inference.model.lexicon;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What the pictures of a grid are drawn as where a prompt leaves style, size or surroundings open:
 * each as another phrase that the model was taught, in an order that the seed draws, the likelier
 * phrases earlier. Drawing without replacement by weights is by exponential keys (Efraimidis and
 * Spirakis, "Weighted random sampling with a reservoir", 2006).
 */
final class Variety {
  /**
   * Each so many pictures, from the first on, one is drawn as the prompt itself: what the model
   * draws best should compete for the first place more than once.
   */
  private static final int PLAIN_EACH = 3;

  private Variety() {}

  /** The captions of so many pictures; those of the 1st, 4th, 7th are the prompt itself. */
  static List<String> captions(List<Template> templates, Reading reading, long seed, int count) {
    List<Template> open =
        reading.isUnderstood() ? open(templates, reading.says(), seed) : List.<Template>of();
    List<String> captions = new ArrayList<>();
    for (int image = 0; image < count; image++) {
      boolean isPlain = open.isEmpty() || image % PLAIN_EACH == 0;
      int phrasesBefore = image - image / PLAIN_EACH - 1;
      captions.add(
          isPlain
              ? reading.drawnAs()
              : open.get(phrasesBefore % open.size()).around(reading.phrase()));
    }
    return captions;
  }

  private static List<Template> open(List<Template> templates, Set<WordKind> said, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    record Keyed(Template template, double key) {}
    return templates.stream()
        .map(it -> new Keyed(it, -StrictMath.log(1 - random.nextDouble()) / it.weight()))
        .filter(it -> it.template().needsOpen().stream().noneMatch(said::contains))
        .sorted(Comparator.comparingDouble(Keyed::key))
        .map(Keyed::template)
        .toList();
  }
}
