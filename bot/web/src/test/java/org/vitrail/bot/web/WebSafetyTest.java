package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.inference.protocol.RedisServerExtension;

class WebSafetyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  private static final String APPLE = "{\"text\": \"a red apple\"}";

  private WebInstance instance;

  @BeforeEach
  void open() {
    instance = new WebInstance(REDIS.url());
  }

  @AfterEach
  void close() {
    instance.close();
  }

  @Test
  void a_person_is_known_by_a_strict_cookie_that_scripts_cannot_read() {
    HttpResponse<byte[]> answer = instance.visitor().get("/api/jobs");

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("vitrail_session=[\\w-]{22};.*")
        .contains("HttpOnly", "SameSite=Strict", "Max-Age=31536000", "Path=/")
        .doesNotContain("Secure");
  }

  @Test
  void behind_https_the_cookie_stays_there() {
    HttpResponse<byte[]> answer = instance.visitor().get("/api/jobs", "X-Forwarded-Proto", "https");

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
  }

  @Test
  void the_page_itself_gives_no_cookie_since_a_link_from_elsewhere_would_replace_it() {
    assertThat(instance.visitor().get("/").headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void the_cookie_is_stored_nowhere() {
    Visitor visitor = instance.visitor();
    visitor.say("a red apple");

    assertThat(visitor.cookie()).isNotEmpty();
    for (String key : instance.redis().keys("*")) {
      assertThat(key).doesNotContain(visitor.cookie());
      if (instance.redis().type(key).equals("hash")) {
        assertThat(instance.redis().hgetAll(key).toString()).doesNotContain(visitor.cookie());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", ""})
  void a_foreign_name_that_points_here_is_refused(String host) throws IOException {
    assertThat(statusLine("GET / HTTP/1.1", host)).doesNotContain(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1234", "127.0.0.1", "LOCALHOST", "[::1]:8080"})
  void this_machines_own_names_are_answered(String host) throws IOException {
    assertThat(statusLine("GET / HTTP/1.1", host)).contains(" 200 ");
  }

  @Test
  void a_server_for_a_network_answers_to_any_name() throws IOException {
    try (WebServer open = instance.serve("0.0.0.0", 0)) {
      assertThat(statusLine(open.port(), "GET / HTTP/1.1", "pictures.lan")).contains(" 200 ");
      assertThat(open.url()).startsWith("http://localhost:");
    }
  }

  @Test
  void a_form_on_another_site_can_order_nothing() {
    HttpResponse<byte[]> plain =
        instance.visitor().post("/api/commands", APPLE, "Content-Type", "text/plain");
    HttpResponse<byte[]> foreign =
        instance
            .visitor()
            .post(
                "/api/commands",
                APPLE,
                "Content-Type",
                "application/json",
                "Origin",
                "https://evil.example");
    HttpResponse<byte[]> crossSite =
        instance
            .visitor()
            .post(
                "/api/commands",
                APPLE,
                "Content-Type",
                "application/json",
                "Sec-Fetch-Site",
                "cross-site");

    assertThat(plain.statusCode()).isEqualTo(415);
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(crossSite.statusCode()).isEqualTo(403);
    assertThat(Visitor.json(foreign).get("error").asText()).contains("Another web site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{}", "{\"action\": \"erase\", \"job\": \"X\"}"})
  void anything_but_a_command_is_answered_with_a_sentence(String body) {
    HttpResponse<byte[]> answer =
        instance.visitor().post("/api/commands", body, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(answer).get("error").asText()).startsWith("Send ");
  }

  @Test
  void a_request_that_is_far_too_long_is_refused() {
    String body = "{\"text\": \"" + "apple ".repeat(20_000) + "\"}";

    HttpResponse<byte[]> answer =
        instance.visitor().post("/api/commands", body, "Content-Type", "application/json");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Visitor.json(answer).get("error").asText()).contains("64 KiB");
  }

  @Test
  void what_people_ask_for_is_not_logged() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      Visitor visitor = instance.visitor();
      visitor.say("a periwinkle zeppelin");
      visitor.say("/imagine a periwinkle zeppelin --count zeppelin");
      visitor.say("/quota why zeppelin");
      visitor.say("/forget zeppelin");
      visitor.post("/api/commands", "{\"text\": \"a zeppelin", "Content-Type", "application/json");
      WorkerDriver worker = instance.worker().ready();
      worker.finish(worker.take());
      await().until(() -> visitor.getJson("/api/jobs").get(0).get("state").asText().equals("done"));
      visitor.say("/report " + visitor.getJson("/api/jobs").get(0).get("id").asText());
      visitor.say("/forget everything");
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list)
        .filteredOn(it -> it.getLevel().isGreaterOrEqual(Level.INFO))
        .noneMatch(it -> it.getFormattedMessage().contains("zeppelin"));
  }

  private String statusLine(String requestLine, String host) throws IOException {
    return statusLine(instance.server().port(), requestLine, host);
  }

  /** Java's client does not let a test choose the Host header. */
  private static String statusLine(int port, String requestLine, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = requestLine + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.lines().findFirst().orElse("");
    }
  }
}
