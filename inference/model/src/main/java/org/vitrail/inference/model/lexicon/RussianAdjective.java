package org.vitrail.inference.model.lexicon;

import java.util.List;
import java.util.Optional;

/**
 * A Russian adjective before a noun of another gender than the one that it was typed before. Only
 * nominatives, which prompts are made of, and nouns whose ending tells their gender.
 */
final class RussianAdjective {
  /** Masculine, feminine, neuter and plural. */
  private static final List<List<String>> HARD =
      List.of(List.of("ый", "ой", "ий"), List.of("ая"), List.of("ое"), List.of("ые", "ие"));

  private static final List<List<String>> SOFT =
      List.of(List.of("ий"), List.of("яя"), List.of("ее"), List.of("ие"));

  /** After these letters и stands where ы would. */
  private static final String NO_HARD_PLURAL = "гкхжшчщ";

  private RussianAdjective() {}

  /** The adjective as it stands before the noun; itself where rules this simple do not say. */
  static String before(String noun, String adjective) {
    Optional<Integer> gender = gender(noun);
    if (gender.isEmpty() || adjective.length() < 4) {
      return adjective;
    }
    String stem = adjective.substring(0, adjective.length() - 2);
    String ending = adjective.substring(adjective.length() - 2);
    boolean isSoft = stem.endsWith("н") && isOneOf(SOFT, ending);
    if (!isSoft && !isOneOf(HARD, ending)) {
      return adjective;
    }
    List<String> endings = (isSoft ? SOFT : HARD).get(gender.get());
    boolean isMine = endings.contains(ending);
    boolean takesSecond = endings.size() == 2 && NO_HARD_PLURAL.contains(last(stem));
    return isMine ? adjective : stem + endings.get(takesSecond ? 1 : 0);
  }

  private static boolean isOneOf(List<List<String>> endings, String ending) {
    return endings.stream().anyMatch(it -> it.contains(ending));
  }

  private static Optional<Integer> gender(String noun) {
    return switch (last(noun)) {
      case "а", "я" -> Optional.of(1);
      case "о", "е" -> Optional.of(2);
      case "ы", "и" -> Optional.of(3);
      case "ь" -> Optional.empty();
      default -> Optional.of(0);
    };
  }

  private static String last(String word) {
    return word.substring(word.length() - 1);
  }
}
