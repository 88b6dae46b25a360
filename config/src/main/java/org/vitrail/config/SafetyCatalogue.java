package org.vitrail.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pictures are searched for, and from which probability on they are hidden; judges nothing.
 *
 * @param thresholds for concepts without their own
 * @param concepts by id, in the order of the file
 * @param neutral captions that the concepts' compete with
 */
public record SafetyCatalogue(
    @Allowed("thresholds such as {blurAt: 0.5, refuseAt: 0.85}") SafetyThresholds thresholds,
    @Allowed("concepts by id, or {} for none") Map<String, SafetyConcept> concepts,
    @Allowed("a list of captions, such as [a photo, a landscape]") List<String> neutral) {
  private static final String FILE = "safety.yaml";

  /** As much as CLIP reads. */
  private static final int MAX_TEXT = 200;

  public SafetyCatalogue {
    concepts = Collections.unmodifiableMap(new LinkedHashMap<>(concepts));
    neutral = List.copyOf(neutral);
    for (String id : concepts.keySet()) {
      if (!id.matches("[a-z0-9][a-z0-9-]{0,31}")) {
        throw new SettingsException(
            "",
            "concepts." + id,
            "this is no id; give up to 32 of a-z, 0-9 and dashes, a letter or digit first.");
      }
    }
    checkTexts(neutral, SafetyCatalogue.class, "neutral");
  }

  /**
   * @param configFolder the operator's folder, whose own list takes the place of the built-in one;
   *     {@code null} for the built-in list
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static SafetyCatalogue load(Path configFolder) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    String place = folder.place(FILE);
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", StrictYaml.read(place, folder.text(FILE)));
    return new Binder(values).bind(SafetyCatalogue.class, values.tree(), "");
  }

  /** Without one text to compare with, whatever a picture shows would be a concern. */
  static void checkTexts(List<String> texts, Class<? extends Record> owner, String key) {
    Check.that(!texts.isEmpty(), owner, key, "an empty list");
    for (String text : texts) {
      LocalTexts.check(
          LocalTexts.isLine(text, MAX_TEXT), key, text, "lines of up to 200 characters");
    }
  }

  /** The thresholds of a concept, be it one that only a worker with another list knows. */
  public SafetyThresholds thresholds(String concept) {
    SafetyConcept known = concepts.get(concept);
    return known == null ? thresholds : known.thresholds().orElse(thresholds);
  }

  /** What people call a concept, in their language. */
  public String name(String concept, String language) {
    SafetyConcept known = concepts.get(concept);
    return known == null ? concept : LocalTexts.of(known.names(), language);
  }
}
