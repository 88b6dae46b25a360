package org.vitrail.inference.protocol;

/** What stands in Redis cannot be read by this program; the message says what and what to do. */
public final class ProtocolException extends RuntimeException {
  public ProtocolException(String message) {
    super(message);
  }

  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
