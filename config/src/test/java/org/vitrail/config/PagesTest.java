package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages say of the tree is so: links lead somewhere, and what is named is there. */
class PagesTest {
  private static final Path ROOT = SourceTree.ROOT;

  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)\\s]*)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /** A class, perhaps with a member of it: {@code `Messages`}, {@code `Messages.BUILT_IN`}. */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(\\.\\w+)?(\\(.*?\\))?`");

  private static final Pattern PATH =
      Pattern.compile("`((config|inference|bot|deploy|docs)/[\\w./-]+)`");

  private static List<Path> files;

  @BeforeAll
  static void walk() throws IOException {
    files = SourceTree.files();
  }

  @Test
  void every_link_between_pages_leads_to_a_file_and_to_a_heading_of_it() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path page : pages()) {
      for (String link : found(LINK, page)) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || parts.length > 1 && !anchors(target).contains(parts[1])) {
          broken.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void every_class_that_a_page_names_is_in_the_tree() throws IOException {
    Set<String> classes =
        files.stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .map(name -> name.substring(0, name.length() - ".java".length()))
            .collect(Collectors.toSet());

    Set<String> named = new TreeSet<>();
    for (Path page : pages()) {
      if (namesClasses(page)) {
        found(CLASS, page).forEach(name -> named.add(ROOT.relativize(page) + ": " + name));
      }
    }
    assertThat(named).hasSizeGreaterThan(10);
    assertThat(named)
        .filteredOn(it -> !classes.contains(it.substring(it.indexOf(": ") + 2)))
        .isEmpty();
  }

  @Test
  void every_path_on_the_map_is_in_the_tree() throws IOException {
    List<String> paths = found(PATH, ROOT.resolve("docs/ARCHITECTURE.md"));

    assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  /** Records of decisions also name classes of libraries, and those that were taken out. */
  private static boolean namesClasses(Path page) {
    String name = page.getFileName().toString();
    return name.equals("ARCHITECTURE.md") || name.startsWith("adding-");
  }

  private static List<Path> pages() {
    return files.stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  private static List<String> found(Pattern pattern, Path page) throws IOException {
    return pattern
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** As GitHub and its like make them of headings. */
  private static Set<String> anchors(Path page) throws IOException {
    return found(HEADING, page).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
