package org.vitrail.bot.promptfilter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * One line of a blocklist: a word, a phrase, {@code porn*} for any ending, {@code /a regular
 * expression/}, or {@code !Scunthorpe} for what is never blocked.
 *
 * @param text as typed; {@link #parse} gets the same rule from it
 * @param language it holds for people answered in this language; empty means everybody
 * @param source where it stands, such as {@code blocklist.txt:17} or {@code chat}
 */
public record BlockRule(String text, Kind kind, String language, String source) {
  /** Longest text, in characters. */
  public static final int MAX_CHARACTERS = 200;

  /** Of a compiled expression; the time for a prompt grows with them. */
  private static final int MAX_INSTRUCTIONS = 2_000;

  /**
   * All counts of an expression multiplied. Asked before compiling, as {@code ((x{999}){999}){999}}
   * would take all memory there is.
   */
  private static final long MAX_REPEATS = 10_000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(?:\\d+,)?(\\d{1,9}),?}");

  private static final String SLASH = "/";
  private static final String NOT = "!";

  /** What a rule is made of. */
  public enum Kind {
    WORD,
    PHRASE,
    /** Words, at least one of them with any ending. */
    PREFIX,
    PATTERN,
    EXCEPTION
  }

  /**
   * @throws RuleException saying what is wrong and what is allowed
   */
  public static BlockRule parse(String typed, String language, String source) throws RuleException {
    String text = typed.strip();
    int characters = text.codePointCount(0, text.length());
    if (text.isEmpty()) {
      throw new RuleException("rule.empty");
    }
    if (characters > MAX_CHARACTERS) {
      throw new RuleException("rule.long", characters, MAX_CHARACTERS);
    }
    if (isPattern(text)) {
      requireExpression(text);
      return new BlockRule(text, Kind.PATTERN, language, source);
    }
    List<BlockedTermWord> words = BlockedTermWord.of(withoutMark(text));
    Kind kind =
        text.startsWith(NOT)
            ? Kind.EXCEPTION
            : words.stream().anyMatch(BlockedTermWord::anyEnding)
                ? Kind.PREFIX
                : words.size() > 1 ? Kind.PHRASE : Kind.WORD;
    return new BlockRule(text, kind, language, source);
  }

  /** Whether a rule as typed is an expression. */
  public static boolean isPattern(String text) {
    return text.startsWith(SLASH);
  }

  /** Whether it holds for people answered in this language. */
  boolean holdsIn(String spoken) {
    return language.isEmpty() || language.equals(spoken);
  }

  /** The words that it is made of; none for an expression. */
  List<BlockedTermWord> words() {
    try {
      return kind == Kind.PATTERN ? List.of() : BlockedTermWord.of(withoutMark(text));
    } catch (RuleException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The expression between the slashes. */
  Pattern pattern() {
    return Pattern.compile(text.substring(1, text.length() - 1), Pattern.CASE_INSENSITIVE);
  }

  private static String withoutMark(String text) {
    return text.startsWith(NOT) ? text.substring(1) : text;
  }

  private static void requireExpression(String text) throws RuleException {
    if (text.length() < 3 || !text.endsWith(SLASH)) {
      throw new RuleException("rule.slash", text);
    }
    if (repeats(text) > MAX_REPEATS) {
      throw new RuleException("rule.pattern-large", text);
    }
    Pattern pattern;
    try {
      pattern = new BlockRule(text, Kind.PATTERN, "", "").pattern();
    } catch (PatternSyntaxException e) {
      throw new RuleException("rule.pattern", text, e.getDescription());
    }
    if (pattern.programSize() > MAX_INSTRUCTIONS) {
      throw new RuleException("rule.pattern-large", text);
    }
    if (pattern.matcher("").find()) {
      throw new RuleException("rule.pattern-empty", text);
    }
  }

  private static long repeats(String text) {
    return COUNT
        .matcher(text)
        .results()
        .mapToLong(count -> Math.max(1, Long.parseLong(count.group(1))))
        .reduce(1, (all, count) -> Math.min(MAX_REPEATS + 1, all * count));
  }
}
