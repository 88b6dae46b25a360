package org.vitrail.deploy.standalone;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.CommandRules;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.ImagineReader;
import org.vitrail.bot.command.MistakeException;
import org.vitrail.bot.command.PromptText;
import org.vitrail.config.Nearest;
import org.vitrail.config.Printable;
import org.vitrail.config.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads the prompt as the shell hands it on, with the options among its words, as the chats read
 * it: {@code "a castle --seed 7"}. Behind {@code --} all words are the prompt's.
 */
final class TypedPrompt {
  /** The terminal speaks English. */
  static final String LANGUAGE = "en";

  private static final String END_OF_OPTIONS = "--";

  /** One word behind one or two dashes of any kind, as keyboards make them of two hyphens. */
  private static final Pattern LIKE_AN_OPTION =
      Pattern.compile("[\\p{Pd}\u2212]{1,2}(\\p{L}[\\p{L}\\p{N}-]*)(=.*)?");

  private final CommandSpec spec;
  private final CommandRules rules;
  private final ImagineReader reader;
  private final int mostCharacters;

  TypedPrompt(CommandSpec spec, Installation installation, Settings settings) {
    this.spec = spec;
    this.mostCharacters = settings.limits().promptCharacters();
    this.rules =
        new CommandRules(
            mostCharacters,
            settings.limits().imagesPerJob(),
            ModelLoader.menu(installation.models(), settings.model().defaultId()),
            installation.styles(),
            installation.messages());
    this.reader = new ImagineReader(rules, installation.messages(), ownOptions());
  }

  /** The command's long options that the chats have not. */
  private List<String> ownOptions() {
    return spec.optionsMap().keySet().stream()
        .filter(name -> name.startsWith("--"))
        .map(name -> name.substring(2))
        .filter(name -> rules.options().named(name).isEmpty())
        .toList();
  }

  /**
   * @param words what the shell handed on and is no option of the command
   * @param style that was chosen beside the prompt
   * @throws ParameterException with the sentence about what is wrong or to be asked about
   */
  Imagine read(List<String> words, Optional<String> style) {
    if (PromptText.clean(String.join(" ", words)).isEmpty()) {
      throw empty();
    }
    Imagine imagine = isAllPrompt(words) ? literal(words) : typed(words);
    if (imagine.prompt().isEmpty()) {
      throw empty();
    }
    int length = PromptText.length(imagine.prompt());
    if (length > mostCharacters) {
      throw usage(
          "The prompt has %d characters; at most %d are allowed (setting limits.promptCharacters)."
              .formatted(length, mostCharacters));
    }
    ImagineOptions options = imagine.options().orElse(Optional.empty(), style, Optional.empty());
    rules
        .mistake(new Imagine(imagine.prompt(), options))
        .ifPresent(
            sentence -> {
              throw usage(sentence.in(LANGUAGE));
            });
    return imagine;
  }

  /** Whether {@code --} stands before the first word. */
  private boolean isAllPrompt(List<String> words) {
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    int end = all.indexOf(END_OF_OPTIONS);
    return end >= 0 && all.size() - end - 1 == words.size();
  }

  private static Imagine literal(List<String> words) {
    return new Imagine(String.join(" ", words), ImagineOptions.NONE);
  }

  private Imagine typed(List<String> words) {
    words.forEach(this::refuseMistyped);
    try {
      return reader.read(PromptText.clean(line(words)));
    } catch (MistakeException e) {
      throw usage(e.sentence().in(LANGUAGE));
    }
  }

  /** With the {@code --} between two words that the parser took away: it may be a dash. */
  private String line(List<String> words) {
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    int end = all.indexOf(END_OF_OPTIONS);
    int behind = end < 0 ? 0 : Math.min(words.size(), all.size() - end - 1);
    String line = String.join(" ", words.subList(0, words.size() - behind));
    return behind == 0
        ? line
        : line
            + words.subList(words.size() - behind, words.size()).stream()
                .collect(Collectors.joining(" ", " " + END_OF_OPTIONS + " ", ""));
  }

  /** A word of its own that looks like an option is asked about: it would be drawn in silence. */
  private void refuseMistyped(String word) {
    Matcher option = LIKE_AN_OPTION.matcher(word);
    if (option.matches() && rules.options().named(option.group(1)).isEmpty()) {
      String meant =
          Nearest.to("--" + option.group(1), spec.optionsMap().keySet())
              .map(near -> " Did you mean " + near + "?")
              .orElse("");
      throw usage(
          "There is no option %s.%s If it belongs to the prompt, put -- before the prompt."
              .formatted(Printable.text(word), meant));
    }
  }

  private ParameterException empty() {
    return usage(
        "The prompt is empty. Say what to draw, for example: vitrail imagine \"a red apple\"");
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
