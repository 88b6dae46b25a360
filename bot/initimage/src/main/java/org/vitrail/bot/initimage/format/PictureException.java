package org.vitrail.bot.initimage.format;

import java.io.IOException;

/** A file that is no picture to be decoded. */
public final class PictureException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is the matter with it. */
  public enum Fault {
    /** The file ends before its picture does. */
    CUT,
    /** The file says one thing and holds another. */
    BROKEN,
    /** A rare kind of its format that is not read here; the message names it. */
    VARIANT,
    /** It would take far more work than its pixels account for. */
    COSTLY
  }

  private final Fault fault;

  private PictureException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  static PictureException cut() {
    return new PictureException(Fault.CUT, "The file ends before its picture does.");
  }

  static PictureException broken(String what) {
    return new PictureException(Fault.BROKEN, what);
  }

  /**
   * @param kind such as {@code JPEG, 12 bit}
   */
  static PictureException variant(String kind) {
    return new PictureException(Fault.VARIANT, kind);
  }

  static PictureException costly(String what) {
    return new PictureException(Fault.COSTLY, what);
  }

  public Fault fault() {
    return fault;
  }
}
