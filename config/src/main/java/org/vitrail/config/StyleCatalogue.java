package org.vitrail.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The styles people may choose from, by id, in the order of the file; draws nothing. */
public final class StyleCatalogue {
  private static final String FILE = "styles.yaml";

  private final Map<String, StyleEntry> entries;

  private StyleCatalogue(Map<String, StyleEntry> entries) {
    this.entries = entries;
  }

  /**
   * @param configFolder the operator's folder, whose own list takes the place of the built-in one;
   *     {@code null} for the built-in list
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static StyleCatalogue load(Path configFolder) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    String place = folder.place(FILE);
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", StrictYaml.read(place, folder.text(FILE)));

    Map<String, StyleEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : values.tree().properties()) {
      String id = field.getKey();
      ObjectNode section = section(place, id, field.getValue());
      entries.put(id, new Binder(values).bind(StyleEntry.class, section, id));
    }
    return new StyleCatalogue(entries);
  }

  private static ObjectNode section(String place, String id, JsonNode value) {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,31}")) {
      throw new SettingsException(
          place,
          id,
          "this is no id; give up to 32 of a-z, 0-9 and dashes, a letter or digit first.");
    }
    if (!(value instanceof ObjectNode section)) {
      throw new SettingsException(place, id, "the style has no keys below it.");
    }
    if (section.has("id")) {
      throw new SettingsException(
          place, id + ".id", "leave this out; it follows from where the entry stands.");
    }
    return section.put("id", id);
  }

  public List<StyleEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Case aside, as people type it. */
  public Optional<StyleEntry> find(String id) {
    return Optional.ofNullable(entries.get(id.strip().toLowerCase(Locale.ROOT)));
  }
}
