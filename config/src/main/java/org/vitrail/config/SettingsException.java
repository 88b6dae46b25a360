package org.vitrail.config;

/**
 * A setting that cannot be used; its message is a sentence for the person who edits it: the file or
 * variable, the key, the value, and what is allowed.
 */
public final class SettingsException extends RuntimeException {
  private static final int MAX_VALUE = 200;

  private final String key;
  private final String problem;

  SettingsException(String place, String key, String problem) {
    super(sentence(place, key, problem));
    this.key = key;
    this.problem = problem;
  }

  /**
   * The value of a variable that a reader outside of this module does not understand.
   *
   * @param problem a sentence without secrets
   */
  public static SettingsException ofVariable(String variable, String problem) {
    return new SettingsException(variable, "", problem);
  }

  /**
   * What a reader outside of this module cannot use of an entry that this one has read.
   *
   * @param key below the entry, as in {@code files.encoder}
   * @param problem a sentence without secrets
   */
  public static SettingsException ofKey(String key, String problem) {
    return new SettingsException("", key, problem);
  }

  /** A value outside its range. */
  static SettingsException notAllowed(String key, Object value, String allowed) {
    return new SettingsException(
        "", key, "%s is not allowed; give %s".formatted(shown(value), ended(allowed)));
  }

  private static String ended(String allowed) {
    return allowed.endsWith("?") ? allowed : allowed + ".";
  }

  /** The same problem once the reader knows where the value was written. */
  SettingsException at(String place, String key) {
    return new SettingsException(place, key, problem);
  }

  /** The key as far as it is known, {@code ""} where the problem is the whole file. */
  String key() {
    return key;
  }

  static String shown(Object value) {
    String text = Printable.text(String.valueOf(value), MAX_VALUE);
    return text.isBlank() ? "an empty value" : text;
  }

  private static String sentence(String place, String key, String problem) {
    StringBuilder text = new StringBuilder();
    if (!place.isEmpty()) {
      text.append(place).append(": ");
    }
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return Printable.text(text.append(problem).toString());
  }
}
