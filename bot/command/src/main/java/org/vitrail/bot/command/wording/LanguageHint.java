package org.vitrail.bot.command.wording;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.util.ULocale;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.vitrail.config.Messages;

/**
 * Says which languages a model reads where a prompt is in none of their scripts. Languages that
 * share a script are not told apart, as few words say too little; numbers, emoji and punctuation
 * are of no script.
 */
public final class LanguageHint {
  /** By language, as many as models read: Unicode's data are slow to ask. */
  private static final Map<String, Set<Integer>> SCRIPTS = new ConcurrentHashMap<>();

  private final Messages messages;

  public LanguageHint(Messages messages) {
    this.messages = messages;
  }

  /**
   * The sentence, if most of the prompt's letters are of no script that the model reads.
   *
   * @param languages that it reads, as codes; none where nobody says
   */
  public Optional<String> of(String prompt, Collection<String> languages, String locale) {
    return languages.isEmpty() || !isForeign(prompt, scripts(languages))
        ? Optional.empty()
        : Optional.of(messages.text(locale, "hint.languages", names(languages, locale)));
  }

  /** Their names, in a language: "Russian, English". */
  public static String names(Collection<String> languages, String locale) {
    Locale shown = Locale.forLanguageTag(locale);
    return languages.stream()
        .map(code -> Locale.forLanguageTag(code).getDisplayLanguage(shown))
        .collect(Collectors.joining(", "));
  }

  private static boolean isForeign(String prompt, Set<Integer> read) {
    int[] letters =
        prompt
            .codePoints()
            .filter(Character::isLetter)
            .map(UScript::getScript)
            .filter(script -> script != UScript.COMMON && script != UScript.INHERITED)
            .toArray();
    long readable = 0;
    for (int script : letters) {
      readable += read.contains(script) ? 1 : 0;
    }
    return !read.isEmpty() && 2 * readable < letters.length;
  }

  /** None where a language is among them that Unicode's data do not know. */
  private static Set<Integer> scripts(Collection<String> languages) {
    Set<Integer> scripts = new HashSet<>();
    for (String language : languages) {
      Set<Integer> its = SCRIPTS.computeIfAbsent(language, LanguageHint::scripts);
      if (its.isEmpty()) {
        return Set.of();
      }
      scripts.addAll(its);
    }
    return scripts;
  }

  private static Set<Integer> scripts(String language) {
    int[] its = UScript.getCode(new ULocale(language));
    return its == null
        ? Set.of()
        : Arrays.stream(its).boxed().collect(Collectors.toUnmodifiableSet());
  }
}
