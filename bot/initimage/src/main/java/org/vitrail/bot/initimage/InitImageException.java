package org.vitrail.bot.initimage;

/** A file that no picture can be begun from, with the numbers that decided. */
public final class InitImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; each is the end of a text's key. */
  public enum Reason {
    /** {0} MB, {1} MB allowed. */
    FILE_LARGE,
    /** Neither PNG, JPEG, WebP nor GIF. */
    TYPE,
    /** {0} by {1} pixels; the shorter side must have {2}. */
    SIDE_SHORT,
    /** {0} by {1} pixels; the longer side may have {2}. */
    SIDE_LONG,
    /** {0} by {1} pixels, which is {2} million; {3} million are allowed. */
    MEGAPIXELS,
    /** The file ends before its picture does. */
    CUT,
    /** The file says one thing and holds another. */
    BROKEN,
    /** The platform keeps it where this process has no way to it, which its operator can mend. */
    OUT_OF_REACH,
    /** A rare kind of its format, {0}. */
    VARIANT,
    /** It would take far more work to decode than pictures of its size do. */
    COSTLY,
    /** Others' pictures are being read. */
    BUSY,
    /** Something here failed, and not the file. */
    FAULT
  }

  private final Reason reason;
  private final transient Object[] values;

  InitImageException(Reason reason, Object... values) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.values = values;
  }

  /** For a file that need not be fetched to know that it is too large. */
  public static InitImageException fileTooLarge(long bytes) {
    return new InitImageException(
        Reason.FILE_LARGE, (bytes >> 20) + 1, InitImageReader.MAX_BYTES >> 20);
  }

  /** For a file that waited too long for those before it. */
  public static InitImageException busy() {
    return new InitImageException(Reason.BUSY);
  }

  /** For a file that no further try will bring. */
  public static InitImageException outOfReach() {
    return new InitImageException(Reason.OUT_OF_REACH);
  }

  public Reason reason() {
    return reason;
  }

  public Object[] values() {
    return values.clone();
  }
}
