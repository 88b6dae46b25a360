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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeHomeWithOneModel() throws IOException {
    Files.createDirectory(home.resolve("config"));
    Path model = Files.createDirectory(home.resolve("tiny"));
    for (String name : new String[] {"t", "e", "d", "dc", "v", "vc"}) {
      Files.writeString(model.resolve(name), name);
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
  void a_port_that_is_taken_is_named_with_the_way_out() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      environment.put("VITRAIL_WEB_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(examine()).isEqualTo(1);
      assertThat(out.toString())
          .contains("✘ page      127.0.0.1:" + taken.getLocalPort(), "set VITRAIL_WEB_PORT");
    }
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
        .contains("✘ Redis     redis://127.0.0.1:", "does not answer")
        .doesNotContain("hunter2");
  }

  @Test
  void a_redis_of_ones_own_that_answers_is_good() {
    try (EmbeddedRedis own = EmbeddedRedis.start(home.resolve("own"))) {
      environment.put("REDIS_URL", own.url());

      assertThat(examine()).isZero();
      assertThat(out.toString()).contains("✔ Redis     6.2").contains("answers at");
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
        home.resolve("tiny/sha256sums.txt"), sha256("e") + "  e\n" + sha256("d") + " *d\n");
    assertThat(examine()).isZero();
    assertThat(out.toString()).contains("tiny: 6 files, 2 with a checksum to compare");

    Files.writeString(home.resolve("tiny/d"), "tampered");
    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("✘ model     tiny: the file d is damaged");
  }

  @Test
  void a_default_model_that_nobody_listed_is_named() {
    environment.put("VITRAIL_MODEL_DEFAULT", "tinny");

    assertThat(examine()).isEqualTo(1);
    assertThat(out.toString()).contains("there is no model \"tinny\". Did you mean tiny?");
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
