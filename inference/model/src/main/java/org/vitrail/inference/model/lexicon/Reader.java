package org.vitrail.inference.model.lexicon;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a prompt in one language: the longest phrase at each place, from left to right. */
final class Reader {
  /** Shorter heads of a compound may be an accident. */
  private static final int MIN_HEAD = 4;

  private static final String COMPOUNDING = "de";
  private static final String WITH_ARTICLES = "en";
  private static final String AGREEING = "ru";

  private final String language;
  private final PhraseTable phrases;
  private final Neighbours neighbours;

  Reader(String language, PhraseTable phrases, Neighbours neighbours) {
    this.language = language;
    this.phrases = phrases;
    this.neighbours = neighbours;
  }

  /** A run of a prompt's text and what it means; nothing for a word that is unknown. */
  private record Word(int start, int end, Optional<Phrase> phrase) {
    boolean is(WordKind kind) {
      return phrase.isPresent() && phrase.get().kind() == kind;
    }

    boolean isLeftOut() {
      return phrase.flatMap(Phrase::drawnAs).filter(String::isEmpty).isPresent();
    }

    boolean leadsToPlace() {
      return is(WordKind.RELATION)
          || is(WordKind.FILLER)
          || is(WordKind.COLOUR)
          || is(WordKind.SIZE);
    }
  }

  Reading read(String prompt) {
    List<Word> words = words(prompt);
    Set<WordKind> says = EnumSet.noneOf(WordKind.class);
    List<UnknownWord> unknown = new ArrayList<>();
    for (Word word : words) {
      word.phrase().ifPresent(phrase -> says.add(phrase.kind()));
      if (word.phrase().isEmpty()) {
        String typed = prompt.substring(word.start(), word.end());
        unknown.add(new UnknownWord(typed, neighbours.of(typed)));
      }
    }
    boolean hasThing = says.stream().anyMatch(WordKind::isThing);
    String drawnAs = hasThing ? rewritten(prompt, words) : prompt;
    return new Reading(language, drawnAs, unknown, says, known(words), takesArticle(words));
  }

  private List<Word> words(String prompt) {
    List<Token> tokens = Token.of(prompt);
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < tokens.size()) {
      Optional<PhraseTable.Match> match = phrases.longest(tokens, at);
      int length = match.map(PhraseTable.Match::length).orElse(1);
      int end = tokens.get(at + length - 1).end();
      Token first = tokens.get(at);
      Optional<Phrase> phrase =
          match.map(PhraseTable.Match::phrase).or(() -> headOfCompound(first.text()));
      add(words, new Word(first.start(), end, phrase), prompt);
      at += length;
    }
    return words;
  }

  /** Unknown Chinese characters side by side are one unknown word. */
  private static void add(List<Word> words, Word word, String prompt) {
    Word last = words.isEmpty() ? null : words.get(words.size() - 1);
    boolean isJoined =
        last != null
            && last.phrase().isEmpty()
            && word.phrase().isEmpty()
            && last.end() == word.start()
            && Token.isHan(prompt.codePointAt(word.start()));
    if (isJoined) {
      words.set(words.size() - 1, new Word(last.start(), word.end(), Optional.empty()));
    } else {
      words.add(word);
    }
  }

  /** German makes one word of several, and the last says what the thing is. */
  private Optional<Phrase> headOfCompound(String word) {
    if (!language.equals(COMPOUNDING)) {
      return Optional.empty();
    }
    for (int from = MIN_HEAD; from <= word.length() - MIN_HEAD; from++) {
      String head = word.substring(from);
      Optional<Phrase> found = phrases.written(head).filter(phrase -> phrase.kind().isThing());
      if (found.isPresent()) {
        return Optional.of(
            new Phrase(found.get().kind(), Optional.of(found.get().drawnAs().orElse(head))));
      }
    }
    return Optional.empty();
  }

  /** The prompt with the model's own words in place of others. */
  private String rewritten(String prompt, List<Word> words) {
    StringBuilder text = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      Optional<String> instead = word.phrase().flatMap(Phrase::drawnAs);
      if (instead.isPresent()) {
        int start = word.is(WordKind.PLACE) ? beginOfPlace(words, i) : word.start();
        text.append(prompt, copied, Math.max(copied, start));
        mendArticle(text, instead.get());
        if (language.equals(AGREEING) && i > 0 && word.is(WordKind.THING)) {
          mendAdjective(text, words.get(i - 1), instead.get());
        }
        text.append(instead.get());
        copied = word.end();
      }
    }
    if (copied == 0) {
      return prompt;
    }
    return tidied(text.append(prompt.substring(copied)).toString());
  }

  /** A place's own phrase says how things are to it, so that what led to another goes with that. */
  private static int beginOfPlace(List<Word> words, int place) {
    int first = place;
    while (first > 0 && words.get(first - 1).leadsToPlace()) {
      first--;
    }
    return words.get(first).start();
  }

  /** Takes care that the colour or size before a word that is put in goes with it. */
  private static void mendAdjective(StringBuilder text, Word before, String noun) {
    Optional<Token> last = lastToken(text);
    if (last.isPresent() && (before.is(WordKind.COLOUR) || before.is(WordKind.SIZE))) {
      String adjective = text.substring(last.get().start(), last.get().end());
      text.replace(last.get().start(), last.get().end(), RussianAdjective.before(noun, adjective));
    }
  }

  /** Takes care that the article before a word that is put in goes with it. */
  private static void mendArticle(StringBuilder text, String word) {
    Optional<Token> last = lastToken(text).filter(it -> text.substring(it.end()).isBlank());
    if (last.isPresent() && !word.isEmpty() && Articles.isOne(last.get().text())) {
      text.replace(last.get().start(), last.get().end(), Articles.of(word));
    }
  }

  private static Optional<Token> lastToken(StringBuilder text) {
    List<Token> tokens = Token.of(text.toString());
    return tokens.isEmpty() ? Optional.empty() : Optional.of(tokens.get(tokens.size() - 1));
  }

  /** Without what is left around words that were taken out. */
  private static String tidied(String text) {
    return text.replaceAll("\\s+", " ")
        .replaceAll(" (?=[,，.!?])", "")
        .replaceAll("([,，])(?:\\s*[,，])+", "$1")
        .replaceAll("^[\\s,，:]+|[\\s,，:]+$", "");
  }

  private static int known(List<Word> words) {
    return (int)
        words.stream()
            .flatMap(word -> word.phrase().stream())
            .filter(it -> it.kind() != WordKind.FILLER && it.kind() != WordKind.RELATION)
            .count();
  }

  /** English says {@code a} before a single thing, and before what is said of it. */
  private boolean takesArticle(List<Word> words) {
    if (!language.equals(WITH_ARTICLES)) {
      return false;
    }
    for (Word word : words) {
      boolean isBefore = word.is(WordKind.COLOUR) || word.is(WordKind.SIZE) || word.isLeftOut();
      if (!isBefore) {
        return word.is(WordKind.THING);
      }
    }
    return false;
  }
}
