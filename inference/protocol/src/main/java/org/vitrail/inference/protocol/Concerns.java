package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How probably pictures show what people may not want to see, 0 to 1 by the concept's id; as it is
 * kept beside previews and in a job's outcome.
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
    return text(concerns).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException for what {@link #bytes} did not write
   */
  public static Map<String, Float> read(byte[] bytes) {
    return of(new String(bytes, StandardCharsets.UTF_8));
  }

  /** As {@link #of} reads it. */
  static String text(Map<String, Float> concerns) {
    return new TreeMap<>(concerns)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }

  /**
   * @throws IllegalArgumentException for what {@link #text} did not write
   */
  static Map<String, Float> of(String text) {
    Map<String, Float> concerns = new HashMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int sign = part.indexOf('=');
      if (sign < 1
          || concerns.put(part.substring(0, sign), Float.valueOf(part.substring(sign + 1)))
              != null) {
        throw Require.broken("concerns", part, "a concept with its probability, once");
      }
    }
    return concerns;
  }
}
