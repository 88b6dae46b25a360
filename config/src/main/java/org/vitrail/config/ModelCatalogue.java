package org.vitrail.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The models people may choose from and the parts that several of them share, by id; knows their
 * files' names and opens none of them.
 */
public final class ModelCatalogue {
  private static final String FILE = "models.yaml";
  private static final String PARTS = "parts";
  private static final String SOURCE = "source";
  private static final String DEFAULTS = "defaults";

  private final String place;
  private final Map<String, ModelEntry> entries;
  private final Map<String, ModelPart> parts;

  private ModelCatalogue(
      String place, Map<String, ModelEntry> entries, Map<String, ModelPart> parts) {
    this.place = place;
    this.entries = entries;
    this.parts = parts;
  }

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in catalogue
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static ModelCatalogue load(Path configFolder) {
    return load(configFolder, ModelCheck.NONE);
  }

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in catalogue
   * @param check told of each model and part
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static ModelCatalogue load(Path configFolder, ModelCheck check) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    String place = folder.place(FILE);
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", StrictYaml.read(place, folder.text(FILE)));
    Map<String, ObjectNode> partNodes = sections(values, PARTS, place);
    Map<String, ModelPart> parts = new LinkedHashMap<>();
    partNodes.forEach((id, node) -> parts.put(id, bindPart(values, node, PARTS + "." + id, check)));

