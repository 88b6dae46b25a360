package org.vitrail.inference.model.sticker;

/** There is no thing in a picture that could be told from what is behind it. */
public final class CannotCutException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why nothing can be cut out. */
  public enum Reason {
    /** What is along the border has no colour of its own. */
    NO_BACKGROUND,
    /** All of the picture has the colour of its border. */
    NOTHING_IN_FRONT
  }

  private final Reason reason;

  CannotCutException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
