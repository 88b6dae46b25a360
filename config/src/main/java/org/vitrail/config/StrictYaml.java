package org.vitrail.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads YAML into a tree and refuses what a lenient reader would pass over in silence. */
final class StrictYaml {
  private static final ObjectMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Pattern DUPLICATE =
      Pattern.compile("[Dd]uplicate (?:field|key) '?([^'\\s]+)");

  private StrictYaml() {}

  /**
   * @param place how messages name the text
   * @return the text's top level, empty for an empty text
   * @throws SettingsException for broken YAML, a key given twice, or anything but keys with values
   */
  static ObjectNode read(String place, String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        return MAPPER.createObjectNode();
      }
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new SettingsException(place, "", "the file must hold lines of the form 'key: value'.");
    } catch (JsonProcessingException e) {
      throw new SettingsException(place, "", problem(e));
    }
  }

  private static String problem(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String line = at == null ? "" : "line " + at.getLineNr() + ": ";
    Matcher duplicate = DUPLICATE.matcher(e.getOriginalMessage());
    if (duplicate.find()) {
      return line + duplicate.group(1) + " stands here twice; keep one of the two.";
    }
    String reason = e.getOriginalMessage().strip().lines().findFirst().orElse("unreadable");
    return line + "this is not valid YAML (" + reason + "); check indentation, colons and quotes.";
  }
}