    values.tree().remove(PARTS);
    Map<String, ModelEntry> entries = new LinkedHashMap<>();
    sections(values, "", place)
        .forEach(
            (id, node) -> {
              if (parts.containsKey(id)) {
                throw new SettingsException(
                    place, id, "a part has this id too; give the model another.");
              }
              joinParts(node, partNodes, place, id);
              entries.put(id, bind(values, node, id, folder.home(), check));
            });
    if (entries.isEmpty()) {
      throw new SettingsException(place, "", "no model stands here; give at least one.");
    }
    return new ModelCatalogue(place, entries, parts);
  }

  /** The sections below a key, each with its id put in. */
  private static Map<String, ObjectNode> sections(Origins values, String above, String place) {
    Map<String, ObjectNode> sections = new LinkedHashMap<>();
    JsonNode tree = above.isEmpty() ? values.tree() : values.tree().path(above);
    tree.propertyStream()
        .forEach(
            field -> {
              String id = field.getKey();
              String key = Origins.join(above, id);
              if (!ModelEntry.isId(id)) {
                throw new SettingsException(
                    place,
                    key,
                    "this is no id; give a-z, 0-9, dots and dashes, a letter or digit first.");
              }
              if (!(field.getValue() instanceof ObjectNode section)) {
                throw new SettingsException(
                    place,
                    key,
                    "the " + (above.isEmpty() ? "model" : "part") + " has no keys below it.");
              }
              refuse(List.of("id"), section, place, key + ".");
              sections.put(id, section.put("id", id));
            });
    return sections;
  }

  /** Puts the parts themselves where the entry names them by id. */
  private static void joinParts(
      ObjectNode entry, Map<String, ObjectNode> parts, String place, String id) {
    if (!(entry.get(PARTS) instanceof ArrayNode names)) {
      return;
    }
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index).asText();
      if (!parts.containsKey(name)) {
        throw new SettingsException(
            place,
            id + "." + PARTS,
            "there is no part \"%s\".%s".formatted(name, meant(name, parts.keySet())));
      }
      names.set(index, parts.get(name));
    }
  }

  /**
   * The model in a folder that holds the checkpoint's own files and a {@code model.yaml} in the
   * form of a catalogue entry (without {@code folder}, {@code bundled}, {@code source} and {@code
   * parts}); its id is the folder's name.
   *
   * @throws SettingsException naming the file, the key, the value and what is allowed
   */
  public static ModelEntry fromFolder(Path folder, ModelCheck check) {
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
    refuse(List.of("id", "bundled", "folder", SOURCE, PARTS), entry, place, "");
    Origins values = new Origins(StrictYaml.read("", ""));
    values.add(place, "", entry);
    values.tree().put("id", idOf(absolute)).put("folder", absolute.toString());
    return bind(values, values.tree(), "", absolute, check);
  }

  private static void refuse(List<String> keys, ObjectNode entry, String place, String above) {
    for (String key : keys) {
      if (entry.has(key)) {
        throw new SettingsException(
            place, above + key, "leave this out; it follows from where the entry stands.");
      }
    }
  }

  private static ModelPart bindPart(
      Origins values, ObjectNode node, String path, ModelCheck check) {
    ModelPart part = new Binder(values).bind(ModelPart.class, node, path);
    return checked(values, path, part, check::part);
  }

  private static ModelEntry bind(
      Origins values, ObjectNode entry, String path, Path home, ModelCheck check) {
    for (String flag : List.of("bundled", "harmless")) {
      if (!entry.has(flag)) {
        entry.put(flag, false);
      }
    }
    for (String list : List.of(PARTS, "languages")) {
      if (!entry.has(list)) {
        entry.putArray(list);
      }
    }
    if (!entry.has("files") && !entry.get(PARTS).isEmpty()) {
      entry.putObject("files");
    }
    readDefaults(values, entry, path);
    ModelEntry model = new Binder(values).bind(ModelEntry.class, entry, path).below(home);
    return checked(values, path, model, check::model);
  }

  /**
   * The same, once a check has found nothing; else its problem with the place where it was made.
   */
  private static <T> T checked(Origins values, String path, T read, Consumer<T> check) {
    try {
      check.accept(read);
      return read;
    } catch (SettingsException e) {
      Origins.Origin origin = values.of(Origins.join(path, e.key()));
      throw e.at(origin.place(), origin.key());
    }
  }

  /** The form that entries had before options had ranges of their own means the same as ever. */
  private static void readDefaults(Origins values, ObjectNode entry, String path) {
    if (!(entry.get(DEFAULTS) instanceof ObjectNode old)) {
      return;
    }
    String key = Origins.join(path, DEFAULTS);
    if (entry.has("options")) {
      Origins.Origin origin = values.of(key);
      throw new SettingsException(
          origin.place(), origin.key(), "options stand here too; keep these alone.");
    }
    ModelDefaults defaults = new Binder(values).bind(ModelDefaults.class, old, key);
    entry.remove(DEFAULTS);
    entry.set("options", defaults.options());
    entry.put("imageCount", defaults.imageCount());
  }

  private static String idOf(Path folder) {
    String name = folder.getFileName().toString().toLowerCase(Locale.ROOT);
    String id = name.replaceAll("[^a-z0-9._-]", "-").replaceAll("^[^a-z0-9]+", "");
    return id.isEmpty() ? "folder" : id.substring(0, Math.min(id.length(), 64));
  }

  public List<ModelEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** What models share, in the order of the file. */
  public List<ModelPart> parts() {
    return List.copyOf(parts.values());
  }

  /** Those of the parts that enlarge the pictures of any model, the best first. */
  public List<ModelPart> upscalers() {
    return parts.values().stream().filter(part -> part.upscaler().isPresent()).toList();
  }

  /** Those of the parts that tell a thing from its background, the best first. */
  public List<ModelPart> cutouts() {
    return parts.values().stream()
        .filter(part -> part.files().containsKey(ModelPart.CUTOUT))
        .toList();
  }

  /** Those of the parts that are whole codecs, in the order of the file. */
  public List<ModelPart> codecs() {
    return parts.values().stream().filter(part -> part.codec().isPresent()).toList();
  }

  public Optional<ModelEntry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /**
   * @throws SettingsException naming the models there are
   */
  public ModelEntry require(String id) {
    return find(id).orElseThrow(() -> unknown("model", id, entries.keySet()));
  }

  /**
   * What has the id and what it needs: a model with its parts, or a part alone.
   *
   * @throws SettingsException naming the models and parts there are
   */
  public List<Pullable> requireWithParts(String id) {
    if (parts.containsKey(id)) {
      return List.of(parts.get(id));
    }
    if (!entries.containsKey(id)) {
      Set<String> known = new LinkedHashSet<>(entries.keySet());
      known.addAll(parts.keySet());
      throw unknown("model or part", id, known);
    }
    return entries.get(id).withParts();
  }

  private SettingsException unknown(String what, String id, Set<String> known) {
    return new SettingsException(
        place,
        "",
        "there is no %s \"%s\".%s Known: %s."
            .formatted(what, id, meant(id, known), String.join(", ", known)));
  }

  private static String meant(String typed, Set<String> known) {
    return Nearest.to(typed, known).map(near -> " Did you mean " + near + "?").orElse("");
  }
}
