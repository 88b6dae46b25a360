package org.vitrail.bot.core.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.core.command.Command.About;
import org.vitrail.bot.core.command.Command.Again;
import org.vitrail.bot.core.command.Command.Cancel;
import org.vitrail.bot.core.command.Command.Delete;
import org.vitrail.bot.core.command.Command.Forget;
import org.vitrail.bot.core.command.Command.Help;
import org.vitrail.bot.core.command.Command.History;
import org.vitrail.bot.core.command.Command.Language;
import org.vitrail.bot.core.command.Command.Link;
import org.vitrail.bot.core.command.Command.Models;
import org.vitrail.bot.core.command.Command.Moderate;
import org.vitrail.bot.core.command.Command.MyData;
import org.vitrail.bot.core.command.Command.Queue;
import org.vitrail.bot.core.command.Command.Report;
import org.vitrail.bot.core.command.Command.Show;
import org.vitrail.bot.core.command.Command.Styles;
import org.vitrail.bot.core.command.Command.Upscale;
import org.vitrail.bot.core.command.Command.Vary;
import org.vitrail.bot.core.command.Parsed.Mistake;
import org.vitrail.bot.core.command.Parsed.Understood;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;

/**
 * Understands what a person types, {@code /imagine a red apple --seed 7} or a prompt alone; knows
 * nothing of people, jobs or Redis. Safe for several threads.
 */
public final class CommandParser {
  private static final int ID_LENGTH = 10;

  /** Behind whatever a keyboard makes of two hyphens. */
  private static final Pattern REASON =
      Pattern.compile(
          "(^|\\s)" + OptionWord.DASH + "+reason(\\s|[=＝]|$)", Pattern.CASE_INSENSITIVE);

  private final CommandRules rules;
  private final Messages messages;
  private final ImagineReader imagine;
  private final Completer completer;

  public CommandParser(
      CommandRules rules, ModelMenu models, StyleCatalogue styles, Messages messages) {
    this.rules = rules;
    this.messages = messages;
    this.imagine = new ImagineReader(rules, messages);
    this.completer = new Completer(rules, models, styles, messages);
  }

  /**
   * The command in a text, or the sentence that says what is wrong with it. Text without a slash is
   * a prompt. A command that is understood keeps all {@link CommandRules}.
   *
   * @param locale of the sentence
   */
  public Parsed parse(String text, String locale) {
    try {
      Command command = command(PromptText.clean(text), locale);
      return rules
          .mistake(command, locale)
          .<Parsed>map(Mistake::new)
          .orElseGet(() -> new Understood(command));
    } catch (MistakeException mistake) {
      return new Mistake(mistake.getMessage());
    }
  }

  /**
   * The prompt in a message that somebody wrote for others, perhaps for another bot: its options
   * are taken where they are known here and fit, and are left out otherwise.
   *
   * @param locale of the sentence, when there is nothing to draw in it or too much
   */
  public Parsed parseMessage(String text, String locale) {
    Understood understood = imagine.readOfOthers(PromptText.clean(text), locale);
    return rules.mistake(understood.command(), locale).<Parsed>map(Mistake::new).orElse(understood);
  }

  /**
   * How to go on typing at the cursor: commands, options not given yet, values.
   *
   * @param cursor in UTF-16 units of the text; outside it counts as at its end
   */
  public List<Completion> complete(String text, int cursor, String locale) {
    return completer.complete(text, cursor, locale);
  }

