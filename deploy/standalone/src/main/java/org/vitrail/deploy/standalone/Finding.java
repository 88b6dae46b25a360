package org.vitrail.deploy.standalone;

import org.vitrail.config.Printable;

/**
 * One line of the doctor: what was looked at, how it is, and what to do.
 *
 * @param mark whether something required fails
 */
record Finding(Mark mark, String subject, String text) {
  enum Mark {
    GOOD('✔'),
    BAD('✘'),
    NEUTRAL('–');

    private final char sign;

    Mark(char sign) {
      this.sign = sign;
    }
  }

  static Finding good(String subject, String text) {
    return new Finding(Mark.GOOD, subject, text);
  }

  static Finding bad(String subject, String text) {
    return new Finding(Mark.BAD, subject, text);
  }

  /** Neither helps nor hinders, but worth knowing. */
  static Finding neutral(String subject, String text) {
    return new Finding(Mark.NEUTRAL, subject, text);
  }

  boolean isBad() {
    return mark == Mark.BAD;
  }

  @Override
  public String toString() {
    return "%s %-9s %s".formatted(mark.sign, subject, Printable.text(text));
  }
}
