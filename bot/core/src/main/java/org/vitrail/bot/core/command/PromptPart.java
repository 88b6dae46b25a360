package org.vitrail.bot.core.command;

import java.util.Optional;

/** What a word of a prompt's line is. */
sealed interface PromptPart {

  /** A word to draw, or the value of an option before it. */
  record Plain(Word word) implements PromptPart {}

  /** An option by its name. */
  record Option(ImagineOption option, OptionWord word) implements PromptPart {}

  /**
   * What looks like an option and is none.
   *
   * @param typed as typed
   * @param meant the option that it may be, as {@code --seed}
   */
  record Strange(String typed, Optional<String> meant) implements PromptPart {}
}
