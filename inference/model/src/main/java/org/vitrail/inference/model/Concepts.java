package org.vitrail.inference.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pictures are searched for.
 *
 * @param captions of pictures that show a concept, by the concept's id
 * @param neutral captions of other pictures
 */
public record Concepts(Map<String, List<String>> captions, List<String> neutral) {
  /** Nothing is searched for. */
  public static final Concepts NONE = new Concepts(Map.of(), List.of());

  public Concepts {
    captions = Collections.unmodifiableMap(new LinkedHashMap<>(captions));
    neutral = List.copyOf(neutral);
    if (!captions.isEmpty() && neutral.isEmpty()) {
      throw new IllegalArgumentException(
          "Without a neutral caption every picture would show one of the concepts; give one.");
    }
  }
}
