package org.vitrail.bot.core.command;

import java.util.Optional;
import org.vitrail.bot.core.picture.InitImage;

/** What a person wants done; knows nothing of how it was typed or clicked. */
public sealed interface Command {

  /**
   * Draw pictures of a prompt. The prompt is clean by construction: see {@link PromptText}.
   *
   * @param initImage a picture whose upper part the pictures begin with
   */
  record Imagine(String prompt, ImagineOptions options, Optional<InitImage> initImage)
      implements Command {
    public Imagine {
      prompt = PromptText.clean(prompt);
    }

    /** From the prompt alone. */
    public Imagine(String prompt, ImagineOptions options) {
      this(prompt, options, Optional.empty());
    }

    /** The same, beginning like a picture. */
    public Imagine beginningLike(InitImage picture) {
      return new Imagine(prompt, options, Optional.of(picture));
    }
  }

  /** Draw relatives of one picture: its first token rows are kept, the rest gets a new seed. */
  record Vary(String jobId, int picture) implements Command {}

  /** Enlarge one picture. */
  record Upscale(String jobId, int picture) implements Command {}

  /** The same prompt and options with a new seed. */
  record Again(String jobId) implements Command {}

  /** The same options with a new seed and another prompt. */
  record Reword(String jobId, String prompt) implements Command {
    public Reword {
      prompt = PromptText.clean(prompt);
    }
  }

  /** Show a job's pictures once more. */
  record Show(String jobId) implements Command {}

  /** Stop a job; without an id, the person's newest unfinished one. */
  record Cancel(Optional<String> jobId) implements Command {}

  /** How long the queue is, and where the person stands in it. */
  record Queue() implements Command {}

  /** The person's recent jobs. */
  record History() implements Command {}

  /** The styles to choose from. */
  record Styles() implements Command {}

  /** The language of the place where it is said; without a code, which one that is. */
  record Language(Optional<String> code) implements Command {
    /** Each person's own language. */
    public static final String AUTO = "auto";
  }

  /** What this bot is and runs. */
  record About() implements Command {}

  /** The models to choose from. */
  record Models() implements Command {}

  /** All commands, or one of them with its options. */
  record Help(Optional<String> topic) implements Command {}
}
