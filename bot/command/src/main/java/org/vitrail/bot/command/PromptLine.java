package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vitrail.bot.command.PromptPart.Option;
import org.vitrail.bot.command.PromptPart.Plain;
import org.vitrail.bot.command.PromptPart.Strange;
import org.vitrail.config.Nearest;
import org.vitrail.inference.protocol.Keep;

/**
 * Tells the options among a prompt's words from prose with dashes; takes no values.
 *
 * <p>A known name behind dashes of any kind is an option. What only looks like one is for whoever
 * reads the parts to ask about: another name behind two dashes, as no prose has; behind a long
 * dash, as in {@code a cat —sitting}, only with a value; behind a hyphen, or behind a dash and a
 * space, only a name near a known one with a value that this one could have. The name of an option
 * that stands beside the line, as a terminal's do, looks like one behind dashes of any kind.
 */
final class PromptLine {
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+([.,:/x\u00d7]\\d*)*");
  private static final Pattern LATIN = Pattern.compile("\\p{IsLatin}.*");
  private static final String TWO_HYPHENS = "--";

  private final CommandRules rules;
  private final Collection<String> beside;
  private final List<Word> words;

  private PromptLine(CommandRules rules, Collection<String> beside, List<Word> words) {
    this.rules = rules;
    this.beside = beside;
    this.words = words;
  }

  static List<PromptPart> parts(String line, CommandRules rules) {
    return parts(line, rules, List.of());
  }

  /**
   * @param beside names of options that are given beside the line, without dashes
   */
  static List<PromptPart> parts(String line, CommandRules rules, Collection<String> beside) {
    PromptLine typed = new PromptLine(rules, beside, Word.split(line));
    List<PromptPart> parts = new ArrayList<>();
    for (int at = 0; at < typed.words.size(); at++) {
      parts.add(typed.part(at));
    }
    return parts;
  }

  private PromptPart part(int at) {
    Word word = words.get(at);
    return OptionWord.of(word)
        .map(dashed -> dashed(dashed, at))
        .or(() -> apart(word, at))
        .or(() -> glued(word, at))
        .orElseGet(() -> new Plain(word));
  }

  private PromptPart dashed(OptionWord word, int at) {
    Optional<ImagineOption> known = rules.options().named(word.name());
    if (known.isPresent()) {
      return new Option(known.get(), word);
    }
    String name = word.name().toLowerCase(Locale.ROOT);
    if (beside.contains(name)) {
      return new Strange(word.typed(), Optional.of("--" + name));
    }
    boolean isNear = near(word.name()).filter(option -> isGiven(option, word, at)).isPresent();
    boolean isStrange =
        switch (word.dashes()) {
          // Chinese prose has dashes of two characters, hyphens in no language.
          case TWO -> word.typed().startsWith(TWO_HYPHENS) || LATIN.matcher(word.name()).matches();
          case LONG -> isNear || word.value().isPresent() || isNumber(at + 1);
          case HYPHEN -> isNear;
        };
    return isStrange ? new Strange(word.typed(), meant(word.name())) : new Plain(words.get(at));
  }

  /** {@code -- seed 7}: some phones put a space behind a dash. */
  private Optional<PromptPart> apart(Word dash, int at) {
    if (!OptionWord.isDash(dash) || at + 1 == words.size()) {
      return Optional.empty();
    }
    String name = words.get(at + 1).text();
    return rules
        .options()
        .named(OptionWord.plain(name))
        .filter(option -> isValue(option, at + 2))
        .map(option -> new Strange(dash.text() + " " + name, Optional.of(option.flag())));
  }

  /** {@code a cat--seed 7}. */
  private Optional<PromptPart> glued(Word word, int at) {
    return OptionWord.gluedTo(word)
        .flatMap(
            glued ->
                rules
                    .options()
                    .named(glued.name())
                    .filter(option -> isGiven(option, glued, at))
                    .map(option -> new Strange(glued.typed(), Optional.of(option.flag()))));
  }

  private Optional<ImagineOption> near(String name) {
    return Nearest.to(name, rules.options().words()).flatMap(rules.options()::named);
  }

  private Optional<String> meant(String name) {
    List<String> all = Stream.concat(rules.options().words().stream(), beside.stream()).toList();
    return Nearest.to(name, all).map("--"::concat);
  }

  /** Whether the option would have a value that it could have, or is one that has none. */
  private boolean isGiven(ImagineOption option, OptionWord word, int at) {
    if (word.value().isPresent()) {
      return true;
    } else if (!option.takesValue()) {
      return at + 1 == words.size() || OptionWord.of(words.get(at + 1)).isPresent();
    }
    return isValue(option, at + 1);
  }

  private boolean isValue(ImagineOption option, int at) {
    return at < words.size()
        && switch (option.kind()) {
          case MODEL, STYLE -> rules.isOffered(option, words.get(at).bare());
          case NAME -> rules.isName(option, words.get(at).bare());
          case KEEP -> Keep.goesOn("", words.get(at).bare());
          case YES_NO -> false;
          default -> isNumber(at);
        };
  }

  private boolean isNumber(int at) {
    return at < words.size() && NUMBER.matcher(OptionWord.plain(words.get(at).bare())).matches();
  }
}
