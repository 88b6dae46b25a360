package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.RedisServerProcess;

class PageTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

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
  void every_file_of_the_page_is_served_and_no_other() throws IOException, URISyntaxException {
    Path folder = Path.of(WebServer.class.getResource("page").toURI());
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(it -> folder.relativize(it).toString().replace('\\', '/'))
              .toList();
      assertThat(names).containsExactlyInAnyOrderElementsOf(PageFiles.NAMES);
    }
    for (String name : PageFiles.NAMES) {
      assertThat(instance.visitor().get("/" + name).statusCode()).as(name).isEqualTo(200);
    }
    assertThat(instance.visitor().get("/WebServer.class").statusCode()).isEqualTo(404);
  }

  @Test
  void a_file_that_did_not_change_is_not_sent_again() {
    Visitor visitor = instance.visitor();
    HttpResponse<byte[]> first = visitor.get("/script/main.js");
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<byte[]> second = visitor.get("/script/main.js", "If-None-Match", tag);

    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(first.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void the_page_runs_no_script_and_no_style_but_its_own_files() {
    HttpResponse<byte[]> page = instance.visitor().get("/");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(new String(page.body(), StandardCharsets.UTF_8))
        .doesNotContain(" style=", "<style", " onclick=", "javascript:", "http://", "https://")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @Test
  void an_unknown_address_is_answered_with_a_sentence() {
    HttpResponse<byte[]> answer = instance.visitor().get("/nowhere");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(Visitor.json(answer).get("error").asText()).contains("the page is at /");
  }

  @Test
  void the_words_of_cards_are_told_in_the_language_of_the_browser() {
    Visitor visitor = instance.visitor();

    JsonNode german =
        Visitor.json(visitor.get("/api/texts", "Accept-Language", "de-AT,de;q=0.9,en;q=0.8"));
    JsonNode others = Visitor.json(visitor.get("/api/texts", "Accept-Language", "is"));

    assertThat(german.get("language").asText()).isEqualTo("de");
    assertThat(german.get("texts").get("card.left").asText()).isEqualTo("noch etwa {0}");
    assertThat(others.get("language").asText()).isEqualTo("en");
    assertThat(others.get("texts").get("card.left").asText()).isEqualTo("about {0} left");
  }

  @Test
  void the_script_says_what_it_is_given_and_no_more() throws IOException {
    Set<String> said = new TreeSet<>();
    for (String name : PageFiles.NAMES) {
      String script = new String(instance.visitor().get("/" + name).body(), StandardCharsets.UTF_8);
      Pattern.compile("'((?:button|card|duration)\\.[a-z-]+)'")
          .matcher(script)
          .results()
          .forEach(key -> said.add(key.group(1)));
    }

    assertThat(said).containsExactlyInAnyOrderElementsOf(CardTexts.KEYS);
  }

  @Test
  void health_fails_while_redis_keeps_nothing_and_says_what_is_wrong() {
    try (RedisServerProcess full = new RedisServerProcess("--maxmemory", "1").start();
        WebInstance broken = new WebInstance(full.url())) {
      HttpResponse<byte[]> answer = broken.visitor().get("/healthz");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(Visitor.json(answer).get("status").asText()).isEqualTo("failing");
      assertThat(Visitor.json(answer).get("problems").get(0).asText())
          .startsWith("Redis has no memory left and refuses writes.");
    }
  }

  @Test
  void health_and_models_are_told() {
    Visitor visitor = instance.visitor();

    assertThat(visitor.getJson("/healthz").get("status").asText()).isEqualTo("ok");
    assertThat(visitor.getJson("/healthz").get("version").asText()).isEqualTo("1.2.3");
    assertThat(visitor.getJson("/healthz").get("models").get("bundled").asText())
        .isEqualTo("loaded");
    assertThat(visitor.getJson("/api/models").get(0).get("title").asText())
        .isEqualTo("Vitrail small");
    JsonNode model = visitor.getJson("/api/models").get(0);
    assertThat(model.get("isDefault").asBoolean()).isTrue();
    assertThat(model.get("options").get("top-k").toString())
        .isEqualTo("{\"standard\":64,\"min\":0,\"max\":16384,\"isWhole\":true}");
    assertThat(model.get("options").get("rank").toString())
        .isEqualTo("{\"standard\":\"clip\",\"names\":[\"clip\",\"perplexity\"]}");
    assertThat(model.get("takesPictures").asBoolean()).isTrue();
    assertThat(model.get("varies").asBoolean()).isTrue();
    assertThat(model.get("drawsShapes").asBoolean()).isTrue();
  }

  @Test
  void a_port_in_use_is_told_with_the_setting_that_changes_it() {
    int taken = instance.server().port();

    assertThatThrownBy(() -> instance.serve("127.0.0.1", taken))
        .isInstanceOf(WebException.class)
        .hasMessageContaining("Port " + taken + " is in use")
        .hasMessageContaining("web.port in config/vitrail.yaml")
        .hasMessageContaining("VITRAIL_WEB_PORT");
  }

  @Test
  void an_unknown_host_is_told_with_the_setting_that_changes_it() {
    assertThatThrownBy(() -> instance.serve("no.such.host.invalid", 0))
        .isInstanceOf(WebException.class)
        .hasMessageContaining("no.such.host.invalid")
        .hasMessageContaining("VITRAIL_WEB_HOST");
  }
}
