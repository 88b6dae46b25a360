package org.vitrail.inference.protocol.spool;

import java.io.IOException;

/** A file was read and is not what was written, so that reading it again does not help. */
public final class SpoiltFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message without anything of what the file holds, as it is written to logs
   */
  public SpoiltFileException(String message) {
    super(message);
  }
}
