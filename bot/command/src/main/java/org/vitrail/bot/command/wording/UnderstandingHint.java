package org.vitrail.bot.command.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vitrail.config.Messages;

/** Says what a small model made of a prompt, where that is not what was typed. */
public final class UnderstandingHint {
  /** More would fill a message. */
  private static final int MAX_WORDS = 5;

  private final Messages messages;

  public UnderstandingHint(Messages messages) {
    this.messages = messages;
  }

  /**
   * What was drawn in place of the prompt, and which of its words the model does not know; empty
   * where it was drawn as it stands.
   *
   * @param unknown words as typed, each with things that the model knows and that may have been
   *     meant
   * @param prompt as the model got it
   */
  public Optional<String> of(
      String drawnAs, Map<String, List<String>> unknown, String prompt, String locale) {
    List<String> sentences = new ArrayList<>();
    if (!drawnAs.equals(prompt)) {
      sentences.add(messages.text(locale, "hint.drawn-as", drawnAs));
    }
    if (!unknown.isEmpty()) {
      sentences.add(unknown(unknown, locale));
    }
    return sentences.stream()
        .reduce((one, other) -> messages.text(locale, "text.sentences", one, other));
  }

  private String unknown(Map<String, List<String>> unknown, String locale) {
    String words = unknown.keySet().stream().limit(MAX_WORDS).collect(Collectors.joining(", "));
    List<String> near =
        unknown.size() == 1 ? unknown.values().iterator().next() : List.<String>of();
    return near.isEmpty()
        ? messages.text(locale, "hint.unknown", words)
        : messages.text(locale, "hint.unknown-near", words, String.join(", ", near));
  }
}
