package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Requests that cannot be carried out, or do not come to their end. */
class BrokenRequestTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String JSON = "Content-Type: application/json";

  private WebInstance instance;

  @BeforeEach
  void open() {
    instance = new WebInstance(REDIS.url());
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /nowhere HTTP/1.1 | 404 | nothing at this address",
        "GET /api/commands HTTP/1.1 | 405 | takes POST, not GET",
        "DELETE /api/jobs HTTP/1.1 | 405 | takes GET or HEAD, not DELETE",
        "PUT / HTTP/1.1 | 405 | takes GET or HEAD, not PUT",
        "POST /healthz HTTP/1.1 | 405 | takes GET or HEAD, not POST",
        "GET / HTTP/9.9 | 505 | HTTP/1.1",
        "nonsense | 400 | breaks the rules of HTTP",
        "GET /%zz HTTP/1.1 | 400 | breaks the rules of HTTP",
        "GET nowhere HTTP/1.1 | 400 | breaks the rules of HTTP"
      })
  void a_sentence_says_what_is_wrong(String line, int status, String sentence) {
    RawHttp.Answer answer = RawHttp.send(instance.server().port(), line, List.of(), "");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/json");
    assertThat(answer.error()).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({"GET,/api/commands,POST", "DELETE,/api/jobs,'GET, HEAD'", "POST,/,'GET, HEAD'"})
  void a_method_that_is_not_there_is_answered_with_those_that_are(
      String method, String path, String allowed) {
    RawHttp.Answer answer =
        RawHttp.send(instance.server().port(), method + " " + path + " HTTP/1.1", List.of(), "");

    assertThat(answer.header("allow")).isEqualTo(allowed);
  }

  @Test
  void what_is_too_long_or_no_json_is_told_with_what_is_allowed() {
    int port = instance.server().port();
    String large = "{\"text\":\"" + "a".repeat(70_000) + "\"}";
    List<String> chunked = List.of(JSON, "Transfer-Encoding: chunked");
    String chunks = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";

    assertThat(RawHttp.post(port, "/api/commands", List.of(JSON), large).error())
        .contains("64 KiB");
    RawHttp.Answer tooLong = RawHttp.send(port, "POST /api/commands HTTP/1.1", chunked, chunks);
    assertThat(tooLong.status()).isEqualTo(413);
    assertThat(tooLong.error()).contains("64 KiB");
    RawHttp.Answer text =
        RawHttp.post(port, "/api/commands", List.of("Content-Type: text/plain"), "{}");
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.error()).contains("application/json, not text/plain");
    assertThat(RawHttp.post(port, "/api/commands", List.of(JSON), "{").status()).isEqualTo(400);
    assertThat(RawHttp.get(port, "/?" + "a".repeat(20_000), List.of()).status()).isEqualTo(414);
    RawHttp.Answer cookies = RawHttp.get(port, "/", List.of("Cookie: a=" + "b".repeat(20_000)));
    assertThat(cookies.status()).isEqualTo(431);
    assertThat(cookies.error()).contains("cookies");
  }

  @Test
  void a_chunked_request_is_read_like_any_other() {
    RawHttp.Answer answer =
        RawHttp.send(
            instance.server().port(),
            "POST /api/commands HTTP/1.1",
            List.of(JSON, "Transfer-Encoding: chunked"),
            "8\r\n{\"text\":\r\na\r\n\"/styles\"}\r\n0\r\n\r\n");

    assertThat(Visitor.json(answer.body()).get("text").asText()).contains("--style");
  }

  @Test
  void while_hundreds_send_half_a_body_others_are_answered() throws IOException {
    int port = instance.server().port();
    List<Socket> halves = new ArrayList<>();
    try {
      for (int half = 0; half < 400; half++) {
        halves.add(half(port, half % 2 == 0 ? "/api/commands" : "/moderate/login"));
      }

      Visitor visitor = instance.visitor();
      assertThat(visitor.get("/").statusCode()).isEqualTo(200);
      assertThat(visitor.say("a red apple").get("kind").asText()).isEqualTo("accepted");
      assertThat(halves).allMatch(BrokenRequestTest::isWaiting);

      halves.get(0).getOutputStream().write("\"/styles\"}".getBytes());
      assertThat(RawHttp.read(halves.get(0)).body()).contains("--style");
    } finally {
      for (Socket half : halves) {
        half.close();
      }
    }
  }

  @Test
  void a_body_that_does_not_come_is_not_waited_for_long() throws IOException {
    Duration patience = Duration.ofMillis(1);
    try (WebServer server = instance.serve("127.0.0.1", 0, ProxyOptions.NONE, patience);
        Socket half = half(server.port(), "/api/commands")) {
      RawHttp.Answer answer = RawHttp.read(half);

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(answer.error()).contains("did not arrive within");
    }
  }

  /** The other half would be {@code "…"}}. */
  private static Socket half(int port, String path) throws IOException {
    return RawHttp.open(
        port, "POST " + path + " HTTP/1.1", List.of(JSON, "Content-Length: 18"), "{\"text\":");
  }

  /** Whether the server has neither answered nor closed. */
  private static boolean isWaiting(Socket socket) {
    try {
      return socket.getInputStream().available() == 0 && !socket.isClosed();
    } catch (IOException closed) {
      return false;
    }
  }
}
