package org.vitrail.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that people may not want to see.
 *
 * @param names by language, English among them
 * @param texts captions of pictures that show it
 * @param thresholds where it has other ones than the rest
 */
public record SafetyConcept(
    @Allowed("names by language, such as {en: nudity}") Map<String, String> names,
    @Allowed("a list of captions, such as [a photo of a naked person]") List<String> texts,
    @Allowed("thresholds such as {blurAt: 0.5, refuseAt: 0.85}")
        Optional<SafetyThresholds> thresholds) {
  public SafetyConcept {
    names = Map.copyOf(names);
    texts = List.copyOf(texts);
    LocalTexts.checkNames(names);
    SafetyCatalogue.checkTexts(texts, SafetyConcept.class, "texts");
  }
}
