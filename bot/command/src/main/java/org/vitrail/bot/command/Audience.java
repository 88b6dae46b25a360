package org.vitrail.bot.command;

/** Who is to see the answer to a command where others are present; the same on every platform. */
public enum Audience {
  /** Pictures are there for all. */
  EVERYBODY,
  /** Of use to the asker, and no secret: hidden where the platform can hide it in its place. */
  ASKER_OR_EVERYBODY,
  /** Nobody else's business: shown in a private chat where the platform can hide it nowhere. */
  ASKER;

  /** Whose answer something private or public is. */
  public static Audience of(boolean isPrivate) {
    return isPrivate ? ASKER : EVERYBODY;
  }

  /** For no more people than another. */
  public Audience atMost(Audience other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
