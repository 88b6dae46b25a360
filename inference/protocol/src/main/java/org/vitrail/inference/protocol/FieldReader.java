package org.vitrail.inference.protocol;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads single values out of a field map and says which one of them cannot be read, and why. */
final class FieldReader {
  private final String subject;
  private final Map<String, String> fields;

  /**
   * @param subject what is being read, as an error message calls it
   */
  FieldReader(String subject, Map<String, String> fields) {
    this.subject = subject;
    this.fields = fields;
  }

  String text(String key) {
    String value = fields.get(key);
    if (value == null) {
      throw new ProtocolException(
          "%s has no field %s; it was not written by this program or was cut short."
              .formatted(subject, key));
    }
    return value;
  }

  /** A text that older programs did not write. */
  String text(String key, String otherwise) {
    return fields.getOrDefault(key, otherwise);
  }

  /** What older programs did not write does not hold. */
  boolean flag(String key) {
    return fields.containsKey(key) && read(key, "true or false", FieldReader::flagOf);
  }

  private static boolean flagOf(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("true");
  }

  int number(String key) {
    return read(key, "a whole number", Integer::valueOf);
  }

  float decimal(String key) {
    return read(key, "a number", Float::valueOf);
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  /** The fields whose names begin so, by the rest of their names. */
  Map<String, String> below(String prefix) {
    return fields.entrySet().stream()
        .filter(field -> field.getKey().startsWith(prefix))
        .collect(
            Collectors.toMap(
                field -> field.getKey().substring(prefix.length()), Map.Entry::getValue));
  }

  /** Numbers by name; none where an older program did not write the field. */
  Map<String, Float> decimals(String key) {
    return fields.getOrDefault(key, "").isEmpty()
        ? Map.of()
        : read(key, "numbers by name with commas between them", Concerns::of);
  }

  <T> T read(String key, String expected, Function<String, T> parser) {
    String value = text(key);
    try {
      return parser.apply(value);
    } catch (RuntimeException e) {
      throw new ProtocolException(
          "%s: field %s is '%s', which is not %s.".formatted(subject, key, value, expected), e);
    }
  }
}
