package org.vitrail.inference.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static final byte[] CONTENT = PullHome.bytes(5000);
  private static final URI HUB = URI.create("https://huggingface.co/a");

  @TempDir Path home;

  @Test
  void a_download_goes_through_the_proxy_with_its_password() throws Exception {
    try (ScriptedServer proxy = new ScriptedServer()) {
      PullHome eye = new PullHome(home, proxy).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "http://hub.invalid");
      eye.environment.put("HTTP_PROXY", "http://me:p%40ss@127.0.0.1:" + proxy.port());
      proxy.on("http://hub.invalid" + PullHome.at("clip.pt"), Replies.file(CONTENT, "a"));

      eye.pull();

      assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
      assertThat(proxy.requests().get(0).headers())
          .containsEntry("proxy-authorization", "Basic bWU6cEBzcw=="); // me:p@ss
    }
  }

  @Test
  void a_tunnel_keeps_the_proxys_password_and_the_hubs_token_apart() throws Exception {
    SSLContext usual = SSLContext.getDefault();
    SSLContext.setDefault(certificateFor("hub.invalid"));
    try (ScriptedServer proxy = new ScriptedServer();
        ScriptedServer hub =
            new ScriptedServer(
                SSLContext.getDefault()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress()))) {
      PullHome eye = new PullHome(home, proxy).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "https://hub.invalid");
      eye.environment.put("HF_TOKEN", "hf_secret");
      eye.environment.put("HTTPS_PROXY", "me:pass@127.0.0.1:" + proxy.port());
      proxy.on(
          "hub.invalid:443",
          (request, connection) -> {
            connection.raw("HTTP/1.1 200 Connected\r\n\r\n");
            connection.tunnelTo(hub.port());
          });
      hub.on(PullHome.at("clip.pt"), Replies.file(CONTENT, "a"));

      eye.pull();

      assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
      ScriptedServer.Request tunnel = proxy.requests().get(0);
      assertThat(tunnel.method()).isEqualTo("CONNECT");
      assertThat(tunnel.headers())
          .containsEntry("proxy-authorization", "Basic bWU6cGFzcw==")
          .doesNotContainKey("authorization");
      assertThat(hub.requests().get(0).headers())
          .containsEntry("authorization", "Bearer hf_secret")
          .doesNotContainKey("proxy-authorization");
    } finally {
      SSLContext.setDefault(usual);
    }
  }

  /** Trusts, and has, a fresh certificate made by the JDK's own tool. */
  private SSLContext certificateFor(String host) throws Exception {
    Path store = home.resolve("keys.p12");
    char[] password = "changeit".toCharArray();
    int made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "hub",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("keytool.log").toFile())
            .start()
            .waitFor();
    assertThat(made).as("exit code of keytool").isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("hub", keys.getCertificate("hub"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void a_proxy_that_wants_a_password_says_where_to_put_it() throws Exception {
    try (ScriptedServer proxy = new ScriptedServer()) {
      PullHome eye = new PullHome(home, proxy).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "http://hub.invalid");
      eye.environment.put("HTTP_PROXY", "http://127.0.0.1:" + proxy.port());
      proxy.on("http://hub.invalid" + PullHome.at("clip.pt"), Replies.status(407));

      assertThatThrownBy(eye::pull).hasMessageContaining("The proxy asks for a password (407)");
    }
  }

  @Test
  void the_servers_behind_no_proxy_never_see_the_proxys_password() throws Exception {
    try (ScriptedServer hub = new ScriptedServer()) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      eye.environment.put("http_proxy", "http://me:pass@127.0.0.1:1");
      eye.environment.put("no_proxy", "example.org, 127.0.0.1");
      hub.on(PullHome.at("clip.pt"), Replies.file(CONTENT, "a"));

      eye.pull();

      assertThat(hub.requests().get(0).headers()).doesNotContainKey("proxy-authorization");
    }
  }

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
      })
  void no_proxy_names_hosts_and_domains(String noProxy, String way) {
    Proxies proxies =
        new Proxies(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", noProxy));

    assertThat(proxies.select(HUB).get(0))
        .isEqualTo(
            way.equals("direct")
                ? Proxy.NO_PROXY
                : new Proxy(Proxy.Type.HTTP, new InetSocketAddress("proxy.example", 3128)));
  }

  @Test
  void each_scheme_has_its_own_proxy_and_capitals_win() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTP_PROXY", "http://open.example:1");
    environment.put("https_proxy", "http://small.example:2");
    environment.put("HTTPS_PROXY", "http://capital.example:3");
    Proxies proxies = new Proxies(environment);

    assertThat(proxies.select(HUB).get(0).address().toString()).contains("capital.example");
    assertThat(proxies.select(URI.create("http://a.example/")).get(0).address().toString())
        .contains("open.example");
  }

  @Test
  void a_proxy_of_the_jvm_itself_comes_first() {
    Proxies proxies = new Proxies(Map.of("HTTPS_PROXY", "http://me:pass@env.example:1"));
    System.setProperty("https.proxyHost", "jvm.example");
    System.setProperty("https.proxyPort", "3128");
    try {
      List<Proxy> chosen = proxies.select(HUB);

      assertThat(chosen.get(0).address().toString()).contains("jvm.example");
      assertThat(proxies.authorization(HUB)).isEmpty();
    } finally {
      System.clearProperty("https.proxyHost");
      System.clearProperty("https.proxyPort");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://me:hunter2@p:1",
        "https://me:hunter2@p",
        "http://me:hunter2@",
        ":hunter2 x"
      })
  void what_is_no_proxy_is_refused_and_not_shown(String given) throws IOException {
    assertThatThrownBy(() -> new Proxies(Map.of("HTTPS_PROXY", given)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("HTTPS_PROXY (not shown here")
        .hasMessageNotContaining("hunter2");
  }
}
