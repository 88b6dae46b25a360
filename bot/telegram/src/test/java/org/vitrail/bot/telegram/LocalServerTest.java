package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisServerExtension;

/** A Bot API server of one's own that runs with {@code --local}. */
class LocalServerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String TOKEN = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345";

  @TempDir Path disk;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(FileReader.class);
  }

  @Test
  void a_picture_on_its_disk_is_read_from_there() {
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url())) {
      bot.telegram.keepsFilesIn(disk);
      bot.start();
      FakeTelegramUser ann = bot.telegram.user("Ann");
      ann.sendsPhoto(ann.chat(), TestPictures.one("apple", 1, 64), "a red apple");

      ClaimedJob job = bot.drawNext();
      assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    }
  }

  @Test
  void a_disk_that_is_not_mounted_here_is_explained_to_person_and_operator() throws IOException {
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url())) {
      bot.telegram.keepsFilesIn(disk);
      bot.telegram
          .faults()
          .always(
              "getFile",
              TelegramFault.resultHolds(
                  "{\"file_path\":\"/elsewhere/" + bot.telegram.token() + "/photos/file_1.jpg\"}"));
      bot.start();
      FakeTelegramUser ann = bot.telegram.user("Ann");
      ann.sendsPhoto(ann.chat(), TestPictures.one("apple", 1, 64), "a red apple");

      ann.chat().awaitText("The operator of this bot can mend that");
      assertThat(bot.instance.askedFor()).isZero();
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .contains("--local", "/elsewhere/", "Mount that server's folder")
          .doesNotContain(bot.telegram.token().split(":")[1]);
    }
  }

  @Test
  void a_large_file_is_read_to_the_limit_only() throws Exception {
    Path file =
        write(disk.resolve(TOKEN).resolve("documents/file_1"), InitImageReader.MAX_BYTES + 9);

    assertThat(reader("http://127.0.0.1:8081").read(file.toString()))
        .hasSize(InitImageReader.MAX_BYTES + 1);
  }

  /** On some systems a file's name cannot hold a colon. */
  @Test
  void the_folder_of_the_token_may_be_written_with_a_tilde() throws Exception {
    Path file = write(disk.resolve(TOKEN.replace(':', '~')).resolve("photos/file_1.jpg"), 5);

    assertThat(reader("http://127.0.0.1:8081").read(file.toString())).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "%s/secret",
        "%s/other:token/photos/file_1.jpg",
        "%s/" + TOKEN + "/../secret",
        "%s/" + TOKEN + "/link",
        "%s/" + TOKEN,
        "C:/Windows/win.ini",
        "\\\\server\\share\\file",
      })
  void no_other_file_is_read_whatever_the_server_says(String target) throws IOException {
    write(disk.resolve("secret"), 5);
    write(disk.resolve("other:token/photos/file_1.jpg"), 5);
    Files.createDirectories(disk.resolve(TOKEN));
    Files.createSymbolicLink(disk.resolve(TOKEN).resolve("link"), disk.resolve("secret"));

    assertThatThrownBy(() -> reader("http://127.0.0.1:8081").read(target.formatted(disk)))
        .isInstanceOfSatisfying(
            InitImageException.class,
            e -> assertThat(e.reason()).isEqualTo(InitImageException.Reason.OUT_OF_REACH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.telegram.org", "https://API.telegram.org:443"})
  void telegrams_own_server_names_no_file_of_this_machine(String api) throws IOException {
    Path file = write(disk.resolve(TOKEN).resolve("photos/file_1.jpg"), 5);

    assertThatThrownBy(() -> reader(api).read(file.toString()))
        .isInstanceOf(InitImageException.class);
  }

  private static FileReader reader(String api) {
    return new FileReader(new TelegramOptions(TOKEN, URI.create(api)), new OkHttpClient());
  }

  private static Path write(Path file, int bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }
}
