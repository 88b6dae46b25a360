package org.vitrail.inference.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.network.RecordingProxy;

@Tag("slow")
class FetchThroughProxiesTest {
  private static final byte[] CONTENT = PullHome.bytes(5000);

  @TempDir Path home;

  @Test
  void a_download_goes_through_the_proxy_with_its_password() throws Exception {
    try (ScriptedServer proxy = new ScriptedServer()) {
      PullHome eye = new PullHome(home, proxy).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "http://hub.invalid");
      eye.environment.put("HTTP_PROXY", "http://me:p%40ss@127.0.0.1:" + proxy.port());
      proxy.on("http://hub.invalid" + PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

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
      hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

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
      proxy.on("http://hub.invalid" + PullHome.at("clip.pt"), ServerReplies.status(407));

      assertThatThrownBy(eye::pull).hasMessageContaining("The proxy asks for a password (407)");
    }
  }

  @Test
  void the_servers_behind_no_proxy_never_see_the_proxys_password() throws Exception {
    try (ScriptedServer hub = new ScriptedServer()) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      eye.environment.put("http_proxy", "http://me:pass@127.0.0.1:1");
      eye.environment.put("no_proxy", "example.org, 127.0.0.1");
      hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

      eye.pull();

      assertThat(hub.requests().get(0).headers()).doesNotContainKey("proxy-authorization");
    }
  }

  @Test
  void a_proxy_that_cannot_be_reached_is_named_as_the_cause() throws Exception {
    try (ScriptedServer hub = new ScriptedServer()) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "http://hub.invalid");
      eye.environment.put("HTTP_PROXY", "http://me:hunter2@127.0.0.1:1");

      assertThatThrownBy(eye::pull)
          .hasMessageContaining("the proxy http://127.0.0.1:1 (from HTTP_PROXY) cannot be reached")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void a_download_goes_through_a_socks_proxy() throws Exception {
    try (ScriptedServer hub = new ScriptedServer();
        RecordingProxy proxy = RecordingProxy.start("me:pass").knows("hub.test", hub.port())) {
      PullHome eye = new PullHome(home, hub).file("clip.pt", "bytes: 5000");
      eye.environment.put("HF_ENDPOINT", "http://hub.test");
      eye.environment.put("ALL_PROXY", proxy.url("socks5h", "me:pass"));
      hub.on(PullHome.at("clip.pt"), ServerReplies.file(CONTENT, "a"));

      eye.pull();

      assertThat(eye.path("clip.pt")).hasBinaryContent(CONTENT);
      assertThat(proxy.passed()).containsOnly("SOCKS5 hub.test:80");
    }
  }
}
