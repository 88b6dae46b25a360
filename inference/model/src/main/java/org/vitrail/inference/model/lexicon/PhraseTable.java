package org.vitrail.inference.model.lexicon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Phrases by their words, found from their first word on: as written, else by their stems. */
final class PhraseTable {
  private final Node written = new Node();
  private final Node stemmed = new Node();
  private final Optional<Stems> stems;

  /** What may follow in a phrase, and what is meant where it ends here: a trie. */
  private static final class Node {
    private final Map<String, Node> next = new HashMap<>();
    private Optional<Phrase> phrase = Optional.empty();
  }

  /** A phrase that begins at a token, and how many tokens it has. */
  record Match(Phrase phrase, int length) {}

  PhraseTable(Optional<Stems> stems) {
    this.stems = stems;
  }

  /** Keeps the first of two that have the same words. */
  void put(String words, Phrase meaning) {
    List<Token> tokens = Token.of(words);
    put(written, tokens, Token::text, meaning);
    stems.ifPresent(it -> put(stemmed, tokens, it::of, meaning));
  }

  private static void put(
      Node root, List<Token> tokens, Function<Token, String> key, Phrase meaning) {
    Node node = root;
    for (Token token : tokens) {
      node = node.next.computeIfAbsent(key.apply(token), word -> new Node());
    }
    if (node != root && node.phrase.isEmpty()) {
      node.phrase = Optional.of(meaning);
    }
  }

  /** The longest phrase at a place. */
  Optional<Match> longest(List<Token> tokens, int from) {
    List<Match> found = new ArrayList<>();
    longest(written, tokens, from, Token::text).ifPresent(found::add);
    stems.flatMap(it -> longest(stemmed, tokens, from, it::of)).ifPresent(found::add);
    return found.stream().reduce((asWritten, byStem) -> longer(byStem, asWritten));
  }

  /** What a single word means, as it is written. */
  Optional<Phrase> written(String word) {
    Node node = written.next.get(word);
    return node == null ? Optional.empty() : node.phrase;
  }

  private static Match longer(Match one, Match other) {
    return one.length() > other.length() ? one : other;
  }

  private static Optional<Match> longest(
      Node root, List<Token> tokens, int from, Function<Token, String> key) {
    Node node = root;
    Match found = null;
    for (int at = from; at < tokens.size(); at++) {
      node = node.next.get(key.apply(tokens.get(at)));
      if (node == null) {
        break;
      }
      if (node.phrase.isPresent()) {
        found = new Match(node.phrase.get(), at - from + 1);
      }
    }
    return Optional.ofNullable(found);
  }
}
