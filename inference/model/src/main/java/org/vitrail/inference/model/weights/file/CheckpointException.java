package org.vitrail.inference.model.weights.file;

import java.nio.file.Path;

/**
 * A model's files are missing, broken or of an unsupported kind; the message says so to a person.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 2;

  private final String problem;

  public CheckpointException(String message) {
    super(EscapedText.text(message));
    problem = getMessage();
  }

  public CheckpointException(Path file, String problem) {
    this(file, problem, null);
  }

  /**
   * @param problem a sentence without its subject, which is the file
   */
  public CheckpointException(Path file, String problem, Throwable cause) {
    super(EscapedText.text(file + ": " + problem), cause);
    this.problem = EscapedText.text(problem);
  }

  /** The message without the file's name. */
  public String problem() {
    return problem;
  }
}
