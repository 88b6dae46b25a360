package org.vitrail.bot.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.Messages;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;

/**
 * Proposes how to go on typing; unlike the parser it works on text as typed, since a half-written
 * line need not be well-formed and the positions in it must stay.
 */
final class Completer {
  private static final Pattern LINE_SPACE = Pattern.compile("[\\s\\p{Z}]");

  /** A single hyphen begins no option. */
  private static final Pattern FLAG =
      Pattern.compile("^((?!-)%1$s|%1$s{2,})(?=\\p{L})".formatted(OptionWord.DASH));

  /** Those that people ask for most. */
  private static final List<String> SHAPES =
      List.of("16:9", "3:2", "4:3", "2:1", "1:1", "3:4", "2:3", "9:16", "1:2");

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

  List<Completion> complete(String typed, int cursor, String locale) {
    String text = LINE_SPACE.matcher(typed).replaceAll(" "); // as long as before
    int to = Math.max(0, Math.min(cursor, text.length()));
    if (isInQuotes(text, to)) {
      return List.of();
    }
    int from = text.lastIndexOf(' ', to - 1) + 1;
    String word = text.substring(from, to);
    List<Word> before = Word.split(text.substring(0, from));
    if (before.isEmpty()) {
      return word.startsWith("/")
          ? commands(word, "/", from, to, locale)
          : prompt(text, 0, to, locale);
    }
    String first = before.get(0).text().split("@", 2)[0];
    Optional<CommandSpec> begun =
        first.startsWith("/") ? CommandSpec.begun(first) : Optional.of(CommandSpec.IMAGINE);
    if (begun.equals(Optional.of(CommandSpec.IMAGINE))) {
      int prompt = first.startsWith("/") ? text.indexOf(' ', text.indexOf('/')) + 1 : 0;
      Word last = before.get(before.size() - 1);
      return isPrompt(word, last)
          ? prompt(text, prompt, to, locale)
          : imagine(text, word, last, from, to, locale);
    }
    return begun.stream()
        .flatMap(spec -> spec.options().stream().filter(OptionSpec::isTyped))
        .skip(before.size() - 1L)
        .limit(1)
        .flatMap(option -> words(option, word, from, to, locale).stream())
        .toList();
  }

  private List<Completion> words(OptionSpec option, String word, int from, int to, String locale) {
    return switch (option.kind()) {
      case COMMAND -> commands(word, "", from, to, locale);
      case LANGUAGE -> plain(languages(), word, from, to);
      case CONFIRMATION -> plain(List.of(Command.Ask.CONFIRMATION), word, from, to);
      case FACTOR ->
          option.choices().stream()
              .filter(choice -> choice.word().startsWith(word))
              .map(
                  choice ->
                      new Completion(
                          choice.word(),
                          choice.word() + " ",
                          messages.text(locale, choice.key()),
                          from,
                          to))
              .toList();
      case CODEC -> plain(models.codecs(), word, from, to);
      case LINK_CODE -> plain(List.of(Command.Ask.OFF), word, from, to);
      default -> List.of();
    };
  }

