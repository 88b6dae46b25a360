package org.vitrail.bot.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.bot.command.Command.Ask;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.Parsed.Mistake;
import org.vitrail.bot.command.Parsed.Understood;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.config.Messages;
import org.vitrail.config.Nearest;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.CrockfordBase32;
import org.vitrail.inference.protocol.ImageJob;

/**
 * Understands what a person types, {@code /imagine a red apple --seed 7} or a prompt alone, and
 * what they choose from a platform's own options; knows nothing of people, jobs or Redis. Safe for
 * several threads.
 */
public final class CommandParser {

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

  /** What reads a command, or ends with what is wrong. */
  private interface Reading {
    Command command() throws MistakeException;
  }

  /**
   * The command in a text, or the sentence that says what is wrong with it. Text without a slash is
   * a prompt. A command that is understood keeps all {@link CommandRules}.
   */
  public Parsed parse(String text) {
    return parsed(() -> command(PromptText.clean(text)));
  }

  /** The command that somebody put together from options, or what is wrong with it. */
  public Parsed parse(Given given) {
    return parsed(() -> command(given));
  }

  /**
   * The prompt in a message that somebody wrote for others, perhaps for another bot: its options
   * are taken where they are known here and fit, and are left out otherwise. It is a mistake only
   * when there is nothing to draw in it or too much.
   */
  public Parsed parseMessage(String text) {
    Understood understood = imagine.readOfOthers(PromptText.clean(text));
    return rules.mistake(understood.command()).<Parsed>map(Mistake::new).orElse(understood);
  }

  /**
   * How to go on typing at the cursor: commands, options not given yet, values.
   *
   * @param cursor in UTF-16 units of the text; outside it counts as at its end
   */
  public List<Completion> complete(String text, int cursor, String locale) {
    return completer.complete(text, cursor, locale);
  }

  private Parsed parsed(Reading reading) {
    try {
      Command command = reading.command();
      return rules
          .mistake(command)
          .<Parsed>map(Mistake::new)
          .orElseGet(() -> new Understood(command));
    } catch (MistakeException mistake) {
      return new Mistake(mistake.sentence());
    }
  }

  private Command command(String line) throws MistakeException {
    if (!line.startsWith("/")) {
      return imagine.read(line);
    }
    String[] parts = line.substring(1).split(" ", 2);
    String rest = parts.length == 2 ? parts[1] : "";
    CommandSpec spec = spec(parts[0]);
    if (spec == CommandSpec.IMAGINE) {
      return imagine.read(rest);
    } else if (spec.isForModerators()) {
      return ModerateReader.read(spec, rest);
    }
    return command(new Given(spec, "", values(spec, Word.split(rest)), Set.of()));
  }

  /** Options are named, as in {@code --denoise 0.5}, or stand in their order. */
  private Map<String, String> values(CommandSpec spec, List<Word> words) throws MistakeException {
    Map<String, String> values = new LinkedHashMap<>();
    Deque<String> rest = new ArrayDeque<>();
    for (int at = 0; at < words.size(); at++) {
      Optional<OptionWord> named = OptionWord.of(words.get(at));
      Optional<OptionSpec> option = named.flatMap(word -> option(spec, word.name()));
      if (option.isEmpty()) {
        rest.add(words.get(at).bare());
        continue;
      }
      Optional<String> value = named.get().value();
      if (value.isEmpty() && ++at < words.size()) {
        value = Optional.of(words.get(at).bare());
      }
      if (value.isEmpty() || values.put(option.get().name(), value.get()) != null) {
        throw misused(spec);
      }
    }
    for (OptionSpec option : spec.options()) {
      boolean hasPlace = option.isTyped() && option.kind() != OptionKind.SHARE;
      if (hasPlace && !rest.isEmpty() && !values.containsKey(option.name())) {
        values.put(option.name(), rest.remove());
      }
    }
    if (!rest.isEmpty()) {
      throw misused(spec);
    }
    return values;
  }

  private static Optional<OptionSpec> option(CommandSpec spec, String name) {
    return spec.options().stream().filter(it -> it.name().equalsIgnoreCase(name)).findFirst();
  }

  private Command command(Given given) throws MistakeException {
    CommandSpec spec = given.spec();
    if (spec == CommandSpec.IMAGINE) {
      return imagine.read(given);
    } else if (spec.isForModerators()) {
      return ModerateReader.read(given).orElseThrow(() -> misused(spec));
    }
    String jobId = "";
    int picture = 0;
    Optional<String> word = Optional.empty();
    UpscaleReader upscale = new UpscaleReader(rules);
    for (OptionSpec option : spec.options()) {
      Optional<String> value = given.value(option);
      if (value.isEmpty() && option.isRequired() && option.isTyped()) {
        throw misused(spec);
      } else if (value.isEmpty()) {
        continue;
      }
      switch (option.kind()) {
        case JOB, REPORTED_JOB -> {
          jobId = jobId(value.get());
          word = Optional.of(jobId);
        }
        case PICTURE -> picture = picture(value.get());
        case FACTOR -> upscale.factor(value.get());
        case SHARE -> upscale.denoise(value.get());
        case COMMAND -> word = Optional.of(topic(value.get()));
        case ACTION -> {
          if (option.choices().stream().noneMatch(it -> it.word().equals(value.get()))) {
            throw misused(spec);
          }
          return ModerateReader.read(spec, value.get());
        }
        default -> word = value;
      }
    }
    return spec.isOnJob()
        ? new OnJob(spec, jobId, picture, upscale.options())
        : new Ask(spec, word);
  }

  private CommandSpec spec(String typed) throws MistakeException {
    // Telegram sends this when somebody opens the bot for the first time.
    if (typed.equalsIgnoreCase("start")) {
      return CommandSpec.HELP;
    }
    // Telegram's groups address one bot of several as /imagine@its_name.
    String word = typed.split("@", 2)[0];
    return CommandSpec.named(word)
        .orElseThrow(
            () ->
                new MistakeException(
                    Nearest.to(word, CommandSpec.words())
                        .map(near -> say("mistake.command-near", "/" + word, "/" + near))
                        .orElseGet(() -> say("mistake.command", "/" + word))));
  }

  private String topic(String typed) throws MistakeException {
    return spec(typed.startsWith("/") ? typed.substring(1) : typed).word();
  }

  private MistakeException misused(CommandSpec spec) {
    return new MistakeException(
        say("mistake.usage", "/" + spec.word(), say(spec.key() + ".usage")));
  }

  private int picture(String word) throws MistakeException {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new MistakeException(rules.pictureNotAllowed(word));
    }
  }

  private Sentence say(String key, Object... values) {
    return Sentence.of(messages, key, values);
  }

  /** Job ids avoid letters that look like digits, so whoever types one of those meant the digit. */
  private static String jobId(String word) {
    String bare = word.startsWith("#") ? word.substring(1) : word;
    return bare.length() == ImageJob.ID_LENGTH ? CrockfordBase32.read(bare) : bare;
  }
}
