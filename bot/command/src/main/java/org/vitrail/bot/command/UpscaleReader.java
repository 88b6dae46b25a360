package org.vitrail.bot.command;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how somebody wants a picture enlarged; ranges are for {@link CommandRules} to judge. */
final class UpscaleReader {
  /** People write 4, x4, 4x and ×4, and a Russian keyboard has another x. */
  private static final Pattern FACTOR =
      Pattern.compile(
          "[x×х*]?(\\d{1,6})(?:[.,]0)?[x×х]?", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern SHARE = Pattern.compile("\\d{1,6}([.,]\\d{0,9})?|[.,]\\d{1,9}");

  private final CommandRules rules;
  private OptionalInt factor = OptionalInt.empty();
  private OptionalDouble denoise = OptionalDouble.empty();

  UpscaleReader(CommandRules rules) {
    this.rules = rules;
  }

  void factor(String typed) throws MistakeException {
    Matcher number = FACTOR.matcher(OptionWord.plain(typed));
    if (!number.matches()) {
      throw new MistakeException(rules.factorNotAllowed(typed));
    }
    factor = OptionalInt.of(Integer.parseInt(number.group(1)));
  }

  void denoise(String typed) throws MistakeException {
    String plain = OptionWord.plain(typed);
    if (!SHARE.matcher(plain).matches()) {
      throw new MistakeException(rules.denoiseNotAllowed(typed));
    }
    denoise = OptionalDouble.of(Double.parseDouble(plain.replace(',', '.')));
  }

  UpscaleOptions options() {
    return new UpscaleOptions(factor, denoise);
  }
}
