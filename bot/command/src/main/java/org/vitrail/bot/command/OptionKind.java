package org.vitrail.bot.command;

/**
 * What an option of a command takes: what platforms let people choose it from, what is proposed for
 * it, and what becomes of it follow from this.
 */
public enum OptionKind {
  /** What to draw, with options among its words. */
  PROMPT(true),
  /** A picture to begin from. */
  FILE,
  /** A number with more digits than platforms' own numbers keep. */
  SEED,
  WHOLE,
  DECIMAL,
  /** One of the names that a model allows. */
  NAME(true),
  YES_NO,
  /** Width to height of a picture: {@code 16:9}. */
  ASPECT(true),
  MODEL(true),
  /** What pictures can go through, to tokens and back. */
  CODEC(true),
  STYLE(true),
  /** Sides of the picture to begin from, which stay. */
  KEEP(true),
  /** A job of the person's own. */
  JOB(true),
  /**
   * Somebody else's job: one's own, which are all that could be proposed, are nothing to report.
   */
  REPORTED_JOB,
  PICTURE(false, 9),
  /** How many times as large a picture becomes. */
  FACTOR,
  /** A number from 0 to 1. */
  SHARE,
  LANGUAGE(true),
  COMMAND(true),
  LINK_CODE,
  CONFIRMATION,
  /** What is left of a command for moderators. */
  ACTION,
  /** In people's own words, or one of a few. */
  WORDS,
  /** How long, or until when, in people's own words. */
  EXPIRY,
  REASON,
  PERSON,
  PERSON_OR_ROLE,
  ROLE,
  CHANNEL,
  LIMIT(false, 1_000_000),
  BLOCKED_TERM(true),
  REPORT(true),
  /** The number of an act that can be taken back. */
  ACT(true, Integer.MAX_VALUE),
  SETTING_VALUE(true);

  private final boolean isProposed;
  private final int max;

  OptionKind() {
    this(false);
  }

  OptionKind(boolean isProposed) {
    this(isProposed, 0);
  }

  OptionKind(boolean isProposed, int max) {
    this.isProposed = isProposed;
    this.max = max;
  }

  /** Whether values are proposed while somebody types (autocomplete). */
  public boolean isProposed() {
    return isProposed;
  }

  /** The largest number, where 1 is the least; 0 for what has no such range. */
  public int max() {
    return max;
  }
}
