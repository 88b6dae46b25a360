package org.vitrail.config;

import java.util.Locale;
import java.util.Map;

/** Texts by language, English among them; what an operator writes beside the locales. */
final class LocalTexts {
  private static final String ENGLISH = "en";
  private static final int MAX_NAME = 60;

  private LocalTexts() {}

  /**
   * @throws SettingsException unless the keys are languages and English is among them
   */
  static void checkLanguages(String key, Map<String, String> texts) {
    for (String language : texts.keySet()) {
      check(language.matches("[a-z]{2,3}"), key, language, "languages such as en, ru, de or zh");
    }
    if (!texts.containsKey(ENGLISH)) {
      throw new SettingsException("", key, "the English one is missing; give en.");
    }
  }

  /**
   * @throws SettingsException unless they are short names by language
   */
  static void checkNames(Map<String, String> names) {
    checkLanguages("names", names);
    names.forEach(
        (language, name) ->
            check(
                isLine(name, MAX_NAME),
                "names." + language,
                name,
                "a name of up to 60 characters"));
  }

  static boolean isLine(String text, int longest) {
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= longest
        && text.chars().noneMatch(Character::isISOControl);
  }

  static void check(boolean holds, String key, String value, String allowed) {
    if (!holds) {
      throw SettingsException.notAllowed(key, value, allowed);
    }
  }

  /** The text in a language such as {@code de} or {@code pt-BR}, else in English. */
  static String of(Map<String, String> texts, String language) {
    return texts.getOrDefault(tag(language), texts.get(ENGLISH));
  }

  static String tag(String locale) {
    return Locale.forLanguageTag(locale.replace('_', '-')).getLanguage();
  }
}
