package org.vitrail.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path home;
  private Path config;

  @BeforeEach
  void makeConfigFolder() throws IOException {
    config = Files.createDirectory(home.resolve("config"));
  }

  @Test
  void without_a_folder_the_built_in_values_hold() {
    Settings settings = Settings.load(null, Map.of());

    assertThat(settings.web())
        .isEqualTo(new WebSettings("127.0.0.1", 8080, "", "", "127.0.0.1, ::1", false));
    assertThat(settings.worker().device()).isEqualTo(WorkerSettings.Device.AUTO);
    assertThat(settings.worker().lease()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.model().defaultId()).isEqualTo("bundled");
    assertThat(settings.limits())
        .isEqualTo(new LimitSettings(1000, 9, 100, 10, Duration.ofHours(12)));
    assertThat(settings.quotas().rate()).isEqualTo(new QuotaSettings.Rate(5, 10));
    assertThat(settings.quotas().pictures().daily()).isEqualTo(300);
    assertThat(settings.images().retention()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.redisUrl()).isEmpty();
    assertThat(settings.discord())
        .isEqualTo(new DiscordSettings("https://discord.com/api/v10/", new ShardRange.Auto()));
    assertThat(settings.telegram())
        .isEqualTo(new TelegramSettings("https://api.telegram.org", "", 8443));
    assertThat(settings.discordToken()).isEmpty();
    assertThat(settings.telegramToken()).isEmpty();
  }

  @Test
  void an_empty_folder_changes_nothing_and_the_data_lies_beside_it() {
    Settings settings = Settings.load(config, Map.of());

    assertThat(settings.dataFolder()).isEqualTo(home.resolve("data"));
    assertThat(settings.web()).isEqualTo(Settings.load(null, Map.of()).web());
  }

  @Test
  void a_file_overrides_the_built_in_values_and_a_variable_overrides_the_file() throws IOException {
    write("vitrail.yaml", "web:\n  host: 0.0.0.0\n  port: 9000\nworker:\n");
    write("quotas.yaml", "rate:\n  burst: 7\n");

    Settings settings =
        Settings.load(
            config,
            Map.of(
                "VITRAIL_WEB_PORT", "9001",
                "VITRAIL_QUOTAS_RATE_PER_MINUTE", "20",
                "VITRAIL_WEB_HOST", ""));

    assertThat(settings.web())
        .isEqualTo(new WebSettings("0.0.0.0", 9001, "", "", "127.0.0.1, ::1", false));
    assertThat(settings.quotas().rate()).isEqualTo(new QuotaSettings.Rate(7, 20));
    assertThat(settings.worker().maxAttempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "VITRAIL_WEB_PUBLIC_URL | https://example.org/vitrail/ | example.org/vitrail",
        "VITRAIL_WEB_PUBLIC_URL | http://example.org:8081 | ftp://example.org/",
        "VITRAIL_WEB_PUBLIC_URL | https://[2001:db8::1]/a.b/c | https://example.org/?a=b",
        "VITRAIL_WEB_PUBLIC_URL | https://example.org/a~b | https://example.org/a/../b%20c",
        "VITRAIL_WEB_ALLOWED_HOSTS | a.example, *.b.example | a.example/path",
        "VITRAIL_WEB_ALLOWED_HOSTS | Pictures.Example.org | *",
        "VITRAIL_WEB_ALLOWED_HOSTS | [2001:db8::1], 192.168.1.5 | a.example:8080",
        "VITRAIL_WEB_TRUSTED_PROXIES | 10.0.0.0/8,::1 | 10.0.0.0/33",
        "VITRAIL_WEB_TRUSTED_PROXIES | 2001:db8::/32 | localhost",
        "VITRAIL_WEB_TRUSTED_PROXIES | 172.16.0.1 | 172.16.0.1/",
        "VITRAIL_WEB_TRUSTED_PROXIES | 172.16.0.1/32 | 1.2.3"
      })
  void what_is_said_of_a_proxy_is_checked(String variable, String allowed, String refused) {
    assertThat(Settings.load(null, Map.of(variable, allowed)).web().toString()).contains(allowed);
    assertThatThrownBy(() -> Settings.load(null, Map.of(variable, refused)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(refused);
  }

  @ParameterizedTest
  @CsvSource({
    "VITRAIL_WEB_PORT, 0, 65535, -1, 65536",
    "VITRAIL_WORKER_THREADS, 0, 1024, -1, 1025",
    "VITRAIL_WORKER_BATCH_IMAGES, 1, 512, 0, 513",
    "VITRAIL_WORKER_LEASE, 5s, 10m, 4s, 601s",
    "VITRAIL_WORKER_MAX_ATTEMPTS, 1, 20, 0, 21",
    "VITRAIL_WORKER_JOB_TIMEOUT, 10s, 1d, 9s, 25h",
    "VITRAIL_LIMITS_PROMPT_CHARACTERS, 1, 10000, 0, 10001",
    "VITRAIL_LIMITS_IMAGES_PER_JOB, 1, 9, 0, 10",
    "VITRAIL_LIMITS_QUEUED_JOBS, 1, 100000, 0, 100001",
    "VITRAIL_LIMITS_QUEUED_JOBS_PER_PERSON, 1, 100000, 0, 100001",
    "VITRAIL_QUOTAS_RATE_BURST, 1, 1000, 0, 1001",
    "VITRAIL_QUOTAS_RATE_PER_MINUTE, 1, 6000, 0, 6001",
    "VITRAIL_QUOTAS_PICTURES_HOURLY, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PICTURES_DAILY, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PICTURES_WEEKLY, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PICTURES_CEILING, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PLATFORMS_WEB, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PLATFORMS_DISCORD, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_PLATFORMS_TELEGRAM, 0, 1000000, -1, 1000001",
    "VITRAIL_QUOTAS_TIME_ZONE, UTC, Europe/Berlin, Mars, Europe/",
    "VITRAIL_IMAGES_RETENTION, 1m, 365d, 59s, 366d",
    "VITRAIL_HISTORY_RETENTION, 1m, 365d, 59s, 366d",
    "VITRAIL_WORKER_DEVICE, auto, cuda, gpu, CPU",
    "VITRAIL_WORKER_PRECISION, auto, int8, fp16, f64",
    "VITRAIL_MODELS_PARALLEL_DOWNLOADS, 1, 16, 0, 17",
    "VITRAIL_MODELS_OFFLINE, true, false, yes, 1",
    "VITRAIL_WEB_OPEN_AT_START, true, false, yes, 1",
    "VITRAIL_MODEL_DEFAULT, bundled, mini-1.0_fp16, Bundled, a/b",
    "VITRAIL_DISCORD_API_URL, http://127.0.0.1:8085/, https://proxy.example/discord/, https://discord.com/api/v10, ftp://x/",
    "VITRAIL_DISCORD_API_URL, https://x/, https://x:65535/y/, https://x/?y=/, https:/x/",
    "VITRAIL_DISCORD_SHARDS, auto, 0-3 of 8, 0-8 of 8, 3-0 of 8",
    "VITRAIL_DISCORD_SHARDS, 7 of 8, 0-0 of 1, 0-3, all",
    "VITRAIL_TELEGRAM_API_URL, http://127.0.0.1:8081, https://api.telegram.org, https://api.telegram.org/, api.telegram.org",
    "VITRAIL_TELEGRAM_WEBHOOK_URL, https://bot.example, https://bot.example:8443/telegram, http://bot.example, https://bot.example:99999",
    "VITRAIL_TELEGRAM_WEBHOOK_PORT, 0, 65535, -1, 65536",
    "VITRAIL_WEB_HOST, ::1, page.example, http://page, two words",
  })
  void the_documented_bounds_are_the_real_ones(
      String variable, String lowest, String highest, String below, String above) {
    Settings.load(null, Map.of(variable, lowest));
    Settings.load(null, Map.of(variable, highest));

    String allowed =
        Setting.all().stream()
            .filter(setting -> setting.variable().equals(variable))
            .findFirst()
            .orElseThrow()
            .allowed();
    for (String outside : new String[] {below, above}) {
      assertThatThrownBy(() -> Settings.load(null, Map.of(variable, outside)))
          .isInstanceOf(SettingsException.class)
          .hasMessage("%s: %s is not allowed; give %s.", variable, outside, allowed);
    }
  }

  @Test
  void a_bad_value_in_a_file_names_file_key_value_and_range() throws IOException {
    write("vitrail.yaml", "web:\n  port: 99999\n");

    assertRefused(
        "config/vitrail.yaml: web.port: 99999 is not allowed; give 0 to 65535 (0 = any free port).");
  }

  @Test
  void a_value_in_the_quota_file_is_named_as_it_stands_there() throws IOException {
    write("quotas.yaml", "pictures:\n  daily: -3\n");

    assertRefused(
        "config/quotas.yaml: pictures.daily: -3 is not allowed; give 0 to 1000000 pictures (0 = no limit).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: \"8080\"     | web.port: \"8080\" is not allowed",
        "port: 80.5         | web.port: 80.5 is not allowed",
        "port: 99999999999  | web.port: 99999999999 is not allowed",
        "port: [1, 2]       | web.port: [1,2] is not allowed",
        "port:              | web.port: an empty value is not allowed",
        "openAtStart: yes   | web.openAtStart: \"yes\" is not allowed; give true or false.",
        "host: 5            | web.host: 5 is not allowed",
        "host: ''           | web.host: an empty value is not allowed",
      })
  void a_value_of_another_type_is_refused(String line, String message) throws IOException {
    write("vitrail.yaml", "web:\n  " + line + "\n");

    assertRefused("config/vitrail.yaml: " + message);
  }

  @Test
  void a_duration_without_a_unit_is_refused() throws IOException {
    write("vitrail.yaml", "worker:\n  lease: 30\n");

    assertRefused("worker.lease: 30 is not allowed; give 5s to 10m, with a unit.");
  }

  @Test
  void a_section_that_is_a_value_is_refused() throws IOException {
    write("vitrail.yaml", "web: []\n");
    assertRefused("config/vitrail.yaml: web: [] is not allowed; give its keys");

    write("vitrail.yaml", "web: 8080\n");

    assertRefused(
        "config/vitrail.yaml: web: 8080 is not allowed; give its keys, indented below it.");
  }

  @Test
  void a_mistyped_key_names_the_nearest_one() throws IOException {
    write("vitrail.yaml", "web:\n  prot: 8080\n");

    assertRefused("config/vitrail.yaml: web.prot: there is no such key. Did you mean port?");
  }

  @Test
  void a_key_like_no_other_names_all_that_are_known() throws IOException {
    write("vitrail.yaml", "web:\n  certificate: x\n");

    assertRefused(
        "web.certificate: there is no such key. Known here: host, port, publicUrl, allowedHosts,"
            + " trustedProxies, openAtStart.");
  }

  @Test
  void a_key_given_twice_is_refused() throws IOException {
    write("vitrail.yaml", "web:\n  port: 1\n  port: 2\n");

    assertRefused("config/vitrail.yaml: line 3: port stands here twice; keep one of the two.");
  }

  @Test
  void broken_yaml_names_the_line() throws IOException {
    write("vitrail.yaml", "web:\n  port: [1\nworker:\n");

    assertRefused("config/vitrail.yaml: line ");
    assertRefused("this is not valid YAML");
  }

  @Test
  void a_file_without_keys_is_refused() throws IOException {
    write("vitrail.yaml", "just a sentence\n");

    assertRefused("config/vitrail.yaml: the file must hold lines of the form 'key: value'.");
  }

  @Test
  void quotas_and_secrets_in_the_wrong_file_are_sent_to_their_place() throws IOException {
    write("vitrail.yaml", "quotas:\n  rate:\n    burst: 3\n");
    assertRefused("quotas: this belongs into quotas.yaml");

    write("vitrail.yaml", "redisUrl: redis://localhost\n");
    assertRefused("redisUrl: secrets are not read from files; set the variable REDIS_URL");
  }

  @Test
  void a_mistyped_variable_names_the_nearest_one() {
    assertThatThrownBy(() -> Settings.load(null, Map.of("VITRAIL_WEB_PROT", "1")))
        .hasMessage(
            "VITRAIL_WEB_PROT: nothing reads this variable. Did you mean VITRAIL_WEB_PORT?");
  }

  @Test
  void a_key_that_was_renamed_is_refused_with_its_new_name() throws IOException {
    assertThatThrownBy(() -> Settings.load(null, Map.of("VITRAIL_REDIS_ACCEPT_LOSS", "true")))
        .hasMessage(
            "VITRAIL_REDIS_ACCEPT_LOSS: this is called VITRAIL_REDIS_ACCEPT_RISK now; write that"
                + " name instead.");

    write("vitrail.yaml", "redis:\n  acceptLoss: true\n");

    assertRefused(
        "config/vitrail.yaml: redis.acceptLoss: this is called redis.acceptRisk now; write that"
            + " name instead.");
  }

  @Test
  void variables_that_kubernetes_sets_for_a_service_named_vitrail_are_no_mistake() {
    Settings.load(
        null,
        Map.of(
            "VITRAIL_PORT", "tcp://10.0.0.1:8080",
            "VITRAIL_SERVICE_HOST", "10.0.0.1",
            "VITRAIL_SERVICE_PORT_HTTP", "8080",
            "VITRAIL_REDIS_SERVICE_HOST", "10.0.0.2",
            "VITRAIL_PORT_8080_TCP_ADDR", "10.0.0.1"));
  }

  @Test
  void a_log_level_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> Settings.load(null, Map.of("VITRAIL_LOG_LEVEL", "chatty")))
        .hasMessage(
            "VITRAIL_LOG_LEVEL: chatty is not allowed; give ERROR, WARN, INFO, DEBUG, TRACE.");
  }

  @Test
  void the_password_of_redis_is_never_shown() {
    Settings settings =
        Settings.load(null, Map.of("REDIS_URL", "redis://user:hunter2@cache.example:6380/1"));

    assertThat(settings.redisUrl()).contains("hunter2");
    assertThat(settings.toString()).doesNotContain("hunter2", "user", "cache.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUJD.R2x5.c2VjcmV0X3NlY3JldA",
        "Bot QUJD.R2x5.c2VjcmV0X3NlY3JldA",
        "  \"QUJD.R2x5.c2VjcmV0X3NlY3JldA\" ",
        "'bot QUJD.R2x5.c2VjcmV0X3NlY3JldA'",
      })
  void a_discord_token_is_read_without_what_was_copied_along(String written) {
    assertThat(Settings.load(null, Map.of("DISCORD_TOKEN", written)).discordToken())
        .isEqualTo("QUJD.R2x5.c2VjcmV0X3NlY3JldA");
  }

  @Test
  void a_telegram_token_is_read_without_what_was_copied_along() {
    String token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123";

    for (String written : List.of(token, " " + token + "\n", '"' + token + '"')) {
      assertThat(Settings.load(null, Map.of("TELEGRAM_TOKEN", written)).telegramToken())
          .isEqualTo(token);
    }
  }

  @Test
  void a_blank_token_leaves_its_platform_off() {
    Settings settings = Settings.load(null, Map.of("DISCORD_TOKEN", " ", "TELEGRAM_TOKEN", "\"\""));

    assertThat(settings.discordToken()).isEmpty();
    assertThat(settings.telegramToken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DISCORD_TOKEN  | hunter2                | discord.com/developers/applications",
        "DISCORD_TOKEN  | hunter2.b              | discord.com/developers/applications",
        "DISCORD_TOKEN  | hunter2.b.c.d          | discord.com/developers/applications",
        "DISCORD_TOKEN  | hunter2..c             | discord.com/developers/applications",
        "DISCORD_TOKEN  | hunter2.b c.d          | discord.com/developers/applications",
        "TELEGRAM_TOKEN | hunter2                | @BotFather",
        "TELEGRAM_TOKEN | 12:hunter2             | @BotFather",
        "TELEGRAM_TOKEN | x:hunter2hunter2hunter2 | @BotFather",
        "TELEGRAM_TOKEN | 12:hunter2/hunter2hunter2hunter2 | @BotFather",
      })
  void a_token_of_another_form_is_refused_without_showing_it(
      String variable, String value, String source) {
    assertThatThrownBy(() -> Settings.load(null, Map.of(variable, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(variable + ": the value given (not shown here: it is a secret)")
        .hasMessageContaining(source)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void settings_show_no_token() {
    Settings settings =
        Settings.load(
            null,
            Map.of(
                "DISCORD_TOKEN", "hunter2.b.c",
                "TELEGRAM_TOKEN", "12:hunter2hunter2hunter2"));

    assertThat(settings.toString()).contains("discord.com").doesNotContain("hunter2");
  }

  @Test
  void a_token_in_a_file_is_sent_to_its_variable_without_showing_it() throws IOException {
    for (String text :
        List.of(
            "discordToken: hunter2.b.c",
            "telegramToken: hunter2",
            "discord:\n  token: hunter2",
            "telegram: {token: hunter2}")) {
      write("vitrail.yaml", text + "\n");

      assertThatThrownBy(() -> Settings.load(config, Map.of()))
          .hasMessageContaining("secrets are not read from files; set the variable ")
          .hasMessageContaining("_TOKEN, for example in .env.")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void an_address_with_a_password_in_it_is_refused_without_showing_it() {
    for (String variable :
        List.of(
            "VITRAIL_DISCORD_API_URL",
            "VITRAIL_TELEGRAM_API_URL",
            "VITRAIL_TELEGRAM_WEBHOOK_URL")) {
      assertThatThrownBy(
              () -> Settings.load(null, Map.of(variable, "https://user:hunter2@proxy.example/")))
          .hasMessageStartingWith(variable + ": an address with a user or password in it")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void a_process_may_run_a_part_of_the_shards() throws IOException {
    write("vitrail.yaml", "discord:\n  shards: 4-7 of 8\n");

    assertThat(Settings.load(config, Map.of()).discord().shards())
        .isEqualTo(new ShardRange.Part(4, 7, 8))
        .hasToString("4-7 of 8");
    assertThat(ShardRange.parse("2 of 8")).contains(new ShardRange.Part(2, 2, 8));
    assertThat(ShardRange.parse("auto").orElseThrow()).hasToString("auto");
  }

  @Test
  void a_config_folder_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> Settings.load(home.resolve("elsewhere"), Map.of()))
        .hasMessageContaining("elsewhere: there is no such folder");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(config.resolve(name), text);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Settings.load(config, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(message);
  }
}
