package org.vitrail.bot.core.service;

import java.util.List;
import java.util.Optional;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.core.messaging.JobMessage.LabelledButton;
import org.vitrail.bot.core.outbox.OutboxEntry;

/** What an adapter shows in answer to a command; knows nothing of the platform that shows it. */
public sealed interface Reply {

  /** Takes the reply as what it is: who shows replies has to show every kind of them. */
  <T> T accept(Visitor<T> visitor);

  /** What is said in words; empty where pictures are shown instead. */
  String text();

  /** Who is to see it where others are present. */
  Audience audience();

  /** What can be pressed below it, where a platform has buttons in messages. */
  default List<LabelledButton> buttons() {
    return List.of();
  }

  /** One answer for each kind of reply. */
  interface Visitor<T> {
    T said(Said reply);

    T deleted(Deleted reply);

    T file(File reply);

    T refused(Refused reply);

    T shown(Shown reply);

    T filmed(Filmed reply);

    T accepted(Accepted reply);

    T kept(Kept reply);
  }

  /** The command was carried out and there is nothing to follow: help, lists, a cancellation. */
  record Said(String text, Audience audience, List<LabelledButton> buttons) implements Reply {
    public Said(String text, Audience audience) {
      this(text, audience, List.of());
    }

    public Said {
      buttons = List.copyOf(buttons);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.said(this);
    }
  }

  /**
   * The pictures of a job are gone, and so is the job's own message before long; other messages
   * that show them are the adapter's.
   *
   * @param isOwn whether whoever deleted them had asked for them
   */
  record Deleted(JobCard job, String text, boolean isOwn, Audience audience) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.deleted(this);
    }
  }

  /** A file for the person alone, and what it is. */
  record File(String name, byte[] bytes, String text) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.file(this);
    }

    @Override
    public Audience audience() {
      return Audience.ASKER;
    }
  }

  /** Nothing was done and nothing was spent; {@code text} says why and what to do next. */
  record Refused(
      Verdict.Refusal verdict, String text, Audience audience, List<LabelledButton> buttons)
      implements Reply {
    public Refused(Verdict.Refusal verdict, String text, Audience audience) {
      this(verdict, text, audience, List.of());
    }

    public Refused {
      buttons = List.copyOf(buttons);
    }

    /** For what cannot be understood or done as it was asked, whoever asks. */
    public static Refused impossible(String sentence) {
      return new Refused(new Verdict.Impossible(sentence), sentence, Audience.ASKER_OR_EVERYBODY);
    }

    /** The same with what helps. */
    Refused with(List<LabelledButton> others) {
      return new Refused(verdict, text, audience, others);
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.refused(this);
    }
  }

  /** The finished pictures of a job are to be shown once more. */
  record Shown(JobCard job) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.shown(this);
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Audience audience() {
      return Audience.of(job.isPrivate());
    }
  }

  /**
   * How a job's pictures came into being is to be shown.
   *
   * @param mp4 the film
   * @param isSpoiler whether it is hidden until somebody asks for it
   * @param text what it shows
   */
  record Filmed(JobCard job, byte[] mp4, boolean isSpoiler, String text) implements Reply {
    /** The film's file. */
    public String fileName() {
      return job.id() + ".mp4";
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.filmed(this);
    }

    @Override
    public Audience audience() {
      return Audience.of(job.isPrivate());
    }
  }

  /**
   * The queue is away; the request is kept and joins it later. Its job's message, or the refusal,
   * takes the place of these words where they can be edited, and comes after them elsewhere.
   */
  record Kept(String text, Audience audience) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.kept(this);
    }
  }

  /**
   * A job was queued; its later states arrive through {@link Jobs#watch}.
   *
   * @param message what is known of its message in a chat; empty where there is none, or where it
   *     may be under way already
   */
  record Accepted(JobCard job, Optional<OutboxEntry> message) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.accepted(this);
    }

    @Override
    public String text() {
      return "";
    }

    @Override
    public Audience audience() {
      return Audience.of(job.isPrivate());
    }
  }
}
