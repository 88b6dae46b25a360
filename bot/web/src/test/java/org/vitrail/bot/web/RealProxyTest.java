package org.vitrail.bot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * The page in a real browser, under a name and a path, behind the proxies as docs/OPERATING.md sets
 * them up, where they are installed, over TLS; only the port and the certificate, which nobody
 * signed, are other ones.
 */
@NeedsChromium
@Tag("slow")
class RealProxyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  private static final Path EXAMPLES = Path.of("../../docs/OPERATING.md");
  private static final String NAME = "example.org";

  @TempDir Path folder;

  @Test
  void behind_nginx_as_in_our_example_a_grid_is_drawn_before_ones_eyes() throws Exception {
    Optional<Path> nginx = NeedsChromium.Condition.onPath("nginx");
    assumeTrue(nginx.isPresent(), "Skipped: nginx is not on the PATH (Debian: nginx-light).");
    signForOneself();
    try (WebInstance instance = new WebInstance(REDIS.url())) {
      int port = freePort();
      WebServer server = serve(instance, port);
      String site =
          example("nginx")
              .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
              .replace("/etc/ssl/example.org", folder.resolve(NAME).toString())
              .replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
      Path file = folder.resolve("nginx.conf");
      Files.writeString(
          file,
          "daemon off; pid %1$s/pid; error_log %1$s/error.log; events {} http { access_log off;"
                  .formatted(folder)
              + " client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;"
                  .formatted(folder)
              + " uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;\n%2$s}\n".formatted(folder, site));
      drawBehind(
          instance,
          server,
          port,
          List.of(nginx.get().toString(), "-p", folder + "", "-c", file + ""));
    }
  }

  @Test
  void behind_caddy_as_in_our_example_a_grid_is_drawn_before_ones_eyes() throws Exception {
    Optional<Path> caddy = NeedsChromium.Condition.onPath("caddy");
    assumeTrue(caddy.isPresent(), "Skipped: caddy is not on the PATH (Debian: caddy).");
    signForOneself();
    try (WebInstance instance = new WebInstance(REDIS.url())) {
      int port = freePort();
      WebServer server = serve(instance, port);
      String site =
          "{\n  admin off\n  auto_https disable_redirects\n}\n"
              + example("caddyfile")
                  .replace(
                      NAME + " {",
                      "%s:%d {\n  bind 127.0.0.1\n  tls %3$s.pem %3$s.key"
                          .formatted(NAME, port, folder.resolve(NAME)))
                  .replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
      Path file = folder.resolve("Caddyfile");
      Files.writeString(file, site);
      drawBehind(
          instance,
          server,
          port,
          List.of(caddy.get().toString(), "run", "--adapter", "caddyfile", "--config", file + ""));
    }
  }

  private void drawBehind(WebInstance instance, WebServer server, int port, List<String> command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("HOME", folder.toString());
    Process proxy = builder.start();
    try (server;
        Chromium browser =
            new Chromium(
                "--host-resolver-rules=MAP " + NAME + " 127.0.0.1:" + port,
                "--ignore-certificate-errors")) {
      await().until(() -> isOpen(port));
      String home = "https://" + NAME + ":" + port + "/vitrail/";
      // Without the slash, as people type it.
      browser.open(home.substring(0, home.length() - 1));
      assertThat(browser.driver().getCurrentUrl()).isEqualTo(home);

      WorkerDriver worker = instance.worker().ready();
      browser.send("a red apple");
      browser.see(".stage-text", "Waiting");
      ClaimedJob job = worker.take();
      worker.draw(job, 32, 1);
      browser.see(".stage-text", "Drawing");
      browser.see(".preview img");
      worker.finish(job);
      browser.see(".pane");
      assertThat(browser.find(".pane img")).hasSize(9);
      Cookie session = browser.driver().manage().getCookieNamed(Sessions.COOKIE);
      assertThat(session.getPath()).isEqualTo("/vitrail/");
      assertThat(session.isSecure()).isTrue();
      assertThat(browser.find(".pane img"))
          .allSatisfy(
              picture -> assertThat(picture.getDomProperty("src")).startsWith(home + "images/"));
      browser.photograph("behind-" + Path.of(command.get(0)).getFileName());
      browser.driver().navigate().refresh();
      browser.see(".pane");
      browser.driver().get(home + "moderate");
      browser.see("#login-form");
      // The login that is due.
      assertThat(browser.consoleProblems()).allMatch(it -> it.contains("401"));
    } finally {
      proxy.destroy();
    }
  }

  private void signForOneself() throws Exception {
    Optional<Path> openssl = NeedsChromium.Condition.onPath("openssl");
    assumeTrue(openssl.isPresent(), "Skipped: openssl is not on the PATH (Debian: openssl).");
    String what = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%1$s -addext";
    List<String> command = new ArrayList<>(List.of(openssl.get().toString()));
    command.addAll(List.of(what.formatted(NAME).split(" ")));
    command.addAll(List.of("subjectAltName=DNS:" + NAME));
    command.addAll(List.of("-keyout", folder.resolve(NAME + ".key").toString()));
    command.addAll(List.of("-out", folder.resolve(NAME + ".pem").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl").toFile())
            .start();
    assertThat(process.waitFor()).as("openssl").isZero();
  }

  private static WebServer serve(WebInstance instance, int port) {
    URI home = URI.create("https://" + NAME + ":" + port + "/vitrail/");
    ProxyOptions options =
        new ProxyOptions(Optional.of(home), List.of(), InetAddress::isLoopbackAddress);
    return instance.serve("127.0.0.1", 0, options, WebServer.BODY_PATIENCE);
  }

  private static String example(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(EXAMPLES));
    assertThat(block.find()).as("an example for " + language).isTrue();
    return block.group(1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
