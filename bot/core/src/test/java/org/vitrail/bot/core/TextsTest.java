package org.vitrail.bot.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vitrail.config.Messages;

class TextsTest {
  private static final Pattern KEY_IN_CODE = Pattern.compile("\"([a-z]+(?:\\.[a-z-]+)+)\"");

  /** Keys that the code puts together from an enum's names. */
  private static final Pattern COMPOSED =
      Pattern.compile(
          "command\\.[a-z]+(\\.[a-z]+)?\\.(usage|about)|option\\.[a-z-]+\\.(about|allowed|zero)"
              + "|option\\.count\\.value|option\\.(keep|ar|rank|crop)\\.[a-z]+|score\\.[a-z]+"
              + "|job\\.(factor|denoises)-not-pull|button\\.[a-z-]+|image\\.[a-z-]+|stage\\.[a-z]+|error\\.[a-z-]+"
              + "|word\\.[a-z-]+|rule\\.(minute|hour|day|week|at-once|request|iterations|size|share|queue)"
              + "|rule\\.subject\\.[a-z]+|rule\\.source\\.[a-z]+-reason|limit\\.[a-z.-]+"
              + "|refused\\.denied\\.[a-z-]+|refused\\.too-much\\.[a-z]+|refused\\.quota[a-z-]*\\.[a-z]+|quota\\.used\\.[a-z]+"
              + "|setting\\.[a-z]+(\\.allowed)?|kind\\.[a-z-]+|safe\\.is\\.[a-z]+");

  private static final Pattern FILE_NAME =
      Pattern.compile(".*\\.(lua|png|jpg|com|net|html|svg|org)");

  /** Commands, adapters and the prompt filter say what only they know with these texts too. */
  private static final String[] ROOMS = {
    "src/main/java",
    "../command/src/main/java",
    "../promptfilter/src/main/java",
    "../discord/src/main/java",
    "../telegram/src/main/java",
    "../web/src/main/java"
  };

  @Test
  void every_text_the_code_names_is_there_and_no_other() throws IOException {
    Set<String> written = english().stringPropertyNames();
    Set<String> named = keysInCode();

    assertThat(named).isNotEmpty().isSubsetOf(written);
    assertThat(written).allMatch(key -> named.contains(key) || COMPOSED.matcher(key).matches());
  }

  private static Properties english() throws IOException {
    Properties texts = new Properties();
    try (InputStream in = Messages.class.getResourceAsStream("locales/en.properties")) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static Set<String> keysInCode() throws IOException {
    try (Stream<Path> sources = Stream.of(ROOMS).map(Path::of).flatMap(TextsTest::files)) {
      return sources
          .filter(path -> path.toString().endsWith(".java"))
          .flatMap(path -> KEY_IN_CODE.matcher(text(path)).results())
          .map((MatchResult key) -> key.group(1))
          .filter(key -> !FILE_NAME.matcher(key).matches())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Stream<Path> files(Path room) {
    try {
      return Files.walk(room);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
