package org.vitrail.inference.model.lexicon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Things that somebody may have meant by a word that the model does not know. */
final class Neighbours {
  /** Shorter words have too many others beside them. */
  private static final int MIN_LENGTH = 4;

  private static final int MAX_NEAR = 3;

  private final Map<String, List<String>> near = new HashMap<>();
  private final List<String> things = new ArrayList<>();

  /** A word that stands for several things. */
  void put(String word, List<String> meant) {
    near.putIfAbsent(word.toLowerCase(Locale.ROOT), meant);
  }

  /** A thing by its name. */
  void put(String thing) {
    things.add(thing);
  }

  /** The nearest first: what the word may stand for, else what is spelt nearly so. */
  List<String> of(String typed) {
    String word = typed.toLowerCase(Locale.ROOT);
    List<String> meant = near.getOrDefault(word, List.of());
    return meant.isEmpty() && word.length() >= MIN_LENGTH
        ? misspelt(word)
        : meant.subList(0, Math.min(MAX_NEAR, meant.size()));
  }

  private List<String> misspelt(String word) {
    return things.stream().filter(thing -> isOneSlip(word, thing)).limit(MAX_NEAR).toList();
  }

  /** Whether one letter too many, too few or another, or two that are swapped, part them. */
  private static boolean isOneSlip(String typed, String meant) {
    int common = Math.min(typed.length(), meant.length());
    int same = 0;
    while (same < common && typed.charAt(same) == meant.charAt(same)) {
      same++;
    }
    int tail = 0;
    while (tail < common - same
        && typed.charAt(typed.length() - 1 - tail) == meant.charAt(meant.length() - 1 - tail)) {
      tail++;
    }
    int wrong = typed.length() - same - tail;
    int right = meant.length() - same - tail;
    boolean isSwap =
        wrong == 2
            && right == 2
            && typed.charAt(same) == meant.charAt(same + 1)
            && typed.charAt(same + 1) == meant.charAt(same);
    return Math.max(wrong, right) <= 1 || isSwap;
  }
}
