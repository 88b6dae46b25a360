package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.config.ModelEntry;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;
import picocli.CommandLine;

class ModelsCommandTest {
  /** A file of safetensors without a tensor. */
  private static final String EYE = "\2\0\0\0\0\0\0\0{}";

  private static final String PORTAL = "<html>Sign in</html>";

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> published = new HashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer hub;

  @BeforeEach
  void makeHomeAndHub() throws IOException {
    Files.createDirectory(home.resolve("config"));
    Files.writeString(
        home.resolve("config/models.yaml"),
        """
        far:
          title: Far
          description: For tests.
          licence: Apache-2.0
          family: dalle-mini
          text: dalle-mini
          pixels: unit
          parts: [eye]
          files: {tokenizer: t.json, transformer: big.pt, dalleConfig: c.json}
          source:
            repository: a/far
            revision: main
            page: https://example.org/far
            downloads: {t.json: {bytes: 6}, big.pt: {about: 9 kB}, c.json: {bytes: 2}}
          defaults: {guidance: 1, temperature: 1, topK: 1, topP: 1, imageCount: 1}
        parts:
          eye:
            title: An eye
            licence: MIT
            files: {vqgan: v.pt}
            source:
              repository: an/eye
              revision: v1
              downloads: {v.pt: {bytes: 10}}
        """);
    published.put("/a/far/resolve/main/t.json", "{\"\":1}");
    published.put("/a/far/resolve/main/big.pt", weights(9100));
    published.put("/a/far/resolve/main/c.json", "{}");
    published.put("/an/eye/resolve/v1/v.pt", EYE);
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          String text = published.get(exchange.getRequestURI().getPath());
          byte[] body = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(text == null ? 404 : 200, body.length);
          try (var stream = exchange.getResponseBody()) {
            stream.write(body);
          }
        });
    hub.start();
    environment.put("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
    environment.put("VITRAIL_MODEL_DEFAULT", "far");
  }

  @AfterEach
  void stopHub() {
    hub.stop(0);
  }

  @Test
  void a_pull_shows_what_comes_and_brings_the_model_with_its_parts() {
    assertThat(run("models", "pull", "far")).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains(
            "far: Far, licence: Apache-2.0 (https://example.org/far)",
            "  big.pt                   about 9.0 kB",
            "eye: An eye, licence: MIT (http://127.0.0.1:",
            "4 files to go, about 9.0 kB of about 9.0 kB",
            "far: ready, in " + home.resolve("data/models"));
    assertThat(home.resolve("data/models/far/big.pt")).hasSize(9100);
    assertThat(home.resolve("data/models/eye/v.pt")).hasContent(EYE);
    assertThat(err.toString()).contains("far/big.pt: done", "eye/v.pt: done");
  }

  @Test
  void the_list_tells_size_licence_and_what_is_here() {
    assertThat(run("models", "list")).isZero();
    assertThat(out.toString())
        .contains("far  (default)", "Apache-2.0; about 9.0 kB, not pulled", "--top-k 1")
        .contains("eye\n  An eye. MIT; 10 bytes, not pulled");

    run("models", "pull", "eye");
    out.getBuffer().setLength(0);
    run("models", "list");
    assertThat(out.toString())
        .contains("partly here: about 9.0 kB to go (./vitrail models pull far)")
        .contains("eye\n  An eye. MIT; 10 bytes, ready");

    run("models", "pull", "far");
    out.getBuffer().setLength(0);
    run("models", "list");
    assertThat(out.toString()).contains("Apache-2.0; 9.1 kB, ready");
  }

  @Test
  void a_part_that_is_here_is_not_brought_again() {
    run("models", "pull", "eye");
    run("models", "pull", "far");
    assertThat(requests).hasValue(4);

    assertThat(run("models", "pull", "far", "eye")).isZero();
    assertThat(requests).hasValue(4);
    assertThat(out.toString()).contains("far, eye: all is here already.");
  }

  @Test
  void a_file_that_its_publisher_took_away_ends_the_pull_with_one() {
    published.remove("/a/far/resolve/main/big.pt");

    assertThat(run("models", "pull", "far")).isEqualTo(1);
    assertThat(err.toString())
        .contains("vitrail: far/big.pt is not at http://127.0.0.1:", "https://example.org/far")
        .doesNotContain("--verbose");
  }

  @Test
  void an_id_that_nobody_listed_names_the_nearest() {
    assertThat(run("models", "pull", "fra")).isEqualTo(1);
    assertThat(err.toString())
        .contains("there is no model or part \"fra\". Did you mean far? Known: far, eye.");
    assertThat(run("models", "pull")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"HF_HUB_OFFLINE, 1", "VITRAIL_MODELS_OFFLINE, true"})
  void offline_says_what_is_missing_and_asks_nobody(String variable, String value) {
    environment.put(variable, value);

    assertThat(run("models", "pull", "far")).isEqualTo(1);
    assertThat(out.toString()).contains("big.pt", "v.pt");
    assertThat(err.toString())
        .contains("vitrail: Offline", "The files above, about 9.0 kB, are missing");
    assertThat(requests).hasValue(0);
  }

  @Test
  void verifying_finds_damaged_and_missing_files() throws IOException {
    run("models", "pull", "far");
    out.getBuffer().setLength(0);
    assertThat(run("models", "verify")).isZero();
    assertThat(out.toString())
        .contains("ok       far/big.pt", "ok       eye/v.pt", "No file is damaged or missing.");

    Files.writeString(home.resolve("data/models/eye/v.pt"), EYE.replace("{}", "[]"));
    Files.delete(home.resolve("data/models/far/c.json"));
    Files.delete(home.resolve("data/models/far/sha256sums.txt"));
    out.getBuffer().setLength(0);
    assertThat(run("models", "verify", "far")).isEqualTo(1);
    assertThat(out.toString())
        .contains("unknown  far/big.pt", "missing  far/c.json", "damaged  eye/v.pt")
        .contains("Delete what is damaged and run: ./vitrail models pull ID");
  }

  @Test
  void verifying_without_ids_passes_over_what_was_never_pulled() {
    assertThat(run("models", "verify")).isZero();
    assertThat(out.toString()).doesNotContain("far").doesNotContain("eye");
    assertThat(run("models", "verify", "eye")).isEqualTo(1);
  }

  @Test
  @Tag("slow")
  void verifying_the_bundled_model_reads_the_files_inside_the_program() throws IOException {
    Files.delete(home.resolve("config/models.yaml"));

    assertThat(run("models", "verify", "bundled")).isZero();
    assertThat(out.toString()).contains("ok       bundled/vqgan/model.safetensors");
  }

  @Test
  void the_doctor_names_the_command_that_gets_the_default_model() {
    assertThat(run(new CommandLine(new Doctor(installation())))).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "✘ model     far: 4 files are missing, about 9.0 kB; get it by ./vitrail models pull far");

    run("models", "pull", "far");
    assertThat(run(new CommandLine(new Doctor(installation())))).isZero();
    assertThat(out.toString()).contains("✔ model     far: 4 files, checksums right");
  }

  @ParameterizedTest
  @CsvSource({"imagine, a red apple", "bench, --runs=1"})
  void drawing_with_a_model_that_is_not_here_names_the_command_that_gets_it(
      String command, String argument) {
    String usual = System.getProperty("vitrail.home");
    System.setProperty("vitrail.home", home.toString());
    try {
      assertThat(run(command, argument, "--model", "far")).isEqualTo(1);
    } finally {
      restore(usual);
    }
    assertThat(err.toString().strip())
        .isEqualTo(
            "vitrail: The model far is not here yet: 4 files are missing, about 9.0 kB. Get it by: ./vitrail models pull far");
  }

  @Test
  void starting_with_a_model_that_is_not_here_names_the_command_that_gets_it() {
    assertThatThrownBy(() -> Standalone.start(installation(), installation().settings()))
        .hasMessageContaining("Get it by: ./vitrail models pull far");
    assertThat(home.resolve("data")).doesNotExist();
  }

  @Test
  void a_model_without_a_file_to_rank_its_pictures_is_told_so() {
    run("models", "pull", "far");

    ModelEntry far = installation().models().require("far");
    ModelFolder files =
        ModelLoader.files(far, ModelShelf.of(installation(), installation().settings()));

    assertThatThrownBy(
            () -> ModelLoader.family(far).open(files, RunOptions.REFERENCE, Concepts.NONE, 1))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("The model far names no file for clip.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a/far/resolve/main/big.pt | far/big.pt: what 127.0.0.1 sent is not a file of weights but a web page (20 bytes)",
        "/a/far/resolve/main/c.json | far/c.json: what 127.0.0.1 sent is not a configuration but a web page (20 bytes)",
        "/a/far/resolve/main/t.json | far/t.json: what 127.0.0.1 sent is not JSON but a web page (20 bytes)",
        "/an/eye/resolve/v1/v.pt | eye/v.pt: what 127.0.0.1 sent is not a file of weights but a web page (20 bytes)",
      })
  void a_login_page_in_place_of_a_file_is_named_and_a_later_pull_is_as_if_nothing_was(
      String path, String problem) {
    String right = published.put(path, PORTAL);

    assertThat(run("models", "pull", "far")).isEqualTo(1);
    assertThat(err.toString()).contains("vitrail: " + problem, "login page on this network");
    published.put(path, right);
    assertThat(run("models", "pull", "far")).isZero();
    assertThat(run("models", "verify", "far")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1 | is not a file of weights but a Git LFS pointer",
        "{\"weight_map\": {\"a\": \"one.bin\"}} | is not a file of weights but JSON text: '{\"weight_map\":",
        "Entry not found | is not a file of weights but text: 'Entry not found'",
      })
  void what_comes_in_place_of_weights_is_named(String content, String problem) {
    published.put("/a/far/resolve/main/big.pt", content + " ".repeat(9000));

    assertThat(run("models", "pull", "far")).isEqualTo(1);
    assertThat(err.toString()).contains("vitrail: far/big.pt: what 127.0.0.1 sent " + problem);
    assertThat(home.resolve("data/models/far/big.pt")).doesNotExist();
  }

  /** An earlier version took the page, and its checksum for the file's. */
  @Test
  void a_page_that_was_kept_is_found_by_verify_and_doctor_and_mended_by_pull() throws Exception {
    run("models", "pull", "far");
    Path page = home.resolve("data/models/far/big.pt");
    Path sums = home.resolve("data/models/far/sha256sums.txt");
    String right = Files.readString(sums);
    Files.writeString(page, PORTAL);
    String sum =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(page)));
    Files.writeString(sums, right.replaceAll("[0-9a-f]{64}(?=  big.pt)", sum));

    assertThat(run("models", "verify", "far")).isEqualTo(1);
    assertThat(out.toString())
        .contains("unfit    far/big.pt: is not a file of weights but a web page (20 bytes)")
        .contains("What is unfit is fetched again by the same command");
    assertThat(run(new CommandLine(new Doctor(installation())))).isEqualTo(1);
    assertThat(out.toString())
        .contains("✘ model     far: the file big.pt in ", "but a web page (20 bytes)")
        .contains("Get it by ./vitrail models pull far.");
    assertThat(run("models", "pull", "far")).isZero();
    assertThat(out.toString())
        .contains("far/big.pt is here, but is not a file of weights but a web page (20 bytes).")
        .contains("It is fetched again.");
    assertThat(page).hasSize(9100);
    assertThat(sums).hasContent(right);
    assertThat(requests).hasValue(5);
  }

  @Test
  void all_is_fetched_again_by_force() {
    run("models", "pull", "eye");
    assertThat(run("models", "pull", "--force", "eye")).isZero();
    assertThat(requests).hasValue(2);
    assertThat(out.toString()).contains("1 files to go, 10 bytes of 10 bytes");
  }

  /** A file of safetensors of so many bytes; those of its length are letters of ASCII, too. */
  private static String weights(int byteCount) {
    int bytes = byteCount - 8 - 100;
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[%1$d],\"data_offsets\":[0,%1$d]}}".formatted(bytes);
    return "d\0\0\0\0\0\0\0" + "%-100s".formatted(header) + "x".repeat(bytes);
  }

  private static void restore(String home) {
    if (home == null) {
      System.clearProperty("vitrail.home");
    } else {
      System.setProperty("vitrail.home", home);
    }
  }

  private Installation installation() {
    return new Installation(home.resolve("config"), environment);
  }

  private int run(String... arguments) {
    return run(Main.commandLine(installation()), arguments);
  }

  private int run(CommandLine command, String... arguments) {
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
