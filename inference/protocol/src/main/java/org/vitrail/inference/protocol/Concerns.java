package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How probably pictures show what people may not want to see, 0 to 1 by the concept's id; as it is
 * kept beside previews.
 */
public final class Concerns {
  private Concerns() {}

  /** The larger of both for each concept: what was seen once stays seen. */
  public static Map<String, Float> worse(Map<String, Float> one, Map<String, Float> other) {
    Map<String, Float> worse = new HashMap<>(one);
    other.forEach((concept, probability) -> worse.merge(concept, probability, Math::max));
    return worse;
  }

  /** As {@link #read} reads it. */
  public static byte[] bytes(Map<String, Float> concerns) {
    return new TreeMap<>(concerns)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","))
            .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException for what {@link #bytes} did not write
   */
  public static Map<String, Float> read(byte[] bytes) {
    Map<String, Float> concerns = new HashMap<>();
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
      int sign = part.indexOf('=');
      if (sign < 1) {
        throw Require.broken("concerns", part, "a concept with its probability");
      }
      concerns.put(part.substring(0, sign), Float.valueOf(part.substring(sign + 1)));
    }
    return concerns;
  }
}
