package org.vitrail.bot.command;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;

/** Option values as typed, on their way to numbers; leaves ranges to {@link CommandRules}. */
final class OptionValues {
  private static final Set<String> YES = Set.of("yes", "true", "on", "1");
  private static final Set<String> NO = Set.of("no", "false", "off", "0");
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,30}");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d{1,30}([.,]\\d{0,30})?|[.,]\\d{1,30})");

  private final CommandRules rules;
  private final Map<ImagineOption, String> typed = new LinkedHashMap<>();

  OptionValues(CommandRules rules) {
    this.rules = rules;
  }

  /** The value that the option has already; then it keeps that one. */
  Optional<String> put(ImagineOption option, String value) {
    return Optional.ofNullable(typed.putIfAbsent(option, OptionWord.plain(value)));
  }

  void remove(ImagineOption option) {
    typed.remove(option);
  }

  ImagineOptions options() throws MistakeException {
    Optional<Long> seed = number(ImagineOption.SEED, WHOLE, Long::parseLong);
    Optional<Integer> count = number(ImagineOption.COUNT, WHOLE, Integer::parseInt);
    return new ImagineOptions(
        seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
        count.map(OptionalInt::of).orElse(OptionalInt.empty()),
        model(),
        own(),
        Optional.ofNullable(typed.get(ImagineOption.STYLE)),
        keep(),
        yesOrNo(ImagineOption.PRIVATE),
        yesOrNo(ImagineOption.VIDEO).orElse(false),
        target());
  }

  private OptionalDouble target() throws MistakeException {
    Optional<Double> weight =
        number(ImagineOption.TARGET_WEIGHT, DECIMAL, it -> Double.valueOf(plain(it)));
    boolean isTarget = yesOrNo(ImagineOption.TARGET).orElse(weight.isPresent());
    return isTarget
        ? OptionalDouble.of(weight.orElse((double) ImagineOptions.USUAL_WEIGHT))
        : OptionalDouble.empty();
  }

  private Optional<String> model() {
    return Optional.ofNullable(typed.get(ImagineOption.MODEL));
  }

  private Map<String, String> own() throws MistakeException {
    Map<String, String> own = new LinkedHashMap<>();
    for (ImagineOption option : typed.keySet()) {
      if (option.isOwn()) {
        own.put(option.word(), own(option));
      }
      if (option.equals(ImagineOption.CODEC)) {
        own.put(option.word(), typed.get(option).toLowerCase(Locale.ROOT));
      }
      if (option.equals(ImagineOption.ASPECT) && !aspect().isSquare()) {
        own.put(option.word(), aspect().toString());
      }
    }
    return own;
  }

  /** What may be a name and looks like a number is one: names begin with letters. */
  private String own(ImagineOption option) throws MistakeException {
    String value = typed.get(option);
    if (option.kind() == OptionKind.NAME && !DECIMAL.matcher(value).matches()) {
      return value.toLowerCase(Locale.ROOT);
    }
    Pattern form = option.kind() == OptionKind.WHOLE ? WHOLE : DECIMAL;
    return number(option, form, OptionValues::plain).orElseThrow();
  }

  private Optional<Keep> keep() throws MistakeException {
    String value = typed.get(ImagineOption.KEEP);
    try {
      return Optional.ofNullable(value).map(Keep::read);
    } catch (IllegalArgumentException e) {
      throw new MistakeException(rules.notAllowed(ImagineOption.KEEP, value));
    }
  }

  private AspectRatio aspect() throws MistakeException {
    String value = typed.get(ImagineOption.ASPECT);
    Optional<AspectRatio> read = AspectReader.read(value);
    if (read.isEmpty()) {
      throw new MistakeException(rules.notAllowed(ImagineOption.ASPECT, value));
    }
    return read.get();
  }

  private Optional<Boolean> yesOrNo(ImagineOption option) throws MistakeException {
    String value = typed.get(option);
    if (value == null) {
      return Optional.empty();
    }
    String word = value.toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw new MistakeException(rules.notAllowed(option, value));
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
    throw new MistakeException(rules.notAllowed(option, value, model()));
  }

  /** Half of Europe writes a comma. */
  private static String plain(String value) {
    return new BigDecimal(value.replace(',', '.')).toPlainString();
  }
}
