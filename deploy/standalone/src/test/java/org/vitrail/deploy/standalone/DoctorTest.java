package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.inference.model.disk.FileTrouble;
import org.vitrail.inference.protocol.RedisServerProcess;
import picocli.CommandLine;

class DoctorTest {
  /** A file of safetensors without a tensor. */
  private static final String WEIGHTS = "\2\0\0\0\0\0\0\0{}";

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeHomeWithOneModel() throws IOException {
    Files.createDirectory(home.resolve("config"));
    Path model = Files.createDirectory(home.resolve("tiny"));
    for (String name : new String[] {"t", "dc", "vc"}) {
      Files.writeString(model.resolve(name), "{\"a\": 1}");
    }
    for (String name : new String[] {"e", "d", "v"}) {
      Files.writeString(model.resolve(name), WEIGHTS);
    }
    Files.writeString(
        home.resolve("config/models.yaml"),
        """
        tiny:
          title: Tiny
          description: For tests.
          licence: none
          family: dalle-mini
          pixels: unit
          folder: tiny
          files: {tokenizer: t, encoder: e, decoder: d, dalleConfig: dc, vqgan: v, vqganConfig: vc}
          defaults: {guidance: 1, temperature: 1, topK: 1, topP: 1, imageCount: 1}
        """);
    environment.put("VITRAIL_MODEL_DEFAULT", "tiny");
    environment.put("VITRAIL_WEB_PORT", "0");
  }

  @Test
  void a_machine_that_has_everything_passes_and_nothing_is_left_behind() {
    assertThat(examine()).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("✔ settings", "✔ Java", "✔ data", "✔ Redis     6.2", "✔ page", "✔ model     tiny")
        .doesNotContain("✘");
    assertThat(home.resolve("data")).doesNotExist();
  }

