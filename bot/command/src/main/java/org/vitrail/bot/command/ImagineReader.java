package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Parsed.Understood;
import org.vitrail.bot.command.PromptPart.Option;
import org.vitrail.bot.command.PromptPart.Plain;
import org.vitrail.bot.command.PromptPart.Strange;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.Keep;

/**
 * Reads a prompt and the options among its words, {@code --seed 7} or {@code --seed=7} anywhere
 * outside quotes; what {@link PromptLine} finds strange is asked about in what was written for this
 * bot, and left out of what was written for others. Safe for several threads.
 */
public final class ImagineReader {
  /** As other bots are asked: {@code /imagine prompt: a castle}. */
  private static final Pattern ASKED = Pattern.compile("(?i)^/imagine(@\\w+)?( prompt:| |$) *");

  private static final Pattern AMOUNT = Pattern.compile("[+-]?\\d\\S*");

  private final CommandRules rules;
  private final Messages messages;
  private final Collection<String> beside;

  ImagineReader(CommandRules rules, Messages messages) {
    this(rules, messages, List.of());
  }

  /**
   * For a prompt that further options stand beside, as on a command line.
   *
   * @param beside their names, without dashes
   */
  public ImagineReader(CommandRules rules, Messages messages, Collection<String> beside) {
    this.rules = rules;
    this.messages = messages;
    this.beside = List.copyOf(beside);
  }

  /**
   * The prompt and the options of a line; ranges are for {@link CommandRules} to judge.
   *
   * @param line as {@link PromptText} leaves it
   * @throws MistakeException with the sentence, if the line is to be asked about
   */
  public Imagine read(String line) throws MistakeException {
    return own(line).imagine();
  }

  /** The same with options that were chosen beside the prompt. */
  Imagine read(Given given) throws MistakeException {
    OwnLine line = own(PromptText.clean(given.values().getOrDefault("prompt", "")));
    for (ImagineOption option : rules.options().all()) {
      String value = given.values().get(option.word());
      if (value != null) {
        line.give(option, PromptText.clean(value));
      }
    }
    return line.imagine();
  }

  private OwnLine own(String line) throws MistakeException {
    OwnLine own = new OwnLine(PromptLine.parts(line, rules, beside));
    own.walk();
    return own;
  }

  /**
   * A message that somebody wrote for others, with such options as are known here and fit.
   *
   * <p>Options that are not stand at its end, as other bots want them: what follows one up to the
   * next, or one amount, is its value and is left out with it. Who may see the pictures is decided
   * by whoever asks for them, not by the text.
   */
  Understood readOfOthers(String text) {
    LineOfOthers line =
        new LineOfOthers(PromptLine.parts(ASKED.matcher(text).replaceFirst(""), rules));
    line.walk();
    try {
      return new Understood(line.imagine(), line.leftOut);
    } catch (MistakeException notTaken) {
      throw new IllegalStateException(notTaken);
    }
  }

  /** A line on its way to a prompt and options. */
  private abstract class Line<E extends Exception> implements PromptPart.Visitor<E> {
    final List<PromptPart> parts;
    final OptionValues values = new OptionValues(rules);
    private final List<Word> prompt = new ArrayList<>();

    /** The next part to read. */
    int at;

    Line(List<PromptPart> parts) {
      this.parts = parts;
    }

    void walk() throws E {
      while (at < parts.size()) {
        parts.get(at++).accept(this);
      }
    }

    @Override
    public void plain(Plain part) {
      prompt.add(part.word());
    }

    /**
     * The value of the option just read, which may be the next part; blank where one is missing.
     */
    String value(Option given) {
      boolean isBehind = given.word().value().isEmpty() && given.option().takesValue();
      Optional<Word> next =
          isBehind && at < parts.size() ? parts.get(at).plain() : Optional.empty();
      at += next.isPresent() ? 1 : 0;
      String value =
          next.map(Word::bare)
              .or(given.word()::value)
              .orElse(given.option().takesValue() ? "" : "yes");
      return given.option().equals(ImagineOption.KEEP) ? withMoreSides(value) : value;
    }

