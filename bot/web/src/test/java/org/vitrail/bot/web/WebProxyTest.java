package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.config.AddressRange;
import org.vitrail.inference.protocol.RedisServerExtension;

/** The page behind a proxy: which names it answers to, and where its visitors believe it is. */
@Tag("slow")
class WebProxyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;
  private static final Predicate<InetAddress> NOBODY = address -> false;

  /** One for all, over an emptied Redis. */
  private static WebInstance instance;

  /**
   * Of each place to listen at and each set of options, as a server is more work than asking it.
   */
  private static final Map<List<Object>, WebServer> SERVERS = new HashMap<>();

  @BeforeEach
  void open() {
    if (instance == null) {
      instance = new WebInstance(REDIS.url());
    }
  }

  @AfterAll
  static void close() {
    SERVERS.values().forEach(WebServer::close);
    instance.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // listens | public address | other names | trusted | Host | X-Forwarded-Host | status
        "127.0.0.1 | - | - | true | 127.0.0.1:1 | - | 200",
        "127.0.0.1 | - | - | true | LOCALHOST | - | 200",
        "127.0.0.1 | - | - | true | [::1]:80 | - | 200",
        "127.0.0.1 | - | - | true | evil.example | - | 421",
        "127.0.0.1 | - | - | true | evil.example | 127.0.0.1 | 421",
        "127.0.0.1 | - | - | true | 127.0.0.1 | evil.example | 421",
        "127.0.0.1 | - | - | false | 127.0.0.1 | evil.example | 200",
        "127.0.0.1 | https://example.org/ | - | true | example.org | - | 200",
        "127.0.0.1 | https://example.org/ | - | true | Example.org:8443 | - | 200",
        "127.0.0.1 | https://example.org/ | - | true | 127.0.0.1:8080 | example.org | 200",
        "127.0.0.1 | https://example.org/ | - | true | www.example.org | - | 421",
        "127.0.0.1 | https://example.org/ | - | true | example.org.evil.example | - | 421",
        "127.0.0.1 | https://example.org/ | - | true | evil.example | example.org | 421",
        "127.0.0.1 | https://example.org/ | - | true | 192.168.1.5 | - | 421",
        "127.0.0.1 | - | a.example b.example | true | b.example:80 | - | 200",
        "127.0.0.1 | - | *.example.org | true | a.b.example.org | - | 200",
        "127.0.0.1 | - | *.example.org | true | example.org | - | 421",
        "127.0.0.1 | - | *.example.org | true | evilexample.org | - | 421",
        "0.0.0.0 | - | - | true | anything.example | - | 200",
        "0.0.0.0 | https://example.org/ | - | true | anything.example | - | 421",
        "0.0.0.0 | https://example.org/ | - | true | 192.168.1.5:8080 | - | 200",
        "0.0.0.0 | https://example.org/ | - | true | example.org | - | 200"
      })
  void it_answers_to_its_own_names_alone(
      String listens,
      String publicUrl,
      String names,
      boolean isTrusted,
      String host,
      String forwardedHost,
      int status) {
    ProxyOptions options =
        new ProxyOptions(
            Optional.ofNullable(publicUrl).map(URI::create),
            names == null ? List.of() : List.of(names.split(" ")),
            isTrusted ? LOOPBACK : NOBODY);
    WebServer server = server(listens, options);
    List<String> headers = new ArrayList<>(List.of("Host: " + host));
    Optional.ofNullable(forwardedHost).ifPresent(it -> headers.add("X-Forwarded-Host: " + it));

    assertThat(RawHttp.get(server.port(), "/", headers).status()).isEqualTo(status);
  }

  @Test
  void a_foreign_name_is_told_with_what_is_allowed_and_what_helps() {
    RawHttp.Answer answer =
        RawHttp.get(instance.server().port(), "/", List.of("Host: pictures.example.org"));

    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.error())
        .contains("the name pictures.example.org", "localhost, 127.0.0.1, [::1]")
        .contains("web.publicUrl", "https://pictures.example.org/", "VITRAIL_WEB_PUBLIC_URL")
        .contains("web.allowedHosts", "VITRAIL_WEB_ALLOWED_HOSTS")
        .doesNotContain("0.0.0.0");
    assertThat(
            RawHttp.get(instance.server().port(), "/", List.of("Host: \"<script>\u001b[2J"))
                .error())
        .doesNotContain("script", "\u001b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // public address | trusted | path | headers, with ; between | cookie's path | Secure
        "- | true | / | - | / | false",
        "- | true | / | X-Forwarded-Proto: https | / | true",
        "- | false | / | X-Forwarded-Proto: https | / | false",
        "- | true | / | X-Forwarded-Prefix: /vitrail | /vitrail/ | false",
        "- | true | / | X-Forwarded-Prefix: /a/vitrail/ | /a/vitrail/ | false",
        "- | true | / | X-Forwarded-Prefix: /x;HttpOnly | / | false",
        "- | true | / | X-Forwarded-Prefix: //evil.example | / | false",
        "- | false | / | X-Forwarded-Prefix: /vitrail | / | false",
        "https://example.org/vitrail/ | true | /vitrail/ | - | /vitrail/ | false",
        "https://example.org/vitrail/ | true | /vitrail/ | Host: example.org | /vitrail/ | true",
        "https://example.org/vitrail/ | true | / | Host: example.org | /vitrail/ | true",
        "https://example.org/vitrail | false | / | Host: example.org:443 | /vitrail/ | true",
        "https://example.org/vitrail/ | true | / | X-Forwarded-Host: example.org | /vitrail/ | true",
        "https://example.org/vitrail/ | true | / | - | / | false",
        "http://example.org/ | true | / | Host: example.org | / | false",
        "http://example.org/ | true | / | Host: example.org; X-Forwarded-Proto: https | / | true"
      })
  void the_cookie_belongs_to_where_the_browser_is(
      String publicUrl,
      boolean isTrusted,
      String path,
      String headers,
      String cookiePath,
      boolean isSecure) {
    ProxyOptions options =
        new ProxyOptions(
            Optional.ofNullable(publicUrl).map(URI::create),
            List.of(),
            isTrusted ? LOOPBACK : NOBODY);
    WebServer server = server("127.0.0.1", options);
    String cookie =
        RawHttp.get(server.port(), path + "api/models", lines(headers)).header("set-cookie");

    assertThat(cookie).startsWith(Sessions.COOKIE + "=").contains("Path=" + cookiePath + ";");
    assertThat(cookie.contains("Secure")).isEqualTo(isSecure);
  }

  @Test
  void the_page_is_there_with_the_base_path_and_without_it() {
    ProxyOptions options =
        new ProxyOptions(
            Optional.of(URI.create("https://example.org/a/vitrail")), List.of(), LOOPBACK);
    try (WebServer server = serve("127.0.0.1", options)) {
      assertThat(server.publicUrl()).isEqualTo("https://example.org/a/vitrail/");
      assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port() + "/a/vitrail/");
      Visitor visitor = new Visitor(server.url());
      for (String path : List.of("/a/vitrail/", "/", "/a/vitrail/script/main.js", "/moderate")) {
        assertThat(visitor.get(path).statusCode()).as(path).isEqualTo(200);
      }
      HttpResponse<byte[]> nowhere = visitor.get("/a/vitrail/nowhere");
      assertThat(nowhere.statusCode()).isEqualTo(404);
      assertThat(Visitor.json(nowhere).get("error").asText())
          .contains("the page is at /a/vitrail/.");
      assertThat(visitor.get("/a/vitrailx").statusCode()).isEqualTo(404);

      RawHttp.Answer bare =
          RawHttp.get(server.port(), "/a/vitrail?x=1", List.of("Host: localhost"));
      assertThat(bare.status()).isEqualTo(308);
      assertThat(bare.header("location")).isEqualTo("vitrail/?x=1");
      RawHttp.Answer moderate =
          RawHttp.get(server.port(), "/a/vitrail/moderate/", List.of("Host: localhost"));
      assertThat(moderate.status()).isEqualTo(308);
      assertThat(moderate.header("location")).isEqualTo("../moderate");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // public address | trusted | headers, with ; between | status
        "- | true | Origin: http://evil.example | 403",
        "- | true | Origin: null | 403",
        "- | true | Sec-Fetch-Site: cross-site | 403",
        "- | true | Sec-Fetch-Site: same-origin; Origin: https://example.org | 200",
        "- | true | Origin: http://127.0.0.1 | 200",
        "https://example.org/ | true | Host: example.org; Origin: https://example.org | 200",
        "https://example.org/ | true | Host: example.org; Origin: https://other.example | 403",
        "http://example.org:81/ | true | Origin: http://example.org:81 | 200",
        "http://example.org:81/ | true | Origin: http://example.org:82 | 403",
        "http://example.org/ | true | X-Forwarded-Host: example.org; Origin: http://example.org | 200"
      })
  void changes_come_from_our_own_page_alone(
      String publicUrl, boolean isTrusted, String headers, int status) {
    ProxyOptions options =
        new ProxyOptions(
            Optional.ofNullable(publicUrl).map(URI::create),
            List.of(),
            isTrusted ? LOOPBACK : NOBODY);
    WebServer server = server("127.0.0.1", options);
    List<String> all = lines(headers);
    all.add("Content-Type: application/json");

    assertThat(RawHttp.post(server.port(), "/api/commands", all, "{\"text\":\"/about\"}").status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // trusted | the two who try, as X-Forwarded-For | whether the second is slowed by the first
        "127.0.0.1 | 1.2.3.4 | 5.6.7.8 | false",
        "127.0.0.1 | 1.2.3.4 | 1.2.3.4 | true",
        "127.0.0.1 | 9.9.9.9, 1.2.3.4 | 8.8.8.8, 1.2.3.4 | true",
        "127.0.0.1 | 1.2.3.4:4711 | 1.2.3.4 | true",
        "127.0.0.1 | [2001:db8::1]:443 | 2001:db8::1 | true",
        "127.0.0.1 | unknown | - | true",
        "127.0.0.1,10.0.0.0/8 | 1.2.3.4, 10.1.1.1 | 5.6.7.8, 10.1.1.1 | false",
        "127.0.0.1 | 1.2.3.4, 10.1.1.1 | 5.6.7.8, 10.1.1.1 | true",
        "10.0.0.0/8 | 1.2.3.4 | 5.6.7.8 | true"
      })
  void who_tries_keys_is_known_by_their_own_address(
      String trusted, String one, String other, boolean isSlowed) {
    List<AddressRange> ranges =
        Arrays.stream(trusted.split(",")).map(it -> AddressRange.parse(it).orElseThrow()).toList();
    ProxyOptions options =
        new ProxyOptions(
            Optional.empty(),
            List.of(),
            it -> ranges.stream().anyMatch(range -> range.contains(it)));
    try (WebServer server = serve("127.0.0.1", options)) {
      int status = 0;
      for (int tries = 0; tries < 50 && status != 429; tries++) {
        status = login(server, one);
      }
      assertThat(status).isEqualTo(429);

      assertThat(login(server, other)).isEqualTo(isSlowed ? 429 : 403);
    }
  }

  @Test
  void an_event_stream_asks_proxies_not_to_gather_it() throws Exception {
    Visitor visitor = instance.visitor();
    visitor.get("/api/models");

    HttpResponse<?> stream = visitor.stream("/api/events");

    assertThat(stream.headers().firstValue("X-Accel-Buffering")).contains("no");
    assertThat(stream.headers().firstValue("Cache-Control").orElseThrow()).contains("no-cache");
  }

  private static int login(WebServer server, String forwardedFor) {
    List<String> headers = new ArrayList<>(List.of("Content-Type: application/json"));
    Optional.ofNullable(forwardedFor).ifPresent(it -> headers.add("X-Forwarded-For: " + it));
    return RawHttp.post(server.port(), "/moderate/login", headers, "{\"key\":\"wrong\"}").status();
  }

  private static WebServer server(String host, ProxyOptions options) {
    return SERVERS.computeIfAbsent(List.of(host, options), it -> serve(host, options));
  }

  private static WebServer serve(String host, ProxyOptions options) {
    return instance.serve(host, 0, options, WebServer.BODY_PATIENCE);
  }

  private static List<String> lines(String headers) {
    return headers == null
        ? new ArrayList<>()
        : new ArrayList<>(Arrays.stream(headers.split(";(?= )")).map(String::strip).toList());
  }
}
