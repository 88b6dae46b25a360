package org.vitrail.inference.model.weights.file;

import java.nio.file.Path;

/**
 * A model's files are missing, broken or of an unsupported kind; the message says so to a person.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(Path file, String problem) {
    super(file + ": " + problem);
  }

  public CheckpointException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
