package org.vitrail.deploy.standalone;

/** Something that keeps the program from running; its message tells a person what to do. */
public final class StandaloneException extends RuntimeException {
  public StandaloneException(String message) {
    super(message);
  }

  public StandaloneException(String message, Throwable cause) {
    super(message, cause);
  }
}
