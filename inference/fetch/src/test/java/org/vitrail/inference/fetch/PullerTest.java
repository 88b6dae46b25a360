package org.vitrail.inference.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullerTest {
  private static final byte[] CONTENT = PullHome.bytes(100_000);
  private static final byte[] OTHER = PullHome.bytes(100_001);

  @TempDir Path home;
  private ScriptedServer hub;
  private PullHome eye;

  @BeforeEach
  void startHub() throws IOException {
    hub = new ScriptedServer();
    eye = new PullHome(home, hub);
  }

  @AfterEach
  void stopHub() throws IOException {
    hub.close();
  }

  @Test
  void files_come_under_their_names_with_their_checksums_beside_them() throws Exception {
    eye.file("weights/clip.pt", "bytes: 100000").file("config.json", "bytes: 2");
    hub.on(PullHome.at("weights/clip.pt"), ServerReplies.file(CONTENT, "a"));
    hub.on(PullHome.at("config.json"), ServerReplies.file("{}".getBytes(), "b"));

    eye.pull();

    assertThat(eye.path("weights/clip.pt")).hasBinaryContent(CONTENT);
    assertThat(eye.path("config.json")).hasContent("{}");
    assertThat(Files.readAllLines(eye.path("sha256sums.txt")))
        .containsExactlyInAnyOrder(
            PullHome.sha256(CONTENT) + "  weights/clip.pt",
            PullHome.sha256("{}".getBytes()) + "  config.json");
    assertThat(eye.advanced()).isEqualTo(100_002);
    assertNothingIsLeftOver();
  }

  @Test
  void what_is_here_is_not_asked_for_again() throws Exception {
    eye.file("clip.pt", "bytes: 100000");
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));
    eye.pull();

    eye.pull();

    assertThat(hub.requests()).hasSize(1);
    assertThat(eye.store().stock(List.of(eye.part())).isReady()).isTrue();
  }

  @Test
  void a_cut_download_goes_on_where_it_was() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 30_000),
        ServerReplies.cut(CONTENT, "a", 20_000),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests())
        .extracting(request -> request.headers().getOrDefault("range", "whole"))
        .containsExactly("whole", "bytes=30000-", "bytes=50000-");
    assertThat(hub.requests().get(1).headers()).containsEntry("if-range", "\"a\"");
    assertThat(hub.bodyBytes()).isEqualTo(100_000);
    assertThat(eye.advanced()).isEqualTo(100_000);
  }

  @Test
  void a_later_pull_goes_on_where_an_ended_process_was() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"), ServerReplies.cut(CONTENT, "a", 60_000), ServerReplies.status(404));
    assertThatThrownBy(eye::pull).isInstanceOf(FetchException.class);
    assertThat(eye.store().stock(List.of(eye.part())).bytesHere()).isEqualTo(60_000);
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.bodyBytes()).isEqualTo(100_000);
  }

  @Test
  void a_whole_part_file_only_gets_its_name() throws Exception {
    eye.file("clip.pt", "bytes: 100000, sha256: " + PullHome.sha256(CONTENT));
    hub.on(
        PullHome.at("clip.pt"), ServerReplies.cut(CONTENT, "a", 60_000), ServerReplies.status(404));
    assertThatThrownBy(eye::pull).isInstanceOf(FetchException.class);
    Files.write(PartFile.of(eye.path("clip.pt")), CONTENT);

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests()).hasSize(2);
  }

  @Test
  void part_of_a_file_that_changed_meanwhile_is_thrown_away() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 30_000),
        ServerReplies.file(OTHER, "b"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(OTHER);
    assertThat(eye.advanced()).isEqualTo(100_001);
  }

  @Test
  void part_of_another_file_under_the_same_name_is_not_glued_on() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 30_000),
        // Ignores If-Range.
        (request, connection) -> {
          connection.head(
              206,
              "ETag: \"b\"",
              "Content-Length: 70001",
              "Content-Range: bytes 30000-100000/100001");
          connection.body(OTHER, 30_000, 100_001);
        },
        ServerReplies.file(OTHER, "b"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(OTHER);
  }

  @Test
  void a_server_without_ranges_starts_again() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.wholeOnly(CONTENT, 30_000),
        ServerReplies.wholeOnly(CONTENT, 100_000));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(eye.advanced()).isEqualTo(100_000);
  }

  @Test
  void a_range_beyond_the_end_starts_again() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(OTHER, "a", 50_000),
        ServerReplies.status(416),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests().get(2).asksForPart()).isFalse();
  }

  @Test
  void a_silent_connection_counts_as_cut() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    eye.patience = Duration.ofMillis(300);
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.stall(CONTENT, "a", 30_000),
        (request, connection) -> connection.waitForHangUp(),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.bodyBytes()).isEqualTo(100_000);
    assertThat(eye.reasons.get(0)).contains("no byte came for");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void what_may_pass_is_tried_again_after_a_pause(int status) throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.status(status),
        ServerReplies.status(status),
        ServerReplies.status(status),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(eye.pauses).hasSize(3);
    for (int failure = 0; failure < 3; failure++) {
      assertThat(eye.pauses.get(failure))
          .isBetween(Duration.ofMillis(500L << failure), Duration.ofMillis(1000L << failure));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "0 | 0",
        "Thu, 01 Jan 2026 12:00:42 GMT | 42",
        "Thu, 01 Jan 2026 11:00:00 GMT | 0"
      })
  void the_pause_that_a_server_asks_for_is_kept(String retryAfter, long seconds) throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.status(429, "Retry-After: " + retryAfter),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.pauses).containsExactly(Duration.ofSeconds(seconds));
  }

  @Test
  void a_pause_of_hours_is_told_rather_than_waited_for() {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.status(429, "Retry-After: 7200"));

    assertThatThrownBy(eye::pull)
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("asks to come back for eye/clip.pt in 120 minutes");
    assertThat(eye.pauses).isEmpty();
  }

  @Test
  void a_server_that_never_gets_better_is_given_up() {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.status(503));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("the server answered 503, 8 times in a row")
        .hasMessageContaining("run the same command again");
    assertThat(hub.requests()).hasSize(8);
  }

  @Test
  void a_server_that_cuts_every_whole_file_is_given_up() {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.wholeOnly(CONTENT, 50_000));

    assertThatThrownBy(eye::pull).hasMessageContaining("8 times in a row");
  }

  @Test
  void a_machine_without_network_is_told_so() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.close();

    assertThatThrownBy(eye::pull).hasMessageContaining("no connection to 127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | accept the terms at https://example.org/terms, make a token at https://huggingface.co/settings/tokens and set HF_TOKEN",
        "403 | 127.0.0.1 refuses eye/clip.pt (403)",
        "404 | eye/clip.pt is not at http://127.0.0.1",
        "410 | (410). Look at https://example.org/terms",
        "400 | answered 400",
      })
  void a_refusal_says_what_to_do_and_is_not_repeated(int status, String message) {
    eye.environment.put("HF_TOKEN", "hf_secret");
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.status(status, "WWW-Authenticate: Bearer"));

    assertThatThrownBy(eye::pull)
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("hf_secret");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void a_file_of_another_size_than_the_catalogue_says_is_refused_before_it_comes() {
    eye.file("clip.pt", "bytes: 99999");
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining(
            "announces 100000 bytes for eye/clip.pt, but config/models.yaml says 99999");
    assertThat(eye.path("clip.pt")).doesNotExist();
    assertThat(eye.advanced()).isZero();
  }

  @Test
  void an_endless_body_is_stopped_at_the_size_it_should_have() {
    eye.file("clip.pt", "bytes: 99000");
    hub.on(PullHome.at("clip.pt"), ServerReplies.chunked(CONTENT, 100_000));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("sends more for eye/clip.pt than the 99 kB it should have");
    assertNothingIsLeftOver();
  }

  @Test
  void a_body_that_ends_early_without_saying_so_is_not_taken_for_whole() {
    eye.file("clip.pt", "bytes: 100001");
    hub.on(PullHome.at("clip.pt"), ServerReplies.chunked(CONTENT, 100_000));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("the connection ended after 100000 of 100001 bytes");
    assertThat(eye.path("clip.pt")).doesNotExist();
  }

  @Test
  void a_file_without_any_announced_size_is_taken_when_its_end_is_marked() throws Exception {
    eye.file("clip.pt", "about: 90 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.chunked(CONTENT, 50_000),
        ServerReplies.chunked(CONTENT, 100_000));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
  }

  @Test
  void other_bytes_than_the_pinned_ones_are_not_kept() {
    eye.file("clip.pt", "bytes: 100000, sha256: " + PullHome.sha256(OTHER));
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("eye/clip.pt has other bytes than it should")
        .hasMessageContaining("config/models.yaml pins " + PullHome.sha256(OTHER));
    assertThat(eye.path("clip.pt")).doesNotExist();
    assertNothingIsLeftOver();
  }

  @Test
  void bytes_of_two_attempts_that_do_not_fit_are_fetched_again_from_the_start() throws Exception {
    eye.file("clip.pt", "bytes: 100000, sha256: " + PullHome.sha256(CONTENT));
    byte[] damaged = CONTENT.clone();
    damaged[10] ^= 1;
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(damaged, "a", 30_000),
        ServerReplies.file(CONTENT, "a"),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests()).hasSize(3);
  }

  @Test
  void bytes_that_never_fit_are_fetched_again_only_once() {
    eye.file("clip.pt", "bytes: 100000, sha256: " + PullHome.sha256(OTHER));
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 30_000),
        ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull).hasMessageContaining("other bytes than it should");
    assertThat(hub.requests()).hasSize(3);
  }

  @Test
  void a_file_that_changed_since_its_first_download_is_refused_with_the_way_out() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"), ServerReplies.file(OTHER, "b"));
    eye.pull();
    Files.delete(eye.path("clip.pt"));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("its first download had " + PullHome.sha256(CONTENT))
        .hasMessageContaining("delete its line in " + eye.path("sha256sums.txt"));
    Files.delete(eye.path("sha256sums.txt"));
    eye.pull();
    assertThat(eye.path("clip.pt")).hasBinaryContent(OTHER);
  }

  @Test
  void a_large_files_checksum_that_the_hub_announces_is_compared() {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.redirect(
            hub.uri() + "/cdn/clip.pt?signature=s3cret",
            "X-Linked-ETag: \"" + PullHome.sha256(OTHER) + "\""));
    hub.on("/cdn/clip.pt?signature=s3cret", ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("the server announced " + PullHome.sha256(OTHER))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void many_files_come_some_at_a_time() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    eye.parallel = 4;
    for (int number = 0; number < 20; number++) {
      byte[] content = PullHome.bytes(1000 + number);
      eye.file("shard-" + number, "bytes: " + content.length);
      hub.on(
          PullHome.at("shard-" + number),
          (request, connection) -> {
            awaitAll(together);
            ServerReplies.file(content, "a").send(request, connection);
          });
    }

    eye.pull();

    for (int number = 0; number < 20; number++) {
      assertThat(eye.path("shard-" + number)).hasBinaryContent(PullHome.bytes(1000 + number));
    }
    assertThat(Files.readAllLines(eye.path("sha256sums.txt"))).hasSize(20);
    assertThat(hub.mostConnectionsAtOnce()).isLessThanOrEqualTo(5); // one may be closing
  }

  @Test
  void two_pulls_of_the_same_files_do_not_meet() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        (request, connection) -> {
          assertThatThrownBy(eye::pull).hasMessageContaining("is being filled by another pull");
          ServerReplies.file(CONTENT, "a").send(request, connection);
        },
        ServerReplies.status(404));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    eye.pull(); // and the lock is given back
  }

  @Test
  void a_disk_without_room_is_named_with_the_numbers_before_anything_comes() {
    eye.file("clip.pt", "about: 2.2 GB");
    eye.freeBytes = 3_100_000_000L;
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull)
        .hasMessageContaining("2.2 GB are to be downloaded and 1.0 GB must stay free")
        .hasMessageContaining("has only 3.1 GB free");
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void a_file_larger_than_expected_is_measured_against_the_disk_again() {
    eye.file("clip.pt", "about: 1 kB");
    eye.freeBytes = 1_000_050_000L;
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull).hasMessageContaining("100 kB are to be downloaded");
    assertThat(eye.advanced()).isZero();
  }

  @Test
  void a_place_that_cannot_be_written_is_named() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    Files.createDirectories(home.resolve("data"));
    Files.writeString(home.resolve("data/models"), "a file where a folder should be");

    assertThatThrownBy(eye::pull)
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("VITRAIL_DATA_FOLDER");
  }

  @Test
  void one_file_that_cannot_be_had_ends_the_pull_and_leaves_the_rest_to_go_on() throws Exception {
    eye.parallel = 2;
    eye.file("a.pt", "about: 100 kB").file("b.pt", "about: 100 kB");
    CyclicBarrier begun = new CyclicBarrier(2);
    hub.on(
        PullHome.at("a.pt"),
        (request, connection) -> {
          connection.head(200, "ETag: \"a\"", "Content-Length: 100000");
          connection.body(CONTENT, 0, 60_000);
          awaitAll(begun);
          connection.waitForHangUp();
        });
    hub.on(
        PullHome.at("b.pt"),
        (request, connection) -> {
          awaitAll(begun);
          ServerReplies.status(404).send(request, connection);
        });

    assertThatThrownBy(eye::pull).hasMessageContaining("eye/b.pt is not at");
    hub.on(PullHome.at("a.pt"), ServerReplies.file(CONTENT, "a"));
    hub.on(PullHome.at("b.pt"), ServerReplies.file(OTHER, "b"));
    eye.pull();

    assertThat(eye.path("a.pt")).hasBinaryContent(CONTENT);
    assertThat(eye.path("b.pt")).hasBinaryContent(OTHER);
  }

  /** What a network with a login page answers to whatever is asked. */
  private static final byte[] PORTAL = "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(strings = {"about: 100 kB", "bytes: 100000", "bytes: 20"})
  void a_web_page_in_place_of_a_file_is_refused_and_nothing_is_remembered(String facts)
      throws Exception {
    eye.file("clip.pt", facts);
    hub.on(
        PullHome.at("clip.pt"),
        portal("Content-Type: text/html; charset=utf-8"),
        portal("Content-Type: Application/XHTML+xml"),
        portal("Content-Type: application/octet-stream"),
        (request, connection) -> {
          connection.head(200, "Transfer-Encoding: chunked");
          connection.raw("14\r\n");
          connection.body(PORTAL, 0, PORTAL.length);
          connection.raw("\r\n0\r\n\r\n");
        });

    for (String problem :
        List.of("a web page (20 bytes)", "a web page (20 bytes)", "a page.", "a page.")) {
      assertThatThrownBy(eye::pull)
          .isInstanceOf(FetchException.class)
          .hasMessageContaining("eye/clip.pt: what 127.0.0.1 sent is ")
          .hasMessageContaining(problem)
          .hasMessageContaining("Nothing of it was kept.");
    }
    assertThat(hub.requests()).hasSize(4);
    assertThat(eye.path("clip.pt")).doesNotExist();
    assertThat(eye.path("sha256sums.txt")).doesNotExist();
    assertNothingIsLeftOver();

    if (!facts.equals("bytes: 20")) {
      hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));
      eye.pull();
      assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void a_web_page_does_not_cost_what_was_begun() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 60_000),
        portal("Content-Type: text/html"),
        portal("Content-Type: text/plain"),
        ServerReplies.status(200, "Content-Type: text/plain"),
        ServerReplies.file(CONTENT, "a"));

    assertThatThrownBy(eye::pull).hasMessageContaining("a web page (20 bytes)");
    assertThatThrownBy(eye::pull).hasMessageContaining("but a page.");
    assertThatThrownBy(eye::pull)
        .hasMessageContaining("127.0.0.1 announces nothing (0 bytes) for eye/clip.pt");
    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests().get(4).headers()).containsEntry("range", "bytes=60000-");
  }

  @Test
  void a_login_page_elsewhere_is_named_with_its_host_and_without_its_query() throws Exception {
    try (ScriptedServer login = new ScriptedServer("127.0.0.2")) {
      eye.file("clip.pt", "about: 100 kB");
      hub.on(PullHome.at("clip.pt"), ServerReplies.redirect(login.uri() + "/login?ticket=s3cret"));
      login.on("/login?ticket=s3cret", portal("Content-Type: text/html"));

      assertThatThrownBy(eye::pull)
          .hasMessageContaining("what 127.0.0.2 sent (127.0.0.1 was asked) is a web page")
          .hasMessageContaining("Is there a login page on this network?")
          .hasMessageNotContaining("s3cret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "about: 100 kB | 0 | 127.0.0.1 announces nothing (0 bytes) for eye/clip.pt",
        "about: 100 kB | 24999 | announces 24999 bytes for eye/clip.pt, but config/models.yaml says about 100 kB",
        "bytes: 100000 | 99999 | announces 99999 bytes for eye/clip.pt, but config/models.yaml says 100000",
        "bytes: 100000 | 100001 | announces 100001 bytes for eye/clip.pt, but config/models.yaml",
      })
  void a_size_that_the_file_cannot_have_is_refused(String facts, int size, String problem) {
    eye.file("clip.pt", facts);
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(PullHome.bytes(size), "a"));

    assertThatThrownBy(eye::pull).hasMessageContaining(problem);
    assertThat(eye.path("clip.pt")).doesNotExist();
    assertThat(eye.path("sha256sums.txt")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"0, sent nothing (0 bytes)", "20000, sent 20000 bytes for eye/clip.pt"})
  void a_size_that_nobody_announced_is_looked_at_in_the_end(int size, String problem) {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.chunked(PullHome.bytes(size), size));

    assertThatThrownBy(eye::pull).hasMessageContaining("127.0.0.1 " + problem);
    assertNothingIsLeftOver();
  }

  @Test
  void a_file_that_its_reader_cannot_open_is_not_kept() {
    byte[] lie = CONTENT.clone();
    System.arraycopy("lie".getBytes(StandardCharsets.UTF_8), 0, lie, lie.length - 3, 3);
    eye.file("clip.pt", "about: 100 kB");
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(lie, "a"));

    assertThatThrownBy(eye::pull)
        .hasMessage(
            "eye/clip.pt: what 127.0.0.1 sent is not weights but a lie. Nothing of it was kept.");
    assertThat(eye.path("clip.pt")).doesNotExist();
    assertThat(eye.path("sha256sums.txt")).doesNotExist();
    assertNothingIsLeftOver();
  }

  @Test
  void the_reader_is_shown_the_first_bytes_and_the_size() throws Exception {
    eye.file("clip.pt", "about: 100 kB").file("config.json", "bytes: 2");
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));
    hub.on(PullHome.at("config.json"), ServerReplies.file("{}".getBytes(), "b"));

    eye.pull();

    assertThat(eye.starts)
        .containsExactlyInAnyOrder(
            "eye/clip.pt 512 of OptionalLong[100000]", "eye/config.json 2 of OptionalLong[2]");
  }

  /** What a version kept that believed every page. */
  @Test
  void a_page_that_was_kept_with_its_checksum_is_fetched_again() throws Exception {
    eye.file("clip.pt", "about: 100 kB").file("eye.pt", "about: 100 kB");
    Files.createDirectories(eye.folder());
    Files.write(eye.path("clip.pt"), PORTAL);
    Files.write(eye.path("eye.pt"), OTHER);
    Files.writeString(
        eye.path("sha256sums.txt"),
        PullHome.sha256(PORTAL) + "  clip.pt\n" + PullHome.sha256(OTHER) + "  eye.pt\n");
    hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

    assertThat(eye.store().unfit(List.of(eye.part()), eye))
        .extracting(unfit -> unfit.file() + " " + unfit.problem())
        .containsExactly("eye/clip.pt is not weights but a lie.");
    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(hub.requests()).hasSize(1);
    assertThat(Files.readAllLines(eye.path("sha256sums.txt")))
        .containsExactly(
            PullHome.sha256(CONTENT) + "  clip.pt", PullHome.sha256(OTHER) + "  eye.pt");
  }

  @Test
  void all_is_fetched_again_if_that_is_asked_for_whatever_was_recorded() throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"), ServerReplies.file(OTHER, "b"));
    eye.pull();

    eye.pull(true);

    assertThat(eye.path("clip.pt")).hasBinaryContent(OTHER);
    assertThat(Files.readAllLines(eye.path("sha256sums.txt")))
        .containsExactly(PullHome.sha256(OTHER) + "  clip.pt");
  }

  @Test
  void what_the_catalogue_pins_counts_also_when_all_is_fetched_again() throws Exception {
    eye.file("clip.pt", "bytes: 100000, sha256: " + PullHome.sha256(CONTENT));
    byte[] other = CONTENT.clone();
    other[9] ^= 1;
    hub.on(
        PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"), ServerReplies.file(other, "b"));
    eye.pull();

    assertThatThrownBy(() -> eye.pull(true)).hasMessageContaining("config/models.yaml pins");
    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Range: bytes 30000-99999/99999999999999999999",
        "Content-Range: bytes 99999999999999999999-2/3",
        "Content-Range: \u001b[2J"
      })
  void headers_that_no_server_should_send_end_in_a_sentence(String header) throws Exception {
    eye.file("clip.pt", "about: 100 kB");
    hub.on(
        PullHome.at("clip.pt"),
        ServerReplies.cut(CONTENT, "a", 30_000),
        ServerReplies.status(206, header),
        ServerReplies.file(CONTENT, "a"));

    eye.pull();

    assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
    assertThat(eye.reasons).noneMatch(reason -> reason.contains("Exception"));
  }

  private static ScriptedServer.Reply portal(String type) {
    return (request, connection) -> {
      connection.head(200, type, "Content-Length: " + PORTAL.length);
      connection.body(PORTAL, 0, PORTAL.length);
    };
  }

  private static void awaitAll(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void assertNothingIsLeftOver() {
    try (var files = Files.walk(eye.folder())) {
      assertThat(files.map(Path::toString))
          .noneMatch(name -> name.endsWith(".part") || name.endsWith(".state"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
