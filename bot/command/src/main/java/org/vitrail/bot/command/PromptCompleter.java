package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vitrail.inference.protocol.Proposals;

/**
 * Proposes how a prompt could go on: the names of things that a model was taught, and phrases that
 * it knows around them. Looks at what stands before the cursor alone.
 */
final class PromptCompleter {
  /** What a phone shows above its keyboard, and a little more. */
  private static final int MOST = 7;

  /** Further names where the prompt is whole without them: the others show what else there is. */
  private static final int MOST_OTHER_NAMES = 2;

  /** Fewer letters are the beginning of too many names; in Chinese one character is a word. */
  private static final int LEAST_LETTERS = 2;

  /** From here on later words of a name count, too: "pum" is a halloween pumpkin. */
  private static final int LEAST_LETTERS_INSIDE = 3;

  private final Proposals proposals;
  private final Set<String> things;

  PromptCompleter(Proposals proposals) {
    this.proposals = proposals;
    this.things =
        proposals.things().stream().map(PromptCompleter::folded).collect(Collectors.toSet());
  }

  /**
   * @param from where the prompt begins
   * @param to the cursor
   */
  List<Completion> complete(String text, int from, int to) {
    String typed = text.substring(from, to);
    if (to < text.length() && Character.isLetterOrDigit(text.codePointAt(to))) {
      return List.of();
    }
    boolean isEnd = text.substring(to).isBlank();
    List<Completion> all = new ArrayList<>();
    if (typed.isBlank() && isEnd) {
      proposals.prompts().forEach(it -> all.add(proposal(it, it, from, to)));
    } else if (!typed.isBlank()) {
      List<Completion> endings = isEnd ? endings(typed, to) : List.of();
      int most = endings.isEmpty() ? MOST : MOST_OTHER_NAMES;
      all.addAll(names(typed, to).stream().limit(most).toList());
      if (isEnd) {
        all.addAll(beginnings(typed, from, to));
      }
      all.addAll(endings);
    }
    return all.stream().limit(MOST).toList();
  }

  /** Names that begin with the last words, as many of them as there are such names for. */
  private List<Completion> names(String typed, int to) {
    return words(typed)
        .mapToObj(typed::substring)
        .filter(PromptCompleter::isLongEnough)
        .map(begun -> names(begun).map(it -> proposal(it, it, to - begun.length(), to)).toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private Stream<String> names(String begun) {
    String start = folded(begun);
    Predicate<String> begins = name -> name.startsWith(start);
    Predicate<String> goesOn =
        name -> start.length() >= LEAST_LETTERS_INSIDE && name.contains(" " + start);
    return proposals.things().stream()
        .filter(it -> begins.or(goesOn).test(folded(it)) && it.length() > begun.length())
        .sorted(
            Comparator.<String>comparingInt(it -> begins.test(folded(it)) ? 0 : 1)
                .thenComparingInt(String::length));
  }

  private static boolean isLongEnough(String begun) {
    return begun.codePoints().anyMatch(Character::isIdeographic) || begun.length() >= LEAST_LETTERS;
  }

  /** Phrases before a thing, of which the prompt is the beginning. */
  private List<Completion> beginnings(String typed, int from, int to) {
    return proposals.phrases().stream()
        .filter(phrase -> phrase.endsWith(Proposals.THING))
        .map(phrase -> phrase.substring(0, phrase.length() - Proposals.THING.length()))
        .filter(it -> it.length() > typed.length() && folded(it).startsWith(folded(typed)))
        .map(it -> proposal(it + "…", it, from, to))
        .toList();
  }

  /** Phrases behind a thing with which the prompt ends, or behind which one is begun. */
  private List<Completion> endings(String typed, int to) {
    List<Completion> found = new ArrayList<>();
    for (String phrase : proposals.phrases()) {
      if (phrase.startsWith(Proposals.THING)) {
        String ending = phrase.substring(Proposals.THING.length());
        int begun = overlap(typed, ending);
        if (begun < ending.length() && endsWithThing(typed.substring(0, typed.length() - begun))) {
          found.add(proposal("…" + ending, ending, to - begun, to));
        }
      }
    }
    return found;
  }

  /** How many characters of an ending are typed. */
  private static int overlap(String typed, String ending) {
    return IntStream.iterate(Math.min(typed.length(), ending.length()), it -> it > 0, it -> it - 1)
        .filter(it -> typed.regionMatches(true, typed.length() - it, ending, 0, it))
        .findFirst()
        .orElse(0);
  }

  private boolean endsWithThing(String typed) {
    return words(typed).anyMatch(at -> things.contains(folded(typed.substring(at))));
  }

  /** Where words begin; in Chinese, wherever a character does. */
  private static IntStream words(String typed) {
    return IntStream.range(0, typed.length())
        .filter(
            at ->
                Character.isLetterOrDigit(typed.charAt(at))
                    && (at == 0
                        || !Character.isLetterOrDigit(typed.charAt(at - 1))
                        || Character.isIdeographic(typed.codePointAt(at))));
  }

  private static String folded(String words) {
    return words.toLowerCase(Locale.ROOT);
  }

  private static Completion proposal(String label, String insert, int from, int to) {
    return new Completion(label, insert, "", from, to, true);
  }
}
