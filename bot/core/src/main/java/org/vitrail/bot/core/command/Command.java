package org.vitrail.bot.core.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrail.bot.initimage.InitImage;

/** What a person wants done; knows nothing of how it was typed or clicked. */
public sealed interface Command {

  /** Has the command carried out as what it is: none can be forgotten. */
  <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E;

  /** One way to carry out each command. */
  interface Visitor<T, E extends Exception> {
    T imagine(Imagine command) throws E;

    T vary(Vary command) throws E;

    T upscale(Upscale command) throws E;

    T again(Again command) throws E;

    T reword(Reword command) throws E;

    T show(Show command) throws E;

    T cancel(Cancel command) throws E;

    T delete(Delete command) throws E;

    T report(Report command) throws E;

    T link(Link command) throws E;

    T myData(MyData command) throws E;

    T forget(Forget command) throws E;

    T moderate(Moderate command) throws E;

    T queue(Queue command) throws E;

    T history(History command) throws E;

    T styles(Styles command) throws E;

    T language(Language command) throws E;

    T about(About command) throws E;

    T models(Models command) throws E;

    T help(Help command) throws E;
  }

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

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.imagine(this);
    }
  }

  /** Draw relatives of one picture: its first token rows are kept, the rest gets a new seed. */
  record Vary(String jobId, int picture) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.vary(this);
    }
  }

  /** Enlarge one picture. */
  record Upscale(String jobId, int picture) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.upscale(this);
    }
  }

  /** The same prompt and options with a new seed. */
  record Again(String jobId) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.again(this);
    }
  }

  /** The same options with a new seed and another prompt. */
  record Reword(String jobId, String prompt) implements Command {
    public Reword {
      prompt = PromptText.clean(prompt);
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.reword(this);
    }
  }

  /** Show a job's pictures once more. */
  record Show(String jobId) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.show(this);
    }
  }

  /** Stop a job; without an id, the person's newest unfinished one. */
  record Cancel(Optional<String> jobId) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.cancel(this);
    }
  }

  /** Delete the pictures of a job, and the message that shows them. */
  record Delete(String jobId) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.delete(this);
    }
  }

  /** Tell the moderators that a job's pictures should not be here. */
  record Report(String jobId) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.report(this);
    }
  }

  /**
   * Share one account with what one is on another platform.
   *
   * @param code of the other platform; {@code off} to leave; empty to get a code
   */
  record Link(Optional<String> code) implements Command {
    /** Leaves the account that was joined. */
    public static final String OFF = "off";

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.link(this);
    }
  }

  /** All that is kept about the person, as a file. */
  record MyData() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.myData(this);
    }
  }

  /**
   * Erase all that is kept about the person.
   *
   * @param isConfirmed whether they said that they mean it
   */
  record Forget(boolean isConfirmed) implements Command {
    /** What confirms it. */
    public static final String CONFIRMATION = "everything";

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.forget(this);
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
      CommandName name,
      List<String> words,
      String reason,
      Set<String> targetRoles,
      Optional<String> answered)
      implements Command {
    public Moderate {
      words = List.copyOf(words);
      targetRoles = Set.copyOf(targetRoles);
    }

    public Moderate(CommandName name, List<String> words, String reason) {
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
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.moderate(this);
    }
  }

  /** How long the queue is, and where the person stands in it. */
  record Queue() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.queue(this);
    }
  }

  /** The person's recent jobs. */
  record History() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.history(this);
    }
  }

  /** The styles to choose from. */
  record Styles() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.styles(this);
    }
  }

  /** The language of the community where it is said; without a code, which one that is. */
  record Language(Optional<String> code) implements Command {
    /** Each person's own language. */
    public static final String AUTO = "auto";

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.language(this);
    }
  }

  /** What this bot is and runs. */
  record About() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.about(this);
    }
  }

  /** The models to choose from. */
  record Models() implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.models(this);
    }
  }

  /** All commands, or one of them with its options. */
  record Help(Optional<String> topic) implements Command {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.help(this);
    }
  }
}
