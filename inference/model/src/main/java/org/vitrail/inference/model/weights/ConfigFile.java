package org.vitrail.inference.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.EscapedText;
import org.vitrail.inference.model.weights.file.FileKind;
import org.vitrail.inference.model.weights.file.StrictJson;
import org.vitrail.inference.model.weights.file.TextFile;

/**
 * A checkpoint's {@code config.json} or {@code model.yaml}, read strictly: every value is there, of
 * its kind, or an error.
 */
public final class ConfigFile {
  private static final int MAX_LAYERS = 1000;
  private static final int MAX_SHOWN = 120;

  /** taming-transformers describes its networks in YAML. */
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final JsonNode root;

  private ConfigFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws CheckpointException if it is missing or not a JSON object
   */
  public static ConfigFile read(Path file) {
    try {
      byte[] text = TextFile.read(file);
      JsonNode root = isYaml(file) ? YAML.readTree(text) : StrictJson.MAPPER.readTree(text);
      if (!root.isObject()) {
        throw FileKind.misread(
            file, isYaml(file) ? "YAML" : "a JSON object", "it holds no keys.", null);
      }
      return new ConfigFile(file, root);
    } catch (JsonProcessingException e) {
      throw FileKind.misread(file, isYaml(file) ? "YAML" : "JSON", e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CheckpointException(file, "cannot be read: " + FileTrouble.of(e).sentence(), e);
    }
  }

  private static boolean isYaml(Path file) {
    return file.getFileName().toString().matches(".*\\.ya?ml");
  }

  /** How many there are of something: 1 or more; the first of the names that is there. */
  public int count(String... names) {
    return number(1, Integer.MAX_VALUE, names);
  }

  /** A count of layers; more than any network has would only fill the memory with their names. */
  public int layerCount(String name) {
    return number(1, MAX_LAYERS, name);
  }

  /** The id of a token, 0 or more, with a value for files that leave it out. */
  public int tokenIdOr(int fallback, String name) {
    return has(name) ? number(0, Integer.MAX_VALUE, name) : fallback;
  }

  /** The first of the names that is there counts: formats name things twice. */
  private int number(int least, int most, String... names) {
    JsonNode node = first(names);
    if (!node.isInt() || node.intValue() < least || node.intValue() > most) {
      throw new CheckpointException(
          file,
          names[0]
              + ": "
              + shown(node)
              + " is not allowed; give a whole number from "
              + least
              + " to "
              + most
              + ".");
    }
    return node.intValue();
  }

  /** A list of whole numbers, none negative. */
  public List<Integer> counts(String name) {
    JsonNode node = first(name);
    List<JsonNode> elements = StreamSupport.stream(node.spliterator(), false).toList();
    if (!node.isArray() || !elements.stream().allMatch(e -> e.isInt() && e.intValue() >= 0)) {
      throw new CheckpointException(
          file, name + ": " + shown(node) + " is not a list of whole numbers, each 0 or more.");
    }
    return elements.stream().map(JsonNode::intValue).toList();
  }

  /** A list of so many fractions, each above 0 and at most 1. */
  public List<Float> fractions(String name, int count) {
    JsonNode node = first(name);
    List<JsonNode> elements = StreamSupport.stream(node.spliterator(), false).toList();
    if (!node.isArray()
        || elements.size() != count
        || !elements.stream().allMatch(e -> e.floatValue() > 0 && e.floatValue() <= 1)) {
      throw new CheckpointException(
          file,
          name + ": " + shown(node) + " is not a list of " + count + " numbers above 0, up to 1.");
    }
    return elements.stream().map(JsonNode::floatValue).toList();
  }

  /**
   * Insists on the value of a switch that this program supports; a file without it is taken to
   * agree.
   *
   * @throws CheckpointException naming the variant that is not supported
   */
  public ConfigFile require(String name, Object supported) {
    JsonNode node = root.path(name);
    boolean agrees =
        node.isNumber() && supported instanceof Number number
            ? node.doubleValue() == number.doubleValue()
            : node.asText().equals(String.valueOf(supported));
    if (!node.isMissingNode() && !agrees) {
      throw new CheckpointException(
          file,
          name
              + ": "
              + shown(node)
              + " is a variant that is not supported; it must be "
              + supported
              + ".");
    }
    return this;
  }

  /** The object under a name, as a file of its own. */
  public ConfigFile section(String name) {
    JsonNode node = first(name);
    if (!node.isObject()) {
      throw new CheckpointException(file, name + ": " + shown(node) + " is not a JSON object.");
    }
    return new ConfigFile(file, node);
  }

  /**
   * A network's shape made of these values.
   *
   * @throws CheckpointException naming this file, if the values do not go together
   */
  public <T> T shape(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  /** Whether one of the names is there. */
  public boolean has(String... names) {
    for (String name : names) {
      if (root.has(name)) {
        return true;
      }
    }
    return false;
  }

  private static String shown(JsonNode node) {
    return EscapedText.text(node.toString(), MAX_SHOWN);
  }

  private JsonNode first(String... names) {
    for (String name : names) {
      if (root.has(name)) {
        return root.get(name);
      }
    }
    throw new CheckpointException(file, names[0] + " is missing from the configuration.");
  }
}
