package org.vitrail.bot.promptfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.vitrail.config.SettingsException;

class BlocklistFileTest {
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Logger LOG = (Logger) LoggerFactory.getLogger(BlocklistFile.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @TempDir private Path config;
  private Path file;
  private BlocklistFile blocklist;

  @BeforeEach
  void write_and_open_a_list() throws IOException {
    logged.start();
    LOG.addAppender(logged);
    file = config.resolve("blocklist.txt");
    Files.writeString(file, "swan\n[de]\nGans\n");
    blocklist = BlocklistFile.open(config, SampleFilters.MESSAGES, LOOK_EVERY);
  }

  @AfterEach
  void close() {
    blocklist.close();
    LOG.detachAppender(logged);
  }

  @Test
  void the_list_is_in_force_with_its_languages_and_places() {
    assertThat(blocks("a swan")).isTrue();
    assertThat(blocks("Gans")).isFalse();
    assertThat(blocklist.get().find("Gans", "de"))
        .hasValueSatisfying(
            match -> assertThat(match.rule().source()).isEqualTo("blocklist.txt:3"));
  }

  @Test
  void a_changed_file_is_in_force_without_a_restart() throws IOException {
    Files.writeString(file, "heron\n");

    await().until(() -> blocks("a heron"));
    assertThat(blocks("a swan")).isFalse();
    await().untilAsserted(() -> assertThat(lines(Level.INFO)).hasSize(1));
    assertThat(lines(Level.INFO)).first().asString().contains("1 rules are in force");
  }

  @Test
  void a_file_put_in_its_place_is_in_force_too() throws IOException {
    Path other = config.resolve("new.txt");
    Files.writeString(other, "crow\n");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));

    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    await().until(() -> blocks("a crow"));
  }

  @Test
  void without_a_file_the_built_in_list_holds_until_there_is_one() throws IOException {
    Files.delete(file);
    await().until(() -> blocks("gore"));

    Files.writeString(file, "heron\n");
    await().until(() -> blocks("heron") && !blocks("gore"));
  }

  @Test
  void a_broken_file_is_a_warning_and_the_rules_before_stay() throws IOException {
    Files.writeString(file, "heron\n/(crow/\n");

    await().until(() -> !lines(Level.WARN).isEmpty());
    assertThat(lines(Level.WARN))
        .singleElement()
        .asString()
        .startsWith(file + ": line 2: “/(crow/” is no regular expression")
        .endsWith("The rules read before stay in force.");
    assertThat(blocks("a swan")).isTrue();
    assertThat(blocks("a heron")).isFalse();

    Files.writeString(file, "heron\n");
    await().until(() -> blocks("a heron"));
  }

  @Test
  void a_broken_file_is_an_error_at_start() throws IOException {
    Files.writeString(file, "heron\n\np*rn\n");

    assertThatThrownBy(() -> BlocklistFile.open(config, SampleFilters.MESSAGES, LOOK_EVERY))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            file
                + ": line 3: “p*rn” cannot be used: a * stands at the end of a word of at least 2"
                + " letters, for any ending, as in paint*.");
  }

  @Test
  void the_built_in_list_can_be_used() {
    assertThat(BlocklistFile.read(null, SampleFilters.MESSAGES)).hasSizeGreaterThan(50);
  }

  private boolean blocks(String prompt) {
    return blocklist.get().find(prompt, "en").isPresent();
  }

  private List<String> lines(Level level) {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