  private Command command(String line, String locale) throws MistakeException {
    if (!line.startsWith("/")) {
      return imagine.read(line, locale);
    }
    String[] parts = line.substring(1).split(" ", 2);
    String rest = parts.length == 2 ? parts[1] : "";
    CommandName name = name(parts[0], locale);
    List<String> words = Word.split(rest).stream().map(Word::bare).toList();
    return switch (name) {
      case IMAGINE -> imagine.read(rest, locale);
      case VARY -> {
        requireWords(name, words, 2, 2, locale);
        yield new Vary(jobId(words.get(0)), picture(words.get(1), locale));
      }
      case UPSCALE -> {
        requireWords(name, words, 2, 2, locale);
        yield new Upscale(jobId(words.get(0)), picture(words.get(1), locale));
      }
      case AGAIN -> {
        requireWords(name, words, 1, 1, locale);
        yield new Again(jobId(words.get(0)));
      }
      case SHOW -> {
        requireWords(name, words, 1, 1, locale);
        yield new Show(jobId(words.get(0)));
      }
      case LANGUAGE -> {
        requireWords(name, words, 0, 1, locale);
        yield new Language(words.stream().findFirst());
      }
      case CANCEL -> {
        requireWords(name, words, 0, 1, locale);
        yield new Cancel(words.stream().findFirst().map(CommandParser::jobId));
      }
      case HELP -> {
        requireWords(name, words, 0, 1, locale);
        yield new Help(
            words.isEmpty() ? Optional.empty() : Optional.of(topic(words.get(0), locale)));
      }
      case DELETE -> {
        requireWords(name, words, 1, 1, locale);
        yield new Delete(jobId(words.get(0)));
      }
      case REPORT -> {
        requireWords(name, words, 1, 1, locale);
        yield new Report(jobId(words.get(0)));
      }
      case LINK -> {
        requireWords(name, words, 0, 1, locale);
        yield new Link(words.stream().findFirst());
      }
      case FORGET -> {
        requireWords(name, words, 0, 1, locale);
        yield new Forget(words.contains(Forget.CONFIRMATION));
      }
      case MYDATA -> alone(new MyData(), name, words, locale);
      case QUEUE ->
          words.equals(List.of("clear"))
              ? moderate(name, rest)
              : alone(new Queue(), name, words, locale);
      case QUOTA,
          LIMIT,
          BAN,
          UNBAN,
          MUTE,
          BLOCKLIST,
          SAFE,
          RAID,
          PAUSE,
          RESUME,
          REPORTS,
          AUDIT,
          UNDO,
          SETTINGS ->
          moderate(name, rest);
      case HISTORY -> alone(new History(), name, words, locale);
      case STYLES -> alone(new Styles(), name, words, locale);
      case MODELS -> alone(new Models(), name, words, locale);
      case ABOUT -> alone(new About(), name, words, locale);
    };
  }

  /** A reason may hold anything, so it is the rest of the line. */
  private static Command moderate(CommandName name, String rest) {
    Matcher reason = REASON.matcher(rest);
    boolean hasReason = reason.find();
    String words = hasReason ? rest.substring(0, reason.start()) : rest;
    return new Moderate(
        name,
        Word.split(words).stream().map(Word::bare).toList(),
        hasReason ? rest.substring(reason.end()).strip() : "");
  }

  private Command alone(Command command, CommandName name, List<String> words, String locale)
      throws MistakeException {
    requireWords(name, words, 0, 0, locale);
    return command;
  }

  private CommandName name(String typed, String locale) throws MistakeException {
    // Telegram sends this when somebody opens the bot for the first time.
    if (typed.equalsIgnoreCase("start")) {
      return CommandName.HELP;
    }
    // Telegram's groups address one bot of several as /imagine@its_name.
    String word = typed.split("@", 2)[0];
    Optional<CommandName> name = CommandName.named(word);
    if (name.isPresent()) {
      return name.get();
    }
    throw new MistakeException(
        Nearest.to(word, CommandName.words())
            .map(near -> messages.text(locale, "mistake.command-near", "/" + word, "/" + near))
            .orElseGet(() -> messages.text(locale, "mistake.command", "/" + word)));
  }

  private String topic(String typed, String locale) throws MistakeException {
    return name(typed.startsWith("/") ? typed.substring(1) : typed, locale).word();
  }

  private void requireWords(
      CommandName name, List<String> words, int least, int most, String locale)
      throws MistakeException {
    if (words.size() < least || words.size() > most) {
      String usage = messages.text(locale, name.key() + ".usage");
      throw new MistakeException(messages.text(locale, "mistake.usage", "/" + name.word(), usage));
    }
  }

  private int picture(String word, String locale) throws MistakeException {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new MistakeException(rules.pictureNotAllowed(word, locale));
    }
  }

  /** Job ids avoid letters that look like digits, so whoever types one of those meant the digit. */
  private static String jobId(String word) {
    String bare = word.startsWith("#") ? word.substring(1) : word;
    return bare.length() == ID_LENGTH
        ? bare.toLowerCase(Locale.ROOT).replace('o', '0').replace('i', '1').replace('l', '1')
        : bare;
  }
}
