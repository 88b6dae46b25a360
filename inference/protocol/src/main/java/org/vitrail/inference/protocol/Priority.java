package org.vitrail.inference.protocol;

/**
 * How much earlier or later than everybody's somebody's jobs have their turn. It is a head start,
 * not a larger share: whoever has to wait longer comes in front of all that come later.
 */
public enum Priority {
  /** Of those who look after a community: before others, by two rounds. */
  MODERATOR,
  /** Of everybody. */
  NORMAL,
  /** Of those who came lately, while a community is raided: after others, by ten rounds. */
  NEWCOMER
}
