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
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * The page in a real browser, under a name and a path, behind the proxies of the README's examples,
 * where they are installed; only certificates and ports are other ones.
 */
@NeedsChromium
class RealProxyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  private static final Path README = Path.of("../../README.md");
  private static final String NAME = "example.org";

  @TempDir Path folder;

  @Test
  void behind_nginx_as_in_the_readme_a_grid_is_drawn_before_ones_eyes() throws Exception {
    Optional<Path> nginx = NeedsChromium.Condition.onPath("nginx");
    assumeTrue(nginx.isPresent(), "Skipped: nginx is not on the PATH (Debian: nginx-light).");
    try (WebHouse house = new WebHouse(REDIS.url())) {
      int port = freePort();
      WebServer server = serve(house, port);
      String site =
          example("nginx")
              .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + ";")
              .replaceAll("(?m)^ *ssl_.*\\n", "")
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
          house, server, port, List.of(nginx.get().toString(), "-p", folder + "", "-c", file + ""));
    }
  }

  @Test
  void behind_caddy_as_in_the_readme_a_grid_is_drawn_before_ones_eyes() throws Exception {
    Optional<Path> caddy = NeedsChromium.Condition.onPath("caddy");
    assumeTrue(caddy.isPresent(), "Skipped: caddy is not on the PATH (Debian: caddy).");
    try (WebHouse house = new WebHouse(REDIS.url())) {
      int port = freePort();
      WebServer server = serve(house, port);
      String site =
          "{\n  admin off\n}\n"
              + example("caddyfile")
                  .replace(NAME + " {", "http://" + NAME + ":" + port + " {")
                  .replace("127.0.0.1:8080", "127.0.0.1:" + server.port());
      Path file = folder.resolve("Caddyfile");
      Files.writeString(file, site);
      drawBehind(
          house,
          server,
          port,
          List.of(caddy.get().toString(), "run", "--adapter", "caddyfile", "--config", file + ""));
    }
  }

  private void drawBehind(WebHouse house, WebServer server, int port, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("HOME", folder.toString());
    Process proxy = builder.start();
    try (server;
        Chromium browser =
            new Chromium("--host-resolver-rules=MAP " + NAME + " 127.0.0.1:" + port)) {
      await().until(() -> isOpen(port));
      String home = "http://" + NAME + ":" + port + "/vitrail/";
      // Without the slash, as people type it.
      browser.open(home.substring(0, home.length() - 1));
      assertThat(browser.driver().getCurrentUrl()).isEqualTo(home);

      WorkerDriver worker = house.worker().ready();
      browser.send("a red apple");
      browser.see(".stage-text", "Waiting");
      ClaimedJob job = worker.take();
      worker.draw(job, 32, 1);
      browser.see(".stage-text", "Drawing");
      browser.see(".preview img");
      worker.finish(job);
      browser.see(".pane");
      assertThat(browser.find(".pane img")).hasSize(9);
      assertThat(browser.driver().manage().getCookieNamed(Sessions.COOKIE).getPath())
          .isEqualTo("/vitrail/");
      browser.photograph("behind-" + Path.of(command.get(0)).getFileName());
      browser.driver().navigate().refresh();
      browser.see(".pane");
      browser.driver().get(home + "moderate");
      browser.see("#login-form");
      // The login that is due, and a policy that only https knows.
      assertThat(browser.consoleProblems())
          .allMatch(it -> it.contains("401") || it.contains("Cross-Origin-Opener-Policy"));
    } finally {
      proxy.destroy();
    }
  }

  private static WebServer serve(WebHouse house, int port) {
    URI home = URI.create("http://" + NAME + ":" + port + "/vitrail/");
    ProxyOptions options =
        new ProxyOptions(Optional.of(home), List.of(), InetAddress::isLoopbackAddress);
    return house.serve("127.0.0.1", 0, options, WebServer.BODY_PATIENCE);
  }

  private static String example(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
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
