package org.vitrail.bot.core.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleCatalogue;

/**
 * Proposes how to go on typing; unlike the parser it works on text as typed, since a half-written
 * line need not be well-formed and the places in it must stay.
 */
final class Completer {
  /** Some keyboards type one that does not break the line. */
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]");

  private final CommandRules rules;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final Messages messages;

  Completer(CommandRules rules, ModelMenu models, StyleCatalogue styles, Messages messages) {
    this.rules = rules;
    this.models = models;
    this.styles = styles;
    this.messages = messages;
  }

  List<Completion> complete(String text, int cursor, String locale) {
    int to = Math.max(0, Math.min(cursor, text.length()));
    int from = startOfWord(text, to);
    String word = text.substring(from, to);
    List<String> before = words(text.substring(0, from));
    if (before.isEmpty()) {
      return word.startsWith("/") ? commands(word, "/", from, to, locale) : List.of();
    }
    Optional<CommandName> command =
        before.get(0).startsWith("/")
            ? CommandName.named(before.get(0).substring(1).split("@", 2)[0])
            : Optional.of(CommandName.IMAGINE);
    if (command.equals(Optional.of(CommandName.HELP)) && before.size() == 1) {
      return commands(word, "", from, to, locale);
    }
    if (!command.equals(Optional.of(CommandName.IMAGINE))) {
      return List.of();
    }
    Optional<String> begun = OptionWord.begun(word);
    if (begun.isPresent()) {
      return options(text, begun.get(), from, to, locale);
    }
    return OptionWord.begun(before.get(before.size() - 1))
        .map(flag -> values(flag, word, from, to, locale))
        .orElse(List.of());
  }

  private static int startOfWord(String text, int end) {
    int start = end;
    while (start > 0 && !SPACE.matcher(text.substring(start - 1, start)).matches()) {
      start--;
    }
    return start;
  }

  private List<Completion> commands(String typed, String slash, int from, int to, String locale) {
    List<Completion> all = new ArrayList<>();
    for (CommandName name : CommandName.values()) {
      String word = slash + name.word();
      if (!name.isForModerators() && word.startsWith(typed.toLowerCase(Locale.ROOT))) {
        all.add(
            new Completion(
                slash.isEmpty() ? word : messages.text(locale, name.key() + ".usage"),
                word + " ",
                messages.text(locale, name.key() + ".about"),
                from,
                to));
      }
    }
    return all;
  }

  private List<Completion> options(String text, String typed, int from, int to, String locale) {
    Set<ImagineOption> given =
        words(text.substring(0, from) + " " + text.substring(to)).stream()
            .flatMap(word -> OptionWord.begun(word).stream())
            .flatMap(flag -> ImagineOption.named(flag.substring(2).split("=", 2)[0]).stream())
            .collect(Collectors.toSet());
    return Arrays.stream(ImagineOption.values())
        .filter(option -> option.flag().startsWith(typed.toLowerCase(Locale.ROOT)))
        .filter(option -> !given.contains(option))
        .map(
            option ->
                new Completion(
                    option.usage(),
                    option.flag() + " ",
                    messages.text(locale, option.key() + ".about")
                        + " – "
                        + rules.allowed(option, locale),
                    from,
                    to))
        .toList();
  }

  private List<Completion> values(String flag, String typed, int from, int to, String locale) {
    Optional<ImagineOption> option = ImagineOption.named(flag.substring(2));
    if (option.equals(Optional.of(ImagineOption.MODEL))) {
      return models.items().stream()
          .filter(item -> item.id().startsWith(typed.toLowerCase(Locale.ROOT)))
          .map(item -> new Completion(item.id(), item.id() + " ", item.title(), from, to))
          .toList();
    }
    if (option.equals(Optional.of(ImagineOption.STYLE))) {
      return styles.entries().stream()
          .filter(style -> style.id().startsWith(typed.toLowerCase(Locale.ROOT)))
          .map(
              style ->
                  new Completion(
                      style.id(), style.id() + " ", style.name(messages.closest(locale)), from, to))
          .toList();
    }
    if (option.equals(Optional.of(ImagineOption.COUNT))) {
      return IntStream.rangeClosed(1, rules.imagesPerJob())
          .mapToObj(Integer::toString)
          .filter(count -> count.startsWith(typed))
          .map(
              count ->
                  new Completion(
                      count,
                      count + " ",
                      messages.text(locale, "option.count.value", Integer.parseInt(count)),
                      from,
                      to))
          .toList();
    }
    return List.of();
  }

  private static List<String> words(String text) {
    return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
