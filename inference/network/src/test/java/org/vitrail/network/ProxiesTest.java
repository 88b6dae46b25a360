package org.vitrail.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.config.ProxySettings;
import org.vitrail.config.SettingsException;

class ProxiesTest {
  private static final URI HUB = URI.create("https://huggingface.co/a");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | proxy",
        "*                       | direct",
        "huggingface.co          | direct",
        ".huggingface.co         | direct",
        "*.co                    | direct",
        "HUGGINGFACE.CO          | direct",
        "face.co                 | proxy",
        "cdn.huggingface.co      | proxy",
        "localhost,huggingface.co| direct",
        "localhost huggingface.co| direct",
      })
  void no_proxy_names_hosts_and_domains(String noProxy, String way) {
    Proxies proxies = proxies("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", noProxy);

    assertThat(proxies.select(HUB))
        .containsExactly(
            way.equals("direct")
                ? Proxy.NO_PROXY
                : new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy.example", 3128)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8081/",
        "https://127.0.0.1/",
        "http://[::1]:1/",
        "ws://127.0.0.2"
      })
  void this_machine_is_reached_directly(String address) {
    assertThat(proxies("ALL_PROXY", "http://proxy.example:1").way(URI.create(address))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/, capital.example",
    "wss://a.example/, capital.example",
    "http://a.example/, all.example",
    "ws://a.example/, all.example"
  })
  void each_scheme_has_its_own_proxy_capitals_win_and_all_proxy_is_for_the_rest(
      String address, String proxy) {
    Proxies proxies =
        proxies(
            "https_proxy", "http://small.example:2",
            "HTTPS_PROXY", "http://capital.example:3",
            "all_proxy", "http://all.example:4");

    assertThat(proxies.way(URI.create(address)).orElseThrow().proxy().getHostString())
        .isEqualTo(proxy);
  }

  @Test
  void a_proxy_of_the_jvm_itself_comes_first() {
    Proxies proxies = proxies("HTTPS_PROXY", "http://me:pass@env.example:1");
    System.setProperty("https.proxyHost", "jvm.example");
    System.setProperty("https.proxyPort", "3128");
    try {
      assertThat(proxies.select(HUB).get(0).address().toString()).contains("jvm.example");
      assertThat(proxies.way(HUB)).isEmpty();
    } finally {
      System.clearProperty("https.proxyHost");
      System.clearProperty("https.proxyPort");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:hunter2@p",
        "socks4://me:hunter2@p:1",
        "http://me:hunter2@",
        "http://me:hunter2@p:99999",
        "http://me:hunter2@p:1/path",
        "http://me:hunter%2@p:1",
        ":hunter2 x"
      })
  void what_is_no_proxy_is_refused_and_not_shown(String given) {
    for (String variable : List.of("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")) {
      assertThatThrownBy(() -> proxies(variable, given))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(variable + ": the value given (not shown here")
          .hasMessageContaining("socks5h://")
          .hasMessageNotContaining("hunter2");
    }
  }

  /** A client that speaks to HTTP proxies alone, over each kind of proxy. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5h"})
  void whatever_the_proxy_speaks_requests_and_their_bodies_pass(String scheme) throws Exception {
    HttpServer server = echo();
    try (RecordingProxy proxy =
        RecordingProxy.start("me:p@ss:w+rd").knows("hub.test", server.getAddress().getPort())) {
      Proxies proxies = proxies("ALL_PROXY", proxy.url(scheme, "me:p%40ss%3Aw+rd"));
      URI address = URI.create("http://hub.test:8080/a/b?c=%20d");

      HttpResponse<String> first = post(proxies, address, "x".repeat(100_000));
      HttpResponse<String> second = post(proxies, address, "short");

      assertThat(first.body()).isEqualTo("POST /a/b?c=%20d 100000");
      assertThat(second.body()).isEqualTo("POST /a/b?c=%20d 5");
      assertThat(proxy.passed()).hasSize(2).allMatch(it -> it.endsWith(" hub.test:8080"));
      assertThat(proxies.fault(address)).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void socks5_looks_names_up_here_and_socks5h_there() throws IOException {
    try (RecordingProxy proxy = RecordingProxy.start()) {
      URI address = URI.create("https://1.2.3.4/");
      proxies("ALL_PROXY", proxy.url("socks5", "")).fault(address);
      assertThat(
              proxies("ALL_PROXY", proxy.url("socks5", ""))
                  .fault(URI.create("https://hub.invalid/")))
          .hasValueSatisfying(it -> assertThat(it).contains("hub.invalid is not known", "socks5h"));
      proxies("ALL_PROXY", proxy.url("socks5h", "")).fault(URI.create("https://hub.invalid/"));

      assertThat(proxy.passed()).containsExactly("SOCKS5 1.2.3.4:443", "SOCKS5 hub.invalid:443");
    }
  }

  @Test
  void who_does_not_know_this_starts_password_does_not_pass_the_bridge() throws Exception {
    try (RecordingProxy proxy = RecordingProxy.start().knows("hub.test", 1)) {
      Proxies proxies = proxies("ALL_PROXY", proxy.url("socks5h", ""));
      int port = proxies.way(HUB).orElseThrow().proxy().getPort();

      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)))
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create("http://hub.test/")).build(),
                  BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(407);
      assertThat(proxy.passed()).isEmpty();
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5h"})
  void what_is_wrong_with_a_proxy_is_said_with_what_helps(String scheme) throws IOException {
    URI address = URI.create("https://hub.test/");
    try (RecordingProxy proxy = RecordingProxy.start("me:pass")) {
      assertFault(proxy.url(scheme, ""), address, "asks for a user and password");
      assertFault(proxy.url(scheme, "me:hunter2"), address, "refuses the user or password");
      assertFault(
          proxy.url(scheme, "me:pass"), address, "does not connect to hub.test", "NO_PROXY");
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String gone = scheme + "://me:hunter2@127.0.0.1:" + taken.getLocalPort();
      taken.close();
      assertFault(gone, address, "cannot be reached", "look whether it runs");
    }
    HttpServer web = echo();
    try {
      String other = "socks5h://me:hunter2@127.0.0.1:" + web.getAddress().getPort();
      assertThat(proxies("ALL_PROXY", other).fault(address)).isPresent();
    } finally {
      web.stop(0);
    }
  }

  @Test
  void the_proxies_are_told_in_words_without_their_passwords() {
    assertThat(proxies().inWords()).isEmpty();
    assertThat(proxies("ALL_PROXY", "socks5://me:hunter2@p.example").inWords())
        .contains("socks5://p.example:1080 (from ALL_PROXY)");
    assertThat(
            proxies("HTTPS_PROXY", "p.example:3128", "NO_PROXY", "a.example, .b.example").inWords())
        .contains(
            "http://p.example:3128 (from HTTPS_PROXY) for https://; without it: a.example, .b.example");
  }

  private static void assertFault(String proxy, URI address, String... parts) {
    assertThat(proxies("HTTPS_PROXY", proxy).fault(address))
        .hasValueSatisfying(
            it ->
                assertThat(it)
                    .startsWith("the proxy ")
                    .contains("HTTPS_PROXY")
                    .contains(parts)
                    .doesNotContain("hunter2"));
  }

  private static HttpResponse<String> post(Proxies proxies, URI address, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body));
    proxies
        .way(address)
        .flatMap(Proxies.Way::authorization)
        .ifPresent(it -> request.header("Proxy-Authorization", it));
    return HttpClient.newBuilder()
        .proxy(proxies)
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request.build(), BodyHandlers.ofString());
  }

  private static HttpServer echo() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int length = exchange.getRequestBody().readAllBytes().length;
          byte[] said =
              (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + length)
                  .getBytes();
          exchange.sendResponseHeaders(200, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Proxies proxies(String... environment) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return new Proxies(ProxySettings.of(variables));
  }
}
