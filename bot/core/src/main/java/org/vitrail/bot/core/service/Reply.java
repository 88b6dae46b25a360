package org.vitrail.bot.core.service;

import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Verdict;

/** What an adapter shows in answer to a command; knows nothing of the platform that shows it. */
public sealed interface Reply {

  /** Takes the reply as what it is: who shows replies has to show every kind of them. */
  <T> T accept(Visitor<T> visitor);

  /** What is said in words; empty where pictures are shown instead. */
  String text();

  /** One answer for each kind of reply. */
  interface Visitor<T> {
    T said(Said reply);

    T file(File reply);

    T refused(Refused reply);

    T shown(Shown reply);

    T accepted(Accepted reply);
  }

  /** The command was carried out and there is nothing to follow: help, lists, a cancellation. */
  record Said(String text) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.said(this);
    }
  }

  /** A file for the person alone, and what it is. */
  record File(String name, byte[] bytes, String text) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.file(this);
    }
  }

  /** Nothing was done and nothing was spent; {@code text} says why and what to do next. */
  record Refused(Verdict verdict, String text) implements Reply {
    /** For what cannot be done as it was asked, whoever asks. */
    public static Refused impossible(String sentence) {
      return new Refused(new Verdict.Impossible(sentence), sentence);
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
  }

  /** A job was queued; its later states arrive through {@link BotService#watch}. */
  record Accepted(JobCard job) implements Reply {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.accepted(this);
    }

    @Override
    public String text() {
      return "";
    }
  }
}
