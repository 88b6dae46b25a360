package org.vitrail.bot.command;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vitrail.config.Messages;
import org.vitrail.inference.prompt.PromptPiece;

/** What people are told of the weights in their prompts, and styles around what is weighed. */
public final class PromptWeights {
  private PromptWeights() {}

  /** The sentence about the first weight that is none; empty where all are. */
  public static Optional<Sentence> mistake(Messages messages, String prompt) {
    return PromptPiece.phrases(prompt).stream()
        .flatMap(List::stream)
        .flatMap(piece -> piece.fault().map(fault -> mistake(messages, piece, fault)).stream())
        .findFirst();
  }

  private static Sentence mistake(Messages messages, PromptPiece piece, PromptPiece.Fault fault) {
    String shown = piece.whole().strip();
    return switch (fault) {
      case NOTHING -> Sentence.of(messages, "mistake.weight-nothing");
      case NO_TEXT -> Sentence.of(messages, "mistake.weight-alone", shown);
      case NO_WEIGHT ->
          Sentence.of(
              messages,
              "mistake.weight",
              shown,
              piece.weightTyped().orElseThrow(),
              String.valueOf(PromptPiece.MOST_WEIGHT));
      case NO_STOP ->
          Sentence.of(messages, "mistake.weight-stop", shown, piece.stopTyped().orElseThrow());
    };
  }

  /**
   * What the networks read: a prompt with its style around it, or around each of its texts.
   *
   * @param isWeighted whether the model weighs the texts of its prompts
   */
  public static String styled(
      String prompt, boolean isWeighted, Optional<UnaryOperator<String>> style) {
    return style
        .map(words -> isWeighted ? around(prompt, words) : words.apply(prompt))
        .orElse(prompt);
  }

  /** The same prompt with something around each text that is wanted; weights stay behind it. */
  public static String around(String prompt, UnaryOperator<String> words) {
    return PromptPiece.phrases(prompt).stream()
        .map(phrase -> aroundPhrase(phrase, words))
        .collect(Collectors.joining(" ^ "));
  }

  private static String aroundPhrase(List<PromptPiece> phrase, UnaryOperator<String> words) {
    return phrase.stream()
        .map(
            piece ->
                piece.isWanted()
                    ? piece.with(words.apply(piece.text().strip()))
                    : piece.whole().strip())
        .collect(Collectors.joining(" | "));
  }
}