  /** What stands in quotes is the prompt's own, whatever it looks like. */
  private static boolean isInQuotes(String text, int cursor) {
    int at = 0;
    for (Word word : Word.split(text)) {
      int start = text.indexOf(word.text(), at);
      at = start + word.text().length();
      if (word.quoted() && start < cursor && cursor < at) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word behind another belongs to the prompt, as far as can be told from the two. */
  private boolean isPrompt(String word, Word last) {
    return !word.startsWith("-") && !isFlag(word) && (last.quoted() || !isFlag(last.text()));
  }

  /** Whoever types in a language of theirs that the model does not know may type English. */
  private List<Completion> prompt(String text, int from, int to, String locale) {
    if (!given(text.substring(0, to)).isEmpty()) {
      return List.of();
    }
    String model = model(text).id();
    return Stream.of(messages.closest(locale), "en")
        .distinct()
        .map(language -> new PromptCompleter(models.proposals(model, language)))
        .map(completer -> completer.complete(text, from, to))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private List<Completion> imagine(
      String text, String word, Word last, int from, int to, String locale) {
    if (isFlag(word)) {
      int equals = word.indexOf('=');
      return equals < 0
          ? options(text, word, from, to, locale)
          : values(
              text,
              option(word.substring(0, equals)),
              word.substring(equals + 1),
              from + equals + 1,
              to,
              locale);
    }
    if (word.startsWith("-")) {
      return options(text, word, from, to, locale);
    }
    return values(
        text, option(last.text()).filter(ImagineOption::takesValue), word, from, to, locale);
  }

  private static boolean isFlag(String word) {
    return FLAG.matcher(word).lookingAt();
  }

  private Optional<ImagineOption> option(String flag) {
    return OptionWord.begun(flag)
        .flatMap(plain -> rules.options().named(plain.substring("--".length())));
  }

  private List<String> languages() {
    return Stream.concat(messages.languages().stream(), Stream.of(Command.Ask.AUTO)).toList();
  }

  private static List<Completion> plain(List<String> words, String typed, int from, int to) {
    return words.stream()
        .filter(word -> word.startsWith(typed.toLowerCase(Locale.ROOT)))
        .map(word -> new Completion(word, word + " ", "", from, to))
        .toList();
  }

  private List<Completion> commands(String typed, String slash, int from, int to, String locale) {
    List<Completion> all = new ArrayList<>();
    for (CommandSpec name : CommandSpec.values()) {
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
    Set<ImagineOption> given = given(text.substring(0, from) + " " + text.substring(to)).keySet();
    ModelMenu.Item model = model(text);
    String begun = OptionWord.begun(typed).orElse("--").toLowerCase(Locale.ROOT);
    return rules.options().all().stream()
        .filter(option -> option.flag().startsWith(begun))
        .filter(option -> !given.contains(option))
        .filter(option -> option.isFor(model))
        .map(
            option ->
                new Completion(
                    option.usage(),
                    option.flag() + " ",
                    explained(option, model, locale),
                    from,
                    to))
        .toList();
  }

  /** The options outside quotes, each with the word behind it. */
  private Map<ImagineOption, String> given(String text) {
    Map<ImagineOption, String> given = new LinkedHashMap<>();
    List<Word> words = Word.split(text);
    for (int at = 0; at < words.size(); at++) {
      Word word = words.get(at);
      if (!word.quoted() && isFlag(word.text())) {
        String[] parts = word.bare().split("=", 2);
        String next = at + 1 < words.size() ? words.get(at + 1).bare() : "";
        String value = parts.length == 2 ? parts[1] : next;
        option(parts[0]).ifPresent(option -> given.put(option, value));
      }
    }
    return given;
  }

  private String explained(ImagineOption option, ModelMenu.Item model, String locale) {
    return rules.about(option).in(locale) + " – " + rules.allowed(option, model).in(locale);
  }

  private List<Completion> values(
      String text, Optional<ImagineOption> option, String typed, int from, int to, String locale) {
    return option.map(it -> values(text, it, locale)).orElse(Map.of()).entrySet().stream()
        .filter(value -> value.getKey().startsWith(typed.toLowerCase(Locale.ROOT)))
        .map(
            value ->
                new Completion(value.getKey(), value.getKey() + " ", value.getValue(), from, to))
        .toList();
  }

  /**
   * What an option may be, and what that means; nothing for a seed, where any number is as good.
   */
  private Map<String, String> values(String text, ImagineOption option, String locale) {
    Map<String, String> values = new LinkedHashMap<>();
    ModelMenu.Item model = model(text);
    if (option.isOwn()) {
      List<String> names = rules.names(option, model);
      names.forEach(name -> values.put(name, meaning(option, name, locale)));
      Optional.ofNullable(names.isEmpty() ? model.options().get(option.word()) : null)
          .ifPresent(it -> values.put(number(it), explained(option, model, locale)));
      return values;
    }
    switch (option.kind()) {
      case CODEC -> models.descentCodecs().forEach(codec -> values.put(codec, ""));
      case MODEL -> models.items().forEach(item -> values.put(item.id(), item.title()));
      case STYLE ->
          styles
              .entries()
              .forEach(style -> values.put(style.id(), style.name(messages.closest(locale))));
      case WHOLE ->
          IntStream.rangeClosed(1, rules.imagesPerJob())
              .forEach(
                  count ->
                      values.put(
                          Integer.toString(count),
                          messages.text(locale, "option.count.value", count)));
      case KEEP -> {
        for (Keep.Side side : Keep.Side.values()) {
          values.put(side.word(), messages.text(locale, "option.keep." + side.word()));
        }
      }
      case YES_NO -> {
        values.put("yes", explained(option, model, locale));
        values.put("no", "");
      }
      case ASPECT -> SHAPES.forEach(shape -> values.put(shape, shaped(shape, locale)));
      default -> {}
    }
    return values;
  }

  private String shaped(String shape, String locale) {
    AspectRatio ratio = AspectRatio.read(shape).orElseThrow();
    String word = ratio.isSquare() ? "square" : ratio.width() > ratio.height() ? "wide" : "high";
    return messages.text(locale, "option.ar." + word);
  }

  /** The model that is typed, or the one for those who type none. */
  private ModelMenu.Item model(String text) {
    return Optional.ofNullable(given(text).get(ImagineOption.MODEL))
        .flatMap(models::find)
        .orElse(models.standard());
  }

  private static String number(AllowedValues standing) {
    return new BigDecimal(standing.standardText()).stripTrailingZeros().toPlainString();
  }

  private String meaning(ImagineOption option, String name, String locale) {
    String key = option.key() + "." + name;
    return messages.has(key) ? messages.text(locale, key) : "";
  }
}
