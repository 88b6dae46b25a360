package org.vitrail.bot.telegram;

/** An update of which nothing can be made; says where and why, and nothing of what stands there. */
final class UnreadableUpdateException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableUpdateException(String why) {
    super(why, null, false, false);
  }
}
