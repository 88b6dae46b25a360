package org.vitrail.bot.command;

import java.util.List;
import java.util.stream.Stream;

/**
 * An option of a command.
 *
 * @param name as menus show it; its text has the key {@code option.NAME.about}
 * @param choices all that it may be; empty where it may be more
 */
public record OptionSpec(String name, OptionKind kind, boolean isRequired, List<Choice> choices) {
  public OptionSpec {
    choices = List.copyOf(choices);
  }

  /**
   * One value of an option.
   *
   * @param word as it is typed
   * @param key of the text that says what it means
   */
  public record Choice(String word, String key) {}

  static final OptionSpec JOB = required("job", OptionKind.JOB);
  static final OptionSpec PICTURE = required("picture", OptionKind.PICTURE);
  static final OptionSpec FACTOR =
      optional("factor", OptionKind.FACTOR)
          .or("2", "choice.twice")
          .or("4", "choice.four-times")
          .or("8", "choice.eight-times");
  static final OptionSpec DENOISE = optional("denoise", OptionKind.SHARE);
  static final OptionSpec TARGET = optional("target", OptionKind.PERSON_OR_ROLE);
  static final OptionSpec USER = required("user", OptionKind.PERSON);
  static final OptionSpec ROLE = optional("role", OptionKind.ROLE);
  static final OptionSpec CHANNEL = optional("channel", OptionKind.CHANNEL);
  static final OptionSpec AMOUNT = required("amount", OptionKind.WORDS);
  static final OptionSpec MOST = required("most", OptionKind.LIMIT);
  static final OptionSpec EXPIRY = optional("expiry", OptionKind.EXPIRY);
  static final OptionSpec REASON = optional("reason", OptionKind.REASON);

  static OptionSpec required(String name, OptionKind kind) {
    return new OptionSpec(name, kind, true, List.of());
  }

  static OptionSpec optional(String name, OptionKind kind) {
    return new OptionSpec(name, kind, false, List.of());
  }

  /** Whether it is given in words: a picture is sent along. */
  boolean isTyped() {
    return kind != OptionKind.FILE;
  }

  /** The same where it may be left out. */
  OptionSpec optional() {
    return new OptionSpec(name, kind, false, choices);
  }

  /** The same with one more value that it may be. */
  OptionSpec or(String word, String key) {
    Stream<Choice> more = Stream.concat(choices.stream(), Stream.of(new Choice(word, key)));
    return new OptionSpec(name, kind, isRequired, more.toList());
  }

  /** What {@code /imagine} takes. */
  static OptionSpec[] imagine(List<ImagineOption> options) {
    return Stream.of(
            Stream.of(required("prompt", OptionKind.PROMPT)),
            options.stream()
                .filter(it -> !it.equals(ImagineOption.TARGET))
                .map(it -> optional(it.word(), it.kind())),
            Stream.of(optional("image", OptionKind.FILE)),
            // Where pictures have places of their own, that says which of them is the target.
            Stream.of(optional(ImagineOption.TARGET.word(), OptionKind.FILE)))
        .flatMap(specs -> specs)
        .toArray(OptionSpec[]::new);
  }

  /** One of what a community may choose. */
  static OptionSpec setting() {
    OptionSpec setting = optional("setting", OptionKind.WORDS);
    for (CommunitySetting it : CommunitySetting.values()) {
      setting = setting.or(it.word(), "setting." + it.word());
    }
    return setting;
  }
}
