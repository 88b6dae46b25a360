package org.vitrail.config;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The bot's texts by locale, with English behind every other language. Patterns are those of ICU's
 * {@link MessageFormat} ({@code {0}}, {@code {0,plural,one{# picture} other{# pictures}}}), except
 * that an apostrophe is an apostrophe. ICU knows from Unicode's CLDR which form a language takes
 * for which number: Russian says "21 картинка", "22 картинки", "25 картинок".
 *
 * <p>English is the built-in file with the operator's lines over it, so a text can be changed by a
 * file of one line. Safe for several threads.
 */
public final class Messages {
  private static final String ENGLISH = "en";
  private static final String SUFFIX = ".properties";

  /** Languages that are built in; an operator's folder may hold more. */
  static final List<String> BUILT_IN = List.of(ENGLISH, "ru", "de", "zh");

  /** Some kilobytes each; those who are spoken to in many languages still share a few texts. */
  private static final int MAX_COMPILED = 256;

  private final Map<String, Map<String, String>> byLanguage;

  /**
   * Patterns as they were compiled, which takes many times as long as using them; those that were
   * used least lately go. Guarded by itself.
   */
  private final Map<Pattern, MessageFormat> compiled =
      new LinkedHashMap<>(MAX_COMPILED, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Pattern, MessageFormat> eldest) {
          return size() > MAX_COMPILED;
        }
      };

  private record Pattern(String text, ULocale numbers) {}

  private Messages(Map<String, Map<String, String>> byLanguage) {
    this.byLanguage = byLanguage;
  }

  /**
   * @param configFolder the operator's folder with {@code locales/}, {@code null} for the built-in
   *     texts
   * @throws SettingsException if a file cannot be read, gives a key twice or has a broken pattern
   */
  public static Messages load(Path configFolder) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    Set<String> languages = new TreeSet<>(BUILT_IN);
    for (String file : folder.list("locales")) {
      if (file.endsWith(SUFFIX)) {
        languages.add(file.substring(0, file.length() - SUFFIX.length()));
      }
    }
    Map<String, Map<String, String>> byLanguage = new HashMap<>();
    languages.forEach(language -> byLanguage.put(language, read(folder, language)));
    return new Messages(byLanguage);
  }

  /**
   * The text in the person's language, else in English.
   *
   * @param locale such as {@code de}, {@code pt-BR} or {@code ""}; the language decides
   * @throws IllegalArgumentException if not even English has the key
   */
  public String text(String locale, String key, Object... values) {
    String language = closest(locale);
    String own = byLanguage.get(language).get(key);
    if (own != null) {
      return format(new Pattern(own, numbers(locale, language)), values);
    }
    String english = byLanguage.get(ENGLISH).get(key);
    if (english == null) {
      throw new IllegalArgumentException("locales/en.properties has no text for " + key);
    }
    return format(new Pattern(english, ULocale.ENGLISH), values);
  }

  private String format(Pattern pattern, Object... values) {
    MessageFormat format;
    synchronized (compiled) {
      format = compiled.computeIfAbsent(pattern, it -> new MessageFormat(it.text(), it.numbers()));
    }
    // ICU's formats are for one thread at a time.
    synchronized (format) {
      return format.format(values);
    }
  }

  /** Numbers follow the text's language: an English sentence counts in English for everybody. */
  private static ULocale numbers(String locale, String language) {
    ULocale own = ULocale.forLanguageTag(locale.replace('_', '-'));
    return own.getLanguage().equals(language) ? own : ULocale.forLanguageTag(language);
  }

  /** The languages that have texts, as tags such as {@code de}; English is always among them. */
  public Set<String> languages() {
    Set<String> languages = new TreeSet<>();
    byLanguage.forEach(
        (language, texts) -> {
          if (language.equals(ENGLISH) || !texts.isEmpty()) {
            languages.add(language);
          }
        });
    return languages;
  }

  /** The language that a person with this locale is spoken to in: {@code ru} for {@code ru-RU}. */
  public String closest(String locale) {
    String language = Locale.forLanguageTag(locale.replace('_', '-')).getLanguage();
    return byLanguage.getOrDefault(language, Map.of()).isEmpty() ? ENGLISH : language;
  }

  /** Whether English has the key. */
  public boolean has(String key) {
    return byLanguage.get(ENGLISH).containsKey(key);
  }

  /**
   * To be called at start with every key the code uses.
   *
   * @throws SettingsException naming all keys that English lacks
   */
  public void require(Collection<String> keys) {
    Set<String> missing = new TreeSet<>(keys);
    missing.removeAll(byLanguage.get(ENGLISH).keySet());
    if (!missing.isEmpty()) {
      throw new SettingsException(
          "locales/en.properties", "", "texts are missing: " + String.join(", ", missing) + ".");
    }
  }

  private static Map<String, String> read(ConfigFolder folder, String language) {
    String name = "locales/" + language + SUFFIX;
    Map<String, String> texts = new HashMap<>();
    if (BUILT_IN.contains(language)) {
      texts.putAll(parse("built-in " + name, ConfigFolder.builtIn(name)));
    }
    folder.own(name).ifPresent(text -> texts.putAll(parse(folder.place(name), text)));
    return texts;
  }

  private static Map<String, String> parse(String place, String text) {
    Map<String, String> patterns = new HashMap<>();
    Properties lines =
        new Properties() {
          @Override
          public synchronized Object put(Object key, Object value) {
            if (containsKey(key)) {
              throw new SettingsException(place, key.toString(), "the key stands here twice.");
            }
            return super.put(key, value);
          }
        };
    try {
      lines.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(place, "", "a \\u escape is broken; write the letter itself.");
    }
    for (String key : lines.stringPropertyNames()) {
      patterns.put(key, checked(place, key, lines.getProperty(key).replace("'", "''")));
    }
    return patterns;
  }

  private static String checked(String place, String key, String pattern) {
    try {
      new MessageFormat(pattern, ULocale.ENGLISH);
      return pattern;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          place,
          key,
          "the braces do not form a pattern such as {0} or {0,plural,one{# picture} other{#"
              + " pictures}}; each { needs its }, and a plural its other{…}.");
    }
  }
}
