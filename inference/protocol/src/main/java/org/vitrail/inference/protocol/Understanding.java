package org.vitrail.inference.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a small model made of a prompt.
 *
 * @param drawnAs the prompt in the words that the model was taught, as far as it has any for it
 * @param unknown words that it was taught nothing of, as typed and in their order, each with things
 *     that it knows and that may have been meant
 */
public record Understanding(String drawnAs, Map<String, List<String>> unknown) {
  /**
   * @throws IllegalArgumentException naming the part that is missing
   */
  public Understanding {
    Require.present("understanding.drawnAs", drawnAs);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    Require.present("understanding.unknown", unknown)
        .forEach((word, near) -> copy.put(word, List.copyOf(near)));
    unknown = copy;
  }

  /** The unknown words as text: a line for each, what is near it behind it with tabs between. */
  String unknownText() {
    return unknown.entrySet().stream()
        .map(
            it -> {
              List<String> line = new ArrayList<>(List.of(it.getKey()));
              line.addAll(it.getValue());
              return String.join("\t", line);
            })
        .collect(Collectors.joining("\n"));
  }

  /** What {@link #unknownText} wrote. */
  static Map<String, List<String>> unknown(String text) {
    Map<String, List<String>> unknown = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.isBlank())
        .map(line -> Arrays.asList(line.split("\t")))
        .forEach(line -> unknown.put(line.get(0), line.subList(1, line.size())));
    return unknown;
  }
}
