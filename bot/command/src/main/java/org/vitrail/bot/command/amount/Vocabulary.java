package org.vitrail.bot.command.amount;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vitrail.config.Messages;

/**
 * The words in which people say amounts and times, of all languages at once: whoever moderates in
 * Russian may well type "2h". The words are texts, so an operator's language brings its own.
 */
public final class Vocabulary {
  /** What a word means; each is the end of a text's key that lists the words for it. */
  public enum Meaning {
    UNTIL,
    FOR,
    EACH,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    TODAY,
    TOMORROW,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    THURSDAY,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    DOUBLE,
    TRIPLE,
    HALF,
    UNLIMITED,
    NOTHING,
    DEFAULT,
    AT_ONCE,
    SHARE,
    EVERYBODY,
    PICTURES;

    private String key() {
      return "word." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Chinese puts no spaces between words. */
  private static final Pattern HAN = Pattern.compile(".*\\p{IsHan}.*");

  private final Map<String, Meaning> words = new HashMap<>();
  private final List<String> unspaced = new ArrayList<>();

  public Vocabulary(Messages messages) {
    for (Meaning meaning : Meaning.values()) {
      for (String language : messages.languages()) {
        for (String word : messages.text(language, meaning.key()).split(",")) {
          String clean = word.strip().toLowerCase(Locale.ROOT);
          words.putIfAbsent(clean, meaning);
          if (HAN.matcher(clean).matches()) {
            unspaced.add(clean);
          }
        }
      }
    }
    unspaced.sort(Comparator.comparingInt(String::length).reversed());
  }

  public Optional<Meaning> meaning(String word) {
    return Optional.ofNullable(words.get(word.toLowerCase(Locale.ROOT)));
  }

  /** The words of a text, with numbers told from the units behind them: "2h" is "2 h". */
  List<String> split(String text) {
    StringBuilder spaced = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int from = at;
      Optional<String> word = unspaced.stream().filter(it -> text.startsWith(it, from)).findFirst();
      if (word.isPresent()) {
        spaced.append(' ').append(word.get()).append(' ');
        at += word.get().length();
      } else {
        spaced.append(text.charAt(at++));
      }
    }
    String apart =
        spaced
            .toString()
            .toLowerCase(Locale.ROOT)
            .replace('×', 'x')
            .replace('х', 'x')
            .replaceAll("(?<![\\p{L}\\p{N}:.\\-])(\\d+)(?=[\\p{L}&&[^x]]{1,12}(\\s|$))", "$1 ")
            .replaceAll("(?<=\\d)/(?=\\p{L})", " / ")
            .replaceAll("[,;]+(\\s|$)", " ")
            .strip();
    return apart.isEmpty() ? List.of() : List.of(apart.split("\\s+"));
  }
}
