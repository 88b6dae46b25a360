package org.vitrail.deploy.standalone.chaos;

/** The run itself cannot go on; its message says why. */
public final class ChaosException extends RuntimeException {
  ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
