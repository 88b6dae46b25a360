package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Asks the operating system about TCP ports; the answer may be old a moment later. */
final class Ports {
  private Ports() {}

  /** Whether somebody could listen there now. */
  static boolean isFree(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isFree(int loopbackPort) {
    return isFree(InetAddress.getLoopbackAddress(), loopbackPort);
  }

  /** Some free port of the loopback interface. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
