package org.vitrail.bot.core.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.bot.core.command.PromptPart.Option;
import org.vitrail.bot.core.command.PromptPart.Plain;
import org.vitrail.bot.core.command.PromptPart.Strange;
import org.vitrail.config.Messages;

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
   * @param locale of the sentence
   * @throws MistakeException with the sentence, if the line is to be asked about
   */
  public Imagine read(String line, String locale) throws MistakeException {
    List<PromptPart> parts = PromptLine.parts(line, rules, beside);
    List<Word> prompt = new ArrayList<>();
    OptionValues values = new OptionValues(rules, locale);
    for (int at = 0; at < parts.size(); at++) {
      PromptPart part = parts.get(at);
      if (part instanceof Plain plain) {
        prompt.add(plain.word());
      } else if (part instanceof Strange strange) {
        throw new MistakeException(question(strange, locale));
      } else if (part instanceof Option given) {
        boolean takesNext = takesNext(given, parts, at);
        String value = value(given, takesNext ? parts.get(at + 1) : part);
        at += takesNext ? 1 : 0;
        if (value.isBlank()) {
          throw missingValue(given.option(), locale);
        }
        Optional<String> earlier = values.put(given.option(), value);
        if (earlier.isPresent()) {
          throw new MistakeException(
              messages.text(locale, "mistake.twice", given.option().flag(), earlier.get(), value));
        }
      }
    }
    return new Imagine(text(prompt), values.options());
  }

  /**
   * A message that somebody wrote for others, with such options as are known here and fit.
   *
   * <p>Options that are not stand at its end, as other bots want them: what follows one up to the
   * next, or one amount, is its value and is left out with it. Who may see the pictures is decided
   * by whoever asks for them, not by the text.
   */
  Understood readOfOthers(String text, String locale) {
    List<PromptPart> parts = PromptLine.parts(ASKED.matcher(text).replaceFirst(""), rules);
    List<Word> prompt = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    OptionValues values = new OptionValues(rules, locale);
    for (int at = 0; at < parts.size(); at++) {
      PromptPart part = parts.get(at);
      if (part instanceof Plain plain) {
        prompt.add(plain.word());
      } else if (part instanceof Option given && isTaken(given, values, parts, at, locale)) {
        at += takesNext(given, parts, at) ? 1 : 0;
      } else {
        int end = endOfValue(parts, at);
        leftOut.add(typed(parts.subList(at, end)));
        at = end - 1;
      }
    }
    try {
      return new Understood(new Imagine(text(prompt), values.options()), leftOut);
    } catch (MistakeException notTaken) {
      throw new IllegalStateException(notTaken);
    }
  }

  private boolean isTaken(
      Option given, OptionValues values, List<PromptPart> parts, int at, String locale) {
    ImagineOption option = given.option();
    boolean takesNext = takesNext(given, parts, at);
    String value = value(given, takesNext ? parts.get(at + 1) : given);
    if (option == ImagineOption.PRIVATE
        || value.isBlank()
        || !values.put(option, value).isEmpty()) {
      return false;
    }
    try {
      if (rules.mistake(new Imagine("a prompt", values.options()), locale).isEmpty()) {
        return true;
      }
    } catch (MistakeException e) {
      // Left out, as the sentence would tell whoever did not write it.
    }
    values.remove(option);
    return false;
  }

  /** One past the last part that belongs to an option which is left out. */
  private static int endOfValue(List<PromptPart> parts, int at) {
    int end = at + 1;
    boolean hasOwn = parts.get(at) instanceof Option given && given.word().value().isPresent();
    if (hasOwn || end == parts.size()) {
      return end;
    }
    if (parts.get(end) instanceof Plain plain
        && AMOUNT.matcher(OptionWord.plain(plain.word().text())).matches()) {
      return end + 1;
    }
    while (end < parts.size() && parts.get(end) instanceof Plain) {
      end++;
    }
    return end;
  }

  private static String typed(List<PromptPart> parts) {
    List<String> words = new ArrayList<>();
    for (PromptPart part : parts) {
      if (part instanceof Plain plain) {
        words.add(plain.word().text());
      } else if (part instanceof Strange strange) {
        words.add(strange.typed());
      } else if (part instanceof Option given) {
        words.add(given.word().typed() + given.word().value().map("="::concat).orElse(""));
      }
    }
    return String.join(" ", words);
  }

  private static boolean takesNext(Option given, List<PromptPart> parts, int at) {
    return given.word().value().isEmpty()
        && given.option().takesValue()
        && at + 1 < parts.size()
        && parts.get(at + 1) instanceof Plain;
  }

  /** Empty where one is missing. */
  private static String value(Option given, PromptPart next) {
    if (next instanceof Plain plain) {
      return plain.word().bare();
    }
    return given.word().value().orElse(given.option().takesValue() ? "" : "yes");
  }

  private String question(Strange strange, String locale) {
    String typed = strange.typed();
    if (beside.isEmpty()) {
      String all = String.join(", ", ImagineOption.words().stream().map("--"::concat).toList());
      return strange
          .meant()
          .map(meant -> messages.text(locale, "mistake.option-near", typed, meant))
          .orElseGet(() -> messages.text(locale, "mistake.option", typed, all));
    }
    return strange
        .meant()
        .map(
            meant ->
                meant.equals(typed) && beside.contains(meant.substring(2))
                    ? messages.text(locale, "mistake.option-beside", typed)
                    : messages.text(locale, "mistake.option-near-beside", typed, meant))
        .orElseGet(() -> messages.text(locale, "mistake.option-unknown-beside", typed));
  }

  private MistakeException missingValue(ImagineOption option, String locale) {
    return new MistakeException(
        messages.text(locale, "mistake.no-value", option.flag(), rules.allowed(option, locale)));
  }

  /** Quotes around the whole prompt only protected it; quotes inside belong to it. */
  private static String text(List<Word> prompt) {
    if (prompt.size() == 1 && prompt.get(0).quoted()) {
      return prompt.get(0).bare();
    }
    return String.join(" ", prompt.stream().map(Word::text).toList());
  }
}
