package org.vitrail.bot.core.command;

import java.util.Optional;

/** What a person wants done; knows nothing of how it was typed or clicked. */
public sealed interface Command {

  /** Draw pictures of a prompt. The prompt is clean by construction: see {@link PromptText}. */
  record Imagine(String prompt, ImagineOptions options) implements Command {
    public Imagine {
      prompt = PromptText.clean(prompt);
    }
  }

  /** Draw relatives of one picture: its first token rows are kept, the rest gets a new seed. */
  record Vary(String jobId, int picture) implements Command {}

  /** Enlarge one picture. */
  record Upscale(String jobId, int picture) implements Command {}

  /** The same prompt and options with a new seed. */
  record Again(String jobId) implements Command {}

  /** Stop a job; without an id, the person's newest unfinished one. */
  record Cancel(Optional<String> jobId) implements Command {}

  /** How long the queue is, and where the person stands in it. */
  record Queue() implements Command {}

  /** The person's recent jobs. */
  record History() implements Command {}

  /** The models to choose from. */
  record Models() implements Command {}

  /** All commands, or one of them with its options. */
  record Help(Optional<String> topic) implements Command {}
}
