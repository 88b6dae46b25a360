package org.vitrail.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The models people may choose from, by id; knows their files' names and opens none of them. */
public final class ModelCatalogue {
  private static final String FILE = "models.yaml";

  private final String place;
  private final Map<String, ModelEntry> entries;

  private ModelCatalogue(String place, Map<String, ModelEntry> entries) {
    this.place = place;
    this.entries = entries;
  }

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in catalogue
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static ModelCatalogue load(Path configFolder) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    String place = folder.place(FILE);
    Map<String, ModelEntry> entries = new LinkedHashMap<>();
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", StrictYaml.read(place, folder.text(FILE)));
    values
        .tree()
        .propertyStream()
        .forEach(
            field -> {
              String id = field.getKey();
              if (!ModelEntry.isId(id)) {
                throw new SettingsException(
                    place,
                    id,
                    "this is no id; give a-z, 0-9, dots and dashes, a letter or digit first.");
              }
              if (!(field.getValue() instanceof ObjectNode entry)) {
                throw new SettingsException(place, id, "the model has no keys below it.");
              }
              refuse(List.of("id"), entry, place, id + ".");
              entry.put("id", id);
              entries.put(id, bind(values, entry, id, folder.home()));
            });
    if (entries.isEmpty()) {
      throw new SettingsException(place, "", "no model stands here; give at least one.");
    }
    return new ModelCatalogue(place, entries);
  }

  /**
   * The model in a folder that holds the checkpoint's own files and a {@code model.yaml} in the
   * form of a catalogue entry (without {@code folder} and {@code bundled}); its id is the folder's
   * name.
   *
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static ModelEntry fromFolder(Path folder) {
    Path file = folder.resolve("model.yaml");
    String place = ConfigFolder.shown(file);
    if (!Files.isRegularFile(file)) {
      throw new SettingsException(
          place,
          "",
          "there is no such file; a model's folder holds a model.yaml like an entry of models.yaml.");
    }
    Path absolute = folder.toAbsolutePath().normalize();
    ObjectNode entry = StrictYaml.read(place, ConfigFolder.read(file));
    refuse(List.of("id", "bundled", "folder"), entry, place, "");
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", entry);
    values.tree().put("id", idOf(absolute)).put("folder", absolute.toString());
    return bind(values, values.tree(), "", absolute);
  }

  private static void refuse(List<String> keys, ObjectNode entry, String place, String above) {
    for (String key : keys) {
      if (entry.has(key)) {
        throw new SettingsException(
            place, above + key, "leave this out; it follows from where the entry stands.");
      }
    }
  }

  private static ModelEntry bind(Origins values, ObjectNode entry, String path, Path home) {
    if (!entry.has("bundled")) {
      entry.put("bundled", false);
    }
    return new Binder(values).bind(ModelEntry.class, entry, path).below(home);
  }

  private static String idOf(Path folder) {
    String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
    String id = name.replaceAll("[^a-z0-9._-]", "-").replaceAll("^[^a-z0-9]+", "");
    return id.isEmpty() ? "folder" : id.substring(0, Math.min(id.length(), 64));
  }

  public List<ModelEntry> entries() {
    return List.copyOf(entries.values());
  }

  public Optional<ModelEntry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /**
   * @throws SettingsException naming the models there are
   */
  public ModelEntry require(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new SettingsException(
                    place,
                    "",
                    "there is no model \"%s\".%s Known: %s."
                        .formatted(
                            id,
                            Nearest.to(id, entries.keySet())
                                .map(near -> " Did you mean " + near + "?")
                                .orElse(""),
                            String.join(", ", entries.keySet()))));
  }
}