    /** What is kept may be several words, {@code up 12 left 4}; the prompt goes on behind them. */
    private String withMoreSides(String value) {
      String all = OptionWord.plain(value);
      while (at < parts.size()) {
        String next = OptionWord.plain(parts.get(at).plain().map(Word::text).orElse(""));
        if (!Keep.goesOn(all, next)) {
          break;
        }
        all += " " + next;
        at++;
      }
      return all;
    }

    /** Quotes around the whole prompt only protected it; quotes inside belong to it. */
    Imagine imagine() throws MistakeException {
      boolean isQuoted = prompt.size() == 1 && prompt.get(0).quoted();
      String text =
          isQuoted
              ? prompt.get(0).bare()
              : String.join(" ", prompt.stream().map(Word::text).toList());
      return new Imagine(text, values.options());
    }
  }

  /** What was written for this bot. */
  private final class OwnLine extends Line<MistakeException> {
    OwnLine(List<PromptPart> parts) {
      super(parts);
    }

    @Override
    public void strange(Strange part) throws MistakeException {
      throw new MistakeException(question(part));
    }

    @Override
    public void option(Option part) throws MistakeException {
      give(part.option(), value(part));
    }

    void give(ImagineOption option, String value) throws MistakeException {
      if (value.isBlank()) {
        throw new MistakeException(say("mistake.no-value", option.flag(), rules.allowed(option)));
      }
      Optional<String> earlier = values.put(option, value);
      if (earlier.isPresent()) {
        throw new MistakeException(say("mistake.twice", option.flag(), earlier.get(), value));
      }
    }
  }

  /** What was written for somebody else. */
  private final class LineOfOthers extends Line<RuntimeException> {
    final List<String> leftOut = new ArrayList<>();

    LineOfOthers(List<PromptPart> parts) {
      super(parts);
    }

    @Override
    public void strange(Strange part) {
      leaveOut(false);
    }

    @Override
    public void option(Option part) {
      int behind = at;
      if (!isTaken(part.option(), value(part))) {
        at = behind;
        leaveOut(part.word().value().isPresent());
      }
    }

    private boolean isTaken(ImagineOption option, String value) {
      if (option.equals(ImagineOption.PRIVATE)
          || value.isBlank()
          || values.put(option, value).isPresent()) {
        return false;
      }
      try {
        if (rules.mistake(new Imagine("a prompt", values.options())).isEmpty()) {
          return true;
        }
      } catch (MistakeException e) {
        // Left out, as the sentence would tell whoever did not write it.
      }
      values.remove(option);
      return false;
    }

    /** The part just read, with what belongs to it. */
    private void leaveOut(boolean hasOwnValue) {
      int from = at - 1;
      if (!hasOwnValue && isPlain() && AMOUNT.matcher(OptionWord.plain(next())).matches()) {
        at++;
      } else if (!hasOwnValue) {
        while (isPlain()) {
          at++;
        }
      }
      leftOut.add(
          String.join(" ", parts.subList(from, at).stream().map(PromptPart::typed).toList()));
    }

    private boolean isPlain() {
      return at < parts.size() && parts.get(at).plain().isPresent();
    }

    private String next() {
      return parts.get(at).typed();
    }
  }

  private Sentence question(Strange strange) {
    String typed = strange.typed();
    if (beside.isEmpty()) {
      String all =
          String.join(", ", rules.options().all().stream().map(ImagineOption::flag).toList());
      return strange
          .meant()
          .map(meant -> say("mistake.option-near", typed, meant))
          .orElseGet(() -> say("mistake.option", typed, all));
    }
    return strange
        .meant()
        .map(
            meant ->
                meant.equals(typed) && beside.contains(meant.substring(2))
                    ? say("mistake.option-beside", typed)
                    : say("mistake.option-near-beside", typed, meant))
        .orElseGet(() -> say("mistake.option-unknown-beside", typed));
  }

  private Sentence say(String key, Object... values) {
    return Sentence.of(messages, key, values);
  }
}
