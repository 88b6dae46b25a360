package org.vitrail.bot.promptfilter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The table {@code look-alikes.txt}: which characters are read as which letters, and why, stands
 * there.
 */
final class LookAlikes {
  private static final int[] NONE = {};

  private final Map<Integer, Integer> same = new HashMap<>();
  private final Map<Integer, int[]> mixed = new HashMap<>();
  private final Map<Integer, int[]> signs = new HashMap<>();
  private final Set<Integer> hides = new HashSet<>();
  private final Set<Integer> leading = new HashSet<>();
  private final Set<Integer> trailing = new HashSet<>();

  private LookAlikes() {}

  /**
   * @param folded how a character is written once case and styles are evened out
   */
  static LookAlikes load(IntFunction<String> folded) {
    LookAlikes table = new LookAlikes();
    String section = "";
    for (String line : lines()) {
      if (line.startsWith("[")) {
        section = line;
      } else if (!line.isBlank() && !line.startsWith("# ")) {
        int reading = line.codePointAt(0);
        for (int character : line.substring(2).replace(" ", "").codePoints().toArray()) {
          if (!folded.apply(character).equals(Character.toString(character))) {
            throw new IllegalStateException(
                "look-alikes.txt: %c is written otherwise before the table is asked"
                    .formatted(character));
          }
          table.add(section, reading, character);
        }
      }
    }
    return table;
  }

  private void add(String section, int reading, int character) {
    switch (section) {
      case "[same]" -> same.put(character, reading);
      case "[mixed]" -> mixed.merge(character, new int[] {same(reading)}, LookAlikes::joined);
      case "[signs]" -> signs.merge(character, new int[] {same(reading)}, LookAlikes::joined);
      case "[hides]" -> hides.add(character);
      case "[leading]" -> leading.add(character);
      case "[trailing]" -> trailing.add(character);
      default -> throw new IllegalStateException("look-alikes.txt has a section " + section);
    }
  }

  int same(int character) {
    return same.getOrDefault(character, character);
  }

  int[] mixed(int character) {
    return mixed.getOrDefault(character, NONE);
  }

  int[] standsFor(int character) {
    return signs.getOrDefault(character, NONE);
  }

  boolean hides(int character) {
    return hides.contains(character);
  }

  boolean leading(int character) {
    return leading.contains(character);
  }

  boolean trailing(int character) {
    return trailing.contains(character);
  }

  private static int[] joined(int[] some, int[] more) {
    int[] all = new int[some.length + more.length];
    System.arraycopy(some, 0, all, 0, some.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private static List<String> lines() {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                LookAlikes.class.getResourceAsStream("look-alikes.txt"), StandardCharsets.UTF_8))) {
      return file.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
