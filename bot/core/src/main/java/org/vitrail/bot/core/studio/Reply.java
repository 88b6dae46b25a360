package org.vitrail.bot.core.studio;

import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.admission.Verdict;

/** What an adapter shows in answer to a command; knows nothing of the platform that shows it. */
public sealed interface Reply {

  /** The command was carried out and there is nothing to follow: help, lists, a cancellation. */
  record Said(String text) implements Reply {}

  /** A file for the person alone, and what it is. */
  record File(String name, byte[] bytes, String text) implements Reply {}

  /** Nothing was done and nothing was spent; {@code text} says why and what to do next. */
  record Refused(Verdict verdict, String text) implements Reply {
    /** For what cannot be done as it was asked, whoever asks. */
    public static Refused impossible(String sentence) {
      return new Refused(new Verdict.Impossible(sentence), sentence);
    }
  }

  /** The finished pictures of a job are to be shown once more. */
  record Shown(JobCard job) implements Reply {}

  /** A job was queued; its later states arrive through {@link Studio#watch}. */
  record Accepted(JobCard job) implements Reply {}
}