  @Test
  void a_mistake_in_the_settings_is_shown_and_the_rest_still_looked_at() {
    environment.put("VITRAIL_WEB_PORT", "99999");

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString())
        .contains("✘ settings  VITRAIL_WEB_PORT: 99999 is not allowed", "✔ Java");
  }

  @Test
  void a_line_of_the_blocklist_that_cannot_be_used_is_shown() throws IOException {
    Files.writeString(home.resolve("config/blocklist.txt"), "swan\n/(heron/\n");

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("blocklist.txt: line 2: “/(heron/” is no regular");
  }

  @Test
  void a_port_that_is_taken_is_named_with_the_way_out() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      environment.put("VITRAIL_WEB_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ page      127.0.0.1:" + taken.getLocalPort(), "set VITRAIL_WEB_PORT");
    }
  }

  @Test
  void a_file_in_the_place_of_the_data_folder_is_named_with_the_way_out() throws IOException {
    Path file = Files.createFile(home.resolve("taken"));
    for (Path folder : List.of(file, file.resolve("below"))) {
      environment.put("VITRAIL_DATA_FOLDER", folder.toString());
      out.getBuffer().setLength(0);

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains(
              "✘ data      "
                  + folder
                  + " cannot be used: a file lies where a folder is needed. Move that file away,"
                  + " or set VITRAIL_DATA_FOLDER.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatever_is_wrong_with_the_data_folder_is_told_with_the_way_out(FileTrouble trouble) {
    assertThat(ServiceChecks.unusable(Path.of("/data"), trouble).toString())
        .startsWith("✘ data      /data cannot be used: " + trouble.what() + ". ")
        .endsWith(trouble.help() + ", or set VITRAIL_DATA_FOLDER.")
        .doesNotContain("Exception", "(/data");
  }

  @Test
  void a_running_vitrail_is_recognised_by_its_data_folder() {
    try (DataFolderLock running = DataFolderLock.take(home.resolve("data"))) {
      running.announce("http://127.0.0.1:8080/");

      assertThat(examine()).isZero();
      assertThat(out.toString()).contains("✔ page      Vitrail is running: http://127.0.0.1:8080/");
    }
  }

  @Test
  void a_redis_of_ones_own_that_does_not_answer_is_named_without_its_password() throws IOException {
    environment.put("REDIS_URL", "redis://:hunter2@127.0.0.1:" + Ports.free());

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString())
        .contains("✘ Redis     Redis at redis://127.0.0.1:", "nothing listens at port")
        .doesNotContain("hunter2");
  }

  @Test
  void a_redis_of_ones_own_that_answers_is_good() {
    try (EmbeddedRedis own = EmbeddedRedis.start(home.resolve("own"))) {
      environment.put("REDIS_URL", own.url());

      assertThat(examine()).isZero();
      assertThat(out.toString())
          .contains("✔ Redis     6.2", "takes writes, scripts, streams and events");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "redis://127.0.0.1:1,             nothing listens at port 1",
    "redis://127.0.0.1,               Redis at redis://127.0.0.1:6379",
    "redis://hunter2@127.0.0.1:1,     written redis://:password@host",
    "redis://:hunter2@127.0.0.1:1/abc, database's number",
    "redis://:hun/ter2@127.0.0.1:1,   percent-encoded",
    "redis://127.0.0.1:99999,         its port is 99999",
    "127.0.0.1:6379,                  does not begin with redis://",
  })
  void whatever_the_address_of_redis_is_the_rest_is_looked_at(String url, String what) {
    environment.put("REDIS_URL", url);

    examine();
    assertThat(out.toString())
        .contains("Redis     ", what, "✔ data", "✔ page", "✔ model     tiny", "tokens")
        .doesNotContain("hunter2", "hun/ter2", "fault of Vitrail");
  }

  @Test
  void a_redis_that_loses_jobs_is_refused_unless_the_loss_is_accepted() {
    try (RedisServerProcess forgetful = new RedisServerProcess().start()) {
      environment.put("REDIS_URL", forgetful.url());

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ Redis     Redis at " + forgetful.url() + " keeps nothing on disk")
          .contains("CONFIG SET appendonly yes", "VITRAIL_REDIS_ACCEPT_RISK=true");

      environment.put("VITRAIL_REDIS_ACCEPT_RISK", "true");
      out.getBuffer().setLength(0);
      assertThat(examine()).isZero();
      assertThat(out.toString())
          .contains("✔ Redis     6.2", "– Redis     Redis at", "redis.acceptRisk accepts this");
    }
  }

  @Test
  void a_taken_port_of_the_webhook_is_named() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      environment.put("TELEGRAM_TOKEN", "1:" + "A".repeat(35));
      environment.put("VITRAIL_TELEGRAM_API_URL", "http://127.0.0.1:" + Ports.free());
      environment.put("VITRAIL_TELEGRAM_WEBHOOK_URL", "https://vitrail.example/hook");
      environment.put("VITRAIL_TELEGRAM_WEBHOOK_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ webhook   port " + taken.getLocalPort(), "VITRAIL_TELEGRAM_WEBHOOK_PORT");
    }
  }

  @Test
  void a_missing_file_of_the_default_model_is_named() throws IOException {
    Files.delete(home.resolve("tiny/v"));

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("✘ model     tiny: the file v is missing in " + home);
  }

  @Test
  void a_damaged_file_is_found_by_its_checksum() throws Exception {
    Files.writeString(
        home.resolve("tiny/sha256sums.txt"), sha256(WEIGHTS) + "  e\n" + sha256(WEIGHTS) + " *d\n");
    assertThat(examine()).isZero();
    assertThat(out.toString()).contains("tiny: 6 files, 2 with a checksum to compare");

    Files.writeString(home.resolve("tiny/d"), "tampered");
    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("✘ model     tiny: the file d is damaged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v | <html>Sign in</html> | the file v in HOME is not a file of weights but a web page (20 bytes)",
        "e | version https://git-lfs.github.com/spec/v1 | not a file of weights but a Git LFS pointer",
        "d | {\"weight_map\":{\"a\":\"one\"}} | the file d in HOME is the index of 1 file of weights (one)",
        "v | '' | not a file of weights but empty (0 bytes)",
        "dc | <html> | the file dc in HOME is not JSON but a web page",
        "t | <html> | the file t in HOME is not JSON but a web page",
      })
  void a_file_of_another_kind_is_named_for_what_it_is(String file, String content, String problem)
      throws IOException {
    Files.writeString(home.resolve("tiny").resolve(file), content);

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString())
        .contains("✘ model     tiny: the file " + file)
        .contains(problem.replace("HOME", home.resolve("tiny").toString()))
        .contains("Or correct config/models.yaml.");
  }

  @Test
  void a_finding_is_one_line_whatever_a_stranger_called_things() {
    assertThat(Finding.good("Discord", "Glass\n✔ Redis     all is well\u001b[2J\u202e"))
        .hasToString("✔ Discord   Glass\\n✔ Redis     all is well\\u{1b}[2J\\u{202e}");
  }

  @Test
  void a_default_model_that_nobody_listed_is_named() {
    environment.put("VITRAIL_MODEL_DEFAULT", "tinny");

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("there is no model \"tinny\". Did you mean tiny?");
  }

  @Test
  void the_bots_are_asked_for_when_their_tokens_are_set() {
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start()) {
      discord.guild("Glassworks");
      point(discord, telegram);

      assertThat(examine()).as(out.toString()).isZero();
      assertThat(out.toString())
          .contains("✔ Discord   the token is vitrail's")
          .contains("https://discord.com/oauth2/authorize?client_id=" + discord.bot().id())
          .contains("✔ Discord   1 servers, with all permissions it needs")
          .contains("– Discord   does not list about, again,")
          .contains("✔ Telegram  the token is @" + telegram.botUserName())
          .contains("– Telegram  does not list about, again,")
          .doesNotContain(discord.token(), telegram.token());
    }
  }

  @Test
  void a_server_where_the_bot_may_not_attach_files_and_a_wrong_clock_are_named() {
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start()) {
      discord.clockSkew(Duration.ofMinutes(5));
      discord.guild("Glassworks").everyoneMayWriteOnly();
      point(discord, telegram);

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ Discord   in the server Glassworks the bot lacks: Attach Files")
          .containsPattern("✘ Discord   this machine's clock is (299|300) seconds behind");
    }
  }

  @Test
  void tokens_that_nobody_knows_are_said_to_be_so_and_not_shown() {
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start()) {
      point(discord, telegram);
      String wrongTelegram = "1:" + "A".repeat(35);
      environment.put("DISCORD_TOKEN", "some.other.token");
      environment.put("TELEGRAM_TOKEN", wrongTelegram);

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ Discord   does not know this token", "✘ Telegram  does not know this token")
          .doesNotContain("some.other.token", wrongTelegram);
    }
  }

  @Test
  void platforms_that_cannot_be_reached_are_named() throws IOException {
    environment.put("DISCORD_TOKEN", "a.b.c");
    environment.put("VITRAIL_DISCORD_API_URL", "http://127.0.0.1:" + Ports.free() + "/api/v10/");
    environment.put("TELEGRAM_TOKEN", "1:" + "A".repeat(35));
    environment.put("VITRAIL_TELEGRAM_API_URL", "http://127.0.0.1:" + Ports.free());

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString())
        .contains("✘ Discord   http://127.0.0.1:", "✘ Telegram  http://127.0.0.1:")
        .contains("cannot be used");
  }

  private void point(FakeDiscord discord, FakeTelegram telegram) {
    environment.put("DISCORD_TOKEN", discord.token());
    environment.put("VITRAIL_DISCORD_API_URL", discord.restUrl());
    environment.put("TELEGRAM_TOKEN", telegram.token());
    environment.put("VITRAIL_TELEGRAM_API_URL", telegram.url());
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private int examine() {
    Doctor doctor = new Doctor(new Installation(home.resolve("config"), environment));
    return new CommandLine(doctor).setOut(new PrintWriter(out, true)).execute();
  }
}
