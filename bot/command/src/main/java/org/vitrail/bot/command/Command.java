package org.vitrail.bot.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a person wants done; knows nothing of how it was typed, chosen or clicked. */
public sealed interface Command {

  /** Has the command carried out as what it is: no kind can be forgotten. */
  <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E;

  /** Who is to see the answer where others are present. */
  Audience audience();

  /** Whether it may matter what the person is in the community. */
  default boolean dependsOnStanding() {
    return false;
  }

  /** One way to carry out each kind of command. */
  interface Visitor<T, E extends Exception> {
    T imagine(Imagine command) throws E;

    T reword(Reword command) throws E;

    T onJob(OnJob command) throws E;

    T ask(Ask command) throws E;

    T moderate(Moderate command) throws E;
  }

  /** Draw pictures of a prompt. The prompt is clean by construction: see {@link PromptText}. */
  record Imagine(String prompt, ImagineOptions options) implements Command {
    public Imagine {
      prompt = PromptText.clean(prompt);
    }

    @Override
    public Audience audience() {
      return Audience.of(options.isPrivate());
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.imagine(this);
    }
  }

  /** The same options with a new seed and another prompt. */
  record Reword(String jobId, String prompt) implements Command {
    public Reword {
      prompt = PromptText.clean(prompt);
    }

    @Override
    public Audience audience() {
      return Audience.EVERYBODY;
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.reword(this);
    }
  }

  /**
   * Something to do with a job, or with one of its pictures.
   *
   * @param picture its number, 1 = best; 0 where the command is about none
   * @param upscale how it is enlarged, where the command is about that
   */
  record OnJob(CommandSpec spec, String jobId, int picture, UpscaleOptions upscale)
      implements Command {
    public OnJob(CommandSpec spec, String jobId, int picture) {
      this(spec, jobId, picture, UpscaleOptions.NONE);
    }

    public OnJob(CommandSpec spec, String jobId) {
      this(spec, jobId, 0);
    }

    @Override
    public Audience audience() {
      return spec.audience();
    }

    /** Moderators delete and retry what others asked for. */
    @Override
    public boolean dependsOnStanding() {
      return spec == CommandSpec.DELETE || spec == CommandSpec.RETRY;
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.onJob(this);
    }
  }

  /**
   * Something that a word says more about, or none.
   *
   * @param word a job to cancel, a language, a command to be told of, a code
   */
  record Ask(CommandSpec spec, Optional<String> word) implements Command {
    /** The word that says that somebody means to be forgotten. */
    public static final String CONFIRMATION = "everything";

    /** The word that leaves an account which was joined. */
    public static final String OFF = "off";

    /** The word for each person's own language. */
    public static final String AUTO = "auto";

    public Ask(CommandSpec spec) {
      this(spec, Optional.empty());
    }

    @Override
    public Audience audience() {
      return spec.audience();
    }

    /** Not everybody chooses a language for others. */
    @Override
    public boolean dependsOnStanding() {
      return spec == CommandSpec.LANGUAGE && word.isPresent();
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.ask(this);
    }
  }

  /**
   * Something that moderators do.
   *
   * @param words behind the command's name, as typed
   * @param reason as typed; may be empty
   * @param targetRoles ids of the roles of whoever the words name, where the platform tells them
   * @param answered whose message the command answers, as a word could name them; they are meant
   *     where the words name nobody
   */
  record Moderate(
      CommandSpec name,
      List<String> words,
      String reason,
      Set<String> targetRoles,
      Optional<String> answered)
      implements Command {
    public Moderate {
      words = List.copyOf(words);
      targetRoles = Set.copyOf(targetRoles);
    }

    public Moderate(CommandSpec name, List<String> words, String reason) {
      this(name, words, reason, Set.of(), Optional.empty());
    }

    /** The same about somebody whose roles are known. */
    public Moderate about(Set<String> roles) {
      return new Moderate(name, words, reason, roles, answered);
    }

    /** The same with other words. */
    public Moderate saying(List<String> other) {
      return new Moderate(name, other, reason, targetRoles, answered);
    }

    /** The same in answer to somebody's message. */
    public Moderate answering(String person) {
      return new Moderate(name, words, reason, targetRoles, Optional.of(person));
    }

    @Override
    public Audience audience() {
      return Audience.ASKER_OR_EVERYBODY;
    }

    @Override
    public boolean dependsOnStanding() {
      return true;
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.moderate(this);
    }
  }
}
