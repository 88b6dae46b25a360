package org.vitrail.bot.core.command;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.Command.Imagine;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;

/**
 * Tells a prompt from the options among its words; reads values but leaves ranges to {@link
 * CommandRules}.
 *
 * <p>An option stands anywhere outside quotes, as {@code --seed 7} or {@code --seed=7}. Phones turn
 * two hyphens into a dash, so a dash before a known option's name counts too; before any other word
 * a dash is the prompt's own.
 */
final class ImagineReader {
  private static final Pattern OPTION = Pattern.compile("--\\p{L}.*");
  private static final Pattern DASHED = Pattern.compile("[\u2012-\u2015]\\p{L}.*");
  private static final Set<String> YES = Set.of("yes", "true", "on", "1");
  private static final Set<String> NO = Set.of("no", "false", "off", "0");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\p{Nd}{1,30}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d{1,30}([.,]\\d{0,30})?|[.,]\\d{1,30})");

  private final CommandRules rules;
  private final Messages messages;

  ImagineReader(CommandRules rules, Messages messages) {
    this.rules = rules;
    this.messages = messages;
  }

  Imagine read(String line, String locale) throws MistakeException {
    List<Word> prompt = new ArrayList<>();
    Map<ImagineOption, String> values = new EnumMap<>(ImagineOption.class);
    List<Word> words = Word.split(line);
    for (int at = 0; at < words.size(); at++) {
      Word word = words.get(at);
      if (!isOption(word)) {
        prompt.add(word);
        continue;
      }
      String[] parts = name(word).split("=", 2);
      ImagineOption option = option(parts[0], locale);
      String value;
      if (parts.length == 2) {
        value = parts[1];
      } else if (!option.takesValue()) {
        value = "yes";
      } else if (at + 1 < words.size() && !isOption(words.get(at + 1))) {
        value = words.get(++at).bare();
      } else {
        throw missingValue(option, locale);
      }
      if (value.isBlank()) {
        throw missingValue(option, locale);
      }
      String earlier = values.put(option, value);
      if (earlier != null) {
        throw new MistakeException(
            messages.text(locale, "mistake.twice", option.flag(), earlier, value));
      }
    }
    return new Imagine(text(prompt), new Values(values, locale).options());
  }

  private static boolean isOption(Word word) {
    if (word.quoted()) {
      return false;
    }
    return OPTION.matcher(word.text()).matches()
        || (DASHED.matcher(word.text()).matches()
            && ImagineOption.named(name(word).split("=", 2)[0]).isPresent());
  }

  private static String name(Word option) {
    return option.bare().substring(option.bare().startsWith("--") ? 2 : 1);
  }

  private ImagineOption option(String name, String locale) throws MistakeException {
    Optional<ImagineOption> option = ImagineOption.named(name);
    if (option.isPresent()) {
      return option.get();
    }
    String all = String.join(", ", ImagineOption.words().stream().map("--"::concat).toList());
    throw new MistakeException(
        Nearest.to(name, ImagineOption.words())
            .map(near -> messages.text(locale, "mistake.option-near", "--" + name, "--" + near))
            .orElseGet(() -> messages.text(locale, "mistake.option", "--" + name, all)));
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

  /** The values as typed, on their way to numbers. */
  private final class Values {
    private final Map<ImagineOption, String> typed;
    private final String locale;

    Values(Map<ImagineOption, String> typed, String locale) {
      this.typed = typed;
      this.locale = locale;
    }

    ImagineOptions options() throws MistakeException {
      Optional<Long> seed = number(ImagineOption.SEED, WHOLE, Long::parseLong);
      Optional<Integer> count = number(ImagineOption.COUNT, WHOLE, Integer::parseInt);
      Optional<Integer> topK = number(ImagineOption.TOP_K, WHOLE, Integer::parseInt);
      return new ImagineOptions(
          seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
          count.map(OptionalInt::of).orElse(OptionalInt.empty()),
          Optional.ofNullable(typed.get(ImagineOption.MODEL)),
          number(ImagineOption.TEMPERATURE, DECIMAL, ImagineReader::decimal),
          number(ImagineOption.GUIDANCE, DECIMAL, ImagineReader::decimal),
          topK.map(OptionalInt::of).orElse(OptionalInt.empty()),
          number(ImagineOption.TOP_P, DECIMAL, ImagineReader::decimal),
          Optional.ofNullable(typed.get(ImagineOption.STYLE)),
          privacy());
    }

    private Optional<Boolean> privacy() throws MistakeException {
      String value = typed.get(ImagineOption.PRIVATE);
      if (value == null) {
        return Optional.empty();
      }
      String word = value.toLowerCase(Locale.ROOT);
      if (!YES.contains(word) && !NO.contains(word)) {
        throw new MistakeException(rules.notAllowed(ImagineOption.PRIVATE, value, locale));
      }
      return Optional.of(YES.contains(word));
    }

    private <T> Optional<T> number(ImagineOption option, Pattern form, Function<String, T> parse)
        throws MistakeException {
      String value = typed.get(option);
      if (value == null) {
        return Optional.empty();
      }
      try {
        if (form.matcher(value).matches()) {
          return Optional.of(parse.apply(value));
        }
      } catch (NumberFormatException e) {
        // More digits than the type holds: not allowed either, and answered below.
      }
      throw new MistakeException(rules.notAllowed(option, value, locale));
    }
  }

  /** Half of Europe writes a comma. */
  private static float decimal(String value) {
    return Float.parseFloat(value.replace(',', '.'));
  }
}
