package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.vitrail.config.Settings;

/** Asks the operating system about TCP ports; the answer may be old a moment later. */
final class Ports {
  private Ports() {}

  /** Whether somebody could listen there now. */
  static boolean isFree(InetAddress address, int port) {
    return isFree(new InetSocketAddress(address, port));
  }

  private static boolean isFree(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isFree(int loopbackPort) {
    return isFree(InetAddress.getLoopbackAddress(), loopbackPort);
  }

  /**
   * Whether Telegram's webhook, where one is set, finds its port free; it listens on all addresses.
   *
   * @throws StandaloneException if it does not
   */
  static void requireFreeForWebhook(Settings settings) {
    webhookObstacle(settings)
        .ifPresent(
            obstacle -> {
              throw new StandaloneException("Telegram's webhook: " + obstacle);
            });
  }

  /** Why Telegram's webhook cannot listen, as a sentence; empty if it can or is not wanted. */
  static Optional<String> webhookObstacle(Settings settings) {
    int port = settings.telegram().webhookPort();
    boolean isWanted =
        !settings.telegramToken().isEmpty() && !settings.telegram().webhookUrl().isEmpty();
    if (!isWanted || port == 0) {
      return Optional.empty();
    }
    String change =
        "set telegram.webhookPort in config/vitrail.yaml or VITRAIL_TELEGRAM_WEBHOOK_PORT (0 = any).";
    if (port == settings.web().port()) {
      return Optional.of("port " + port + " is the page's as well; " + change);
    }
    return isFree(new InetSocketAddress(port))
        ? Optional.empty()
        : Optional.of("port " + port + " cannot be used: end who has it, or " + change);
  }

  /** Some free port of the loopback interface. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
