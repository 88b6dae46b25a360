package org.vitrail.bot.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrail.bot.command.Command.Moderate;

/**
 * Puts the words and the reason of moderators' commands together; what they mean is not its own.
 */
final class ModerateReader {
  /** Behind whatever a keyboard makes of two hyphens. */
  private static final Pattern REASON =
      Pattern.compile(
          "(^|\\s)" + OptionWord.DASH + "+reason(\\s|[=＝]|$)", Pattern.CASE_INSENSITIVE);

  /** Two hours, 30m: how long, where a moment is understood, too. */
  private static final Pattern DURATION = Pattern.compile("\\d+\\s*\\p{L}.*");

  private ModerateReader() {}

  /** As typed behind the command's name. A reason may hold anything, so it is the rest. */
  static Moderate read(CommandSpec spec, String rest) {
    Matcher reason = REASON.matcher(rest);
    boolean hasReason = reason.find();
    String words = hasReason ? rest.substring(0, reason.start()) : rest;
    return new Moderate(spec, words(words), hasReason ? rest.substring(reason.end()).strip() : "");
  }

  /**
   * As chosen.
   *
   * @return empty where nobody is named whom it needs: an amount in their place would be taken for
   *     an id
   */
  static Optional<Moderate> read(Given given) {
    List<String> whom = new ArrayList<>();
    List<String> words = new ArrayList<>();
    String reason = "";
    for (OptionSpec option : options(given)) {
      String value = PromptText.clean(given.value(option).orElse(""));
      if (value.isEmpty()) {
        continue;
      }
      switch (option.kind()) {
        case PERSON, PERSON_OR_ROLE, ROLE, CHANNEL -> whom.add(value);
        case REASON -> reason = value;
        case REPORT -> words.addAll(List.of(option.name(), value));
        case EXPIRY ->
            words.addAll(words(DURATION.matcher(value).matches() ? "for " + value : value));
        default -> words.addAll(words(value));
      }
    }
    if (whom.isEmpty() && !words.isEmpty() && given.spec() == CommandSpec.QUOTA) {
      return Optional.empty();
    }
    if (!given.action().isEmpty()) {
      // Whom a limit is for comes before what it is.
      (given.spec() == CommandSpec.LIMIT ? words : whom).add(0, given.action());
    }
    whom.addAll(words);
    return Optional.of(new Moderate(given.spec(), whom, reason).about(given.targetRoles()));
  }

  private static List<OptionSpec> options(Given given) {
    return given.spec().actions().stream()
        .filter(action -> action.word().equals(given.action()))
        .findFirst()
        .map(ActionSpec::options)
        .orElse(List.of());
  }

  private static List<String> words(String text) {
    return Word.split(text).stream().map(Word::bare).toList();
  }
}
