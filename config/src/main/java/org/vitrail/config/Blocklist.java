package org.vitrail.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the lines of {@code blocklist.txt} as written, with the language they stand under; what a
 * line means is the moderation's affair.
 */
public final class Blocklist {
  private static final String NAME = "blocklist.txt";
  private static final Pattern HEADER = Pattern.compile("\\[(.*)]");

  /** The header after which lines hold for everybody. */
  private static final String ALL = "all";

  private Blocklist() {}

  /**
   * A rule and where it stands.
   *
   * @param place how messages name the file
   * @param number counted from 1
   * @param language it holds for people answered in this language; empty means everybody
   */
  public record Line(String place, int number, String language, String text) {
    /** Where it stands, without the folder: {@code blocklist.txt:17}. */
    public String source() {
      return NAME + ":" + number;
    }

    /** An error that names this line. */
    public SettingsException broken(String problem) {
      return new SettingsException(place, "line " + number, problem);
    }
  }

  /**
   * @param configFolder the operator's folder, {@code null} for the built-in list
   * @param languages that people can be answered in, as headers may name them
   * @return the lines in the order of the file, without comments, headers and empty lines
   * @throws SettingsException if the file cannot be read or a header names another language
   */
  public static List<Line> load(Path configFolder, Collection<String> languages) {
    ConfigFolder folder = ConfigFolder.of(configFolder);
    String place = folder.place(NAME);
    List<Line> lines = new ArrayList<>();
    String language = "";
    int number = 0;
    for (String written : folder.text(NAME).lines().toList()) {
      Line line = new Line(place, ++number, language, written.replace("\uFEFF", "").strip());
      Matcher header = HEADER.matcher(line.text());
      if (header.matches()) {
        language = language(line, header.group(1).strip(), languages);
      } else if (!line.text().isEmpty() && !line.text().startsWith("#")) {
        lines.add(line);
      }
    }
    return List.copyOf(lines);
  }

  /**
   * The file that is read; empty where there is none and the built-in list holds.
   *
   * @param configFolder the operator's folder, or {@code null}
   */
  public static Optional<Path> file(Path configFolder) {
    return Optional.ofNullable(configFolder)
        .map(folder -> folder.resolve(NAME))
        .filter(Files::exists);
  }

  private static String language(Line line, String named, Collection<String> languages) {
    if (named.equals(ALL)) {
      return "";
    }
    if (!languages.contains(named)) {
      String known =
          new TreeSet<>(languages)
              .stream().map(language -> "[" + language + "]").collect(Collectors.joining(", "));
      throw line.broken(
          "there are no texts in a language [%s]; give [all] or one of %s."
              .formatted(named, known));
    }
    return named;
  }
}
