package org.vitrail.inference.model;

/** A request that cannot begin as it asks to; the message is a sentence for its person. */
public final class CannotBeginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The model has no ability {@link Ability#INIT_IMAGE}. */
    TAKES_NO_PICTURE,
    /** The model has no ability {@link Ability#VARY}, or another family wrote the state. */
    NOT_RELATED,
    /** The prompt or the pictures to draw towards are not written as the model reads them. */
    PROMPT_UNREADABLE,
    /** More pictures, or larger ones, than the model can draw here. */
    TOO_LARGE
  }

  private final Reason reason;

  public CannotBeginException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
