package org.vitrail.inference.protocol;

/**
 * Something about a Redis server that the operator should know.
 *
 * @param sentence what it is and what helps, in English and without secrets
 */
public record RedisFault(Kind kind, String sentence) {
  /** How bad it is. */
  public enum Kind {
    /** Jobs cannot be carried there at all. */
    UNUSABLE,
    /** It works, and one day jobs or their results are gone. */
    LOSES_JOBS,
    /** Worth knowing. */
    NOTE
  }
}
