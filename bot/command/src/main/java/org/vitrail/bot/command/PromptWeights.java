package org.vitrail.bot.command;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.ImageTask;

/**
 * The weights in a prompt for models that weigh texts: {@code desert:50 | in the snow:25 |
 * fog:-5:0.4}. The way of writing is that of the notebooks by Katherine Crowson and nerdyrodent
 * ({@code parse_prompt}): texts between bars, or {@code ^} from phrase to phrase of a story, each
 * with a weight and a stop behind its last two colons. They end in an error where such a colon
 * belongs to the text. Here it is one of the text if what follows has a blank in it or before it
 * and is no number ({@code Dune: part two}, {@code ratio 3:2 clock}), is an address's ({@code
 * http://…}), has neither letter nor digit ({@code :)}), is written in a script without blanks, or
 * if the piece ends in a time or a ratio ({@code at 12:30}, {@code cinema 16:9}).
 */
public final class PromptWeights {
  /** The most that a text may weigh, for or against. */
  public static final int MOST = ImageTask.Draw.MOST_WEIGHT;

  private static final Pattern BETWEEN = Pattern.compile("[|^]");

  /** Between the phrases of a story. */
  private static final Pattern PHRASES = Pattern.compile("\\^");

  private static final Pattern TIME = Pattern.compile("(^|\\s)\\d+(:\\d+)+\\s*$");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern ENDLESS = Pattern.compile("(?i)[-+]?inf(inity)?");
  private static final Pattern OF_TEXT =
      Pattern.compile(
          "(?U)\\s.*|.*\\S\\s+\\S.*|//.*|[^\\p{L}\\p{N}]+"
              + "|.*[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}].*");

  private PromptWeights() {}

  /**
   * What stands between two bars.
   *
   * @param weight behind its colon, as typed; empty for none
   * @param stop likewise
   */
  private record Piece(String whole, String text, Optional<String> weight, Optional<String> stop) {
    static Piece of(String whole) {
      int last = whole.lastIndexOf(':');
      if (last < 0 || TIME.matcher(whole).find() || isOfText(whole.substring(last + 1))) {
        return new Piece(whole, whole, Optional.empty(), Optional.empty());
      }
      String before = whole.substring(0, last);
      Optional<String> behind = Optional.of(whole.substring(last + 1));
      int first = before.lastIndexOf(':');
      return first < 0 || TIME.matcher(before).find() || isOfText(before.substring(first + 1))
          ? new Piece(whole, before, behind, Optional.empty())
          : new Piece(
              whole, before.substring(0, first), Optional.of(before.substring(first + 1)), behind);
    }

    private static boolean isOfText(String behind) {
      return !behind.isBlank() && !isNumber(behind) && OF_TEXT.matcher(behind).matches();
    }

    private static boolean isNumber(String behind) {
      String typed = behind.strip();
      return NUMBER.matcher(typed).matches() || ENDLESS.matcher(typed).matches();
    }

    /** The value that is none, as typed. */
    Optional<String> wrongWeight() {
      return weight
          .map(String::strip)
          .filter(it -> !NUMBER.matcher(it).matches() || Math.abs(Double.parseDouble(it)) > MOST);
    }

    Optional<String> wrongStop() {
      return stop.map(String::strip).filter(it -> !isNumber(it));
    }

    /** A text to get away from is meant as it stands. */
    boolean isWanted() {
      return weight.map(String::strip).filter(it -> it.startsWith("-")).isEmpty();
    }

    String with(String otherText) {
      return otherText + whole.substring(text.length()).stripTrailing();
    }
  }

  private static Stream<Piece> pieces(String prompt) {
    return Stream.of(BETWEEN.split(prompt, -1)).map(Piece::of);
  }

  /** The sentence about the first weight that is none; empty where all are. */
  public static Optional<Sentence> mistake(Messages messages, String prompt) {
    return pieces(prompt).flatMap(piece -> mistake(messages, piece).stream()).findFirst();
  }

  private static Optional<Sentence> mistake(Messages messages, Piece piece) {
    String shown = piece.whole.strip();
    if (shown.isEmpty()) {
      return Optional.of(Sentence.of(messages, "mistake.weight-nothing"));
    }
    if (piece.text.isBlank()) {
      return Optional.of(Sentence.of(messages, "mistake.weight-alone", shown));
    }
    return piece
        .wrongWeight()
        .map(value -> Sentence.of(messages, "mistake.weight", shown, value, String.valueOf(MOST)))
        .or(
            () ->
                piece
                    .wrongStop()
                    .map(value -> Sentence.of(messages, "mistake.weight-stop", shown, value)));
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
    return Stream.of(PHRASES.split(prompt, -1))
        .map(phrase -> aroundPhrase(phrase, words))
        .collect(Collectors.joining(" ^ "));
  }

  private static String aroundPhrase(String phrase, UnaryOperator<String> words) {
    return pieces(phrase)
        .map(
            piece ->
                piece.isWanted()
                    ? piece.with(words.apply(piece.text.strip()))
                    : piece.whole.strip())
        .collect(Collectors.joining(" | "));
  }
}
