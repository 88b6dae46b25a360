package org.vitrail.config;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One style: its name and the words it puts around a prompt, by language; knows nothing of the
 * model that reads them.
 *
 * @param names by language, English among them
 * @param templates by language, English among them, each with {@code {prompt}} once
 */
public record StyleEntry(
    String id,
    @Allowed("names by language, such as {en: Photo}") Map<String, String> names,
    @Allowed("templates by language, such as {en: \"a photo of {prompt}\"}")
        Map<String, String> templates) {
  private static final String ENGLISH = "en";
  private static final String PROMPT = "{prompt}";

  /** Languages whose template serves all prompts of a script that nobody's own language covers. */
  private static final Map<UnicodeScript, String> MAIN_LANGUAGES =
      Map.of(UnicodeScript.CYRILLIC, "ru", UnicodeScript.HAN, "zh");

  public StyleEntry {
    names = Map.copyOf(names);
    templates = Map.copyOf(templates);
    LocalTexts.checkNames(names);
    LocalTexts.checkLanguages("templates", templates);
    templates.forEach(
        (language, template) ->
            LocalTexts.check(
                LocalTexts.isLine(template, 300) && template.split("\\{prompt}", -1).length == 2,
                "templates." + language,
                template,
                "a line of up to 300 characters with {prompt} in it once"));
  }

  /** The name in a language such as {@code de} or {@code pt-BR}, else in English. */
  public String name(String language) {
    return LocalTexts.of(names, language);
  }

  /**
   * The prompt in the template that fits its script: the one of the person's language if it is
   * written in that script, else Russian for Cyrillic and Chinese for Han, else English. So a
   * person with Russian settings who writes English gets the English words.
   */
  public String apply(String prompt, String language) {
    UnicodeScript script = script(prompt);
    String own = templates.get(LocalTexts.tag(language));
    String template = own;
    if (own == null || script(own) != script && !isLatinFor(own, script)) {
      String fitting = MAIN_LANGUAGES.getOrDefault(script, ENGLISH);
      template = templates.getOrDefault(fitting, templates.get(ENGLISH));
    }
    return template.replace(PROMPT, prompt);
  }

  /** Scripts without a main language, such as Arabic, take the person's Latin template. */
  private static boolean isLatinFor(String template, UnicodeScript script) {
    return !MAIN_LANGUAGES.containsKey(script) && script(template) == UnicodeScript.LATIN;
  }

  /**
   * The script that most letters of the text belong to, Latin for a text without letters and before
   * another with as many.
   */
  private static UnicodeScript script(String text) {
    Map<UnicodeScript, Long> counts = new EnumMap<>(UnicodeScript.class);
    text.replace(PROMPT, "")
        .codePoints()
        .filter(Character::isLetter)
        .forEach(letter -> counts.merge(UnicodeScript.of(letter), 1L, Long::sum));
    Optional<Map.Entry<UnicodeScript, Long>> most =
        counts.entrySet().stream().max(Map.Entry.<UnicodeScript, Long>comparingByValue());
    return most.map(Map.Entry::getKey).orElse(UnicodeScript.LATIN);
  }
}
