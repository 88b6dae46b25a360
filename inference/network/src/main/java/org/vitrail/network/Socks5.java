package org.vitrail.network;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vitrail.config.ProxyServer;
import org.vitrail.config.ProxyServer.Kind;
import org.vitrail.config.ProxyServer.Login;

/** Connects through a SOCKS5 proxy: RFC 1928, and RFC 1929 for user and password. */
final class Socks5 {
  private static final int VERSION = 5;
  private static final int NO_LOGIN = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  /** RFC 1928, 6: what the proxy answers instead of 0. */
  private static final List<String> REFUSALS =
      List.of(
          "",
          "it failed",
          "its rules forbid it",
          "it has no way to that network",
          "it does not reach that host",
          "that host refuses the connection",
          "it took too long",
          "it does not connect for others",
          "it does not know such addresses");

  private Socks5() {}

  /**
   * @return connected to the address, for the caller to close
   * @throws ProxyException if the proxy cannot be reached or does not lead on
   */
  static Socket connect(ProxyServer proxy, String host, int port, Duration patience)
      throws IOException {
    Socket socket = new Socket();
    try {
      Faults.reach(socket, proxy, patience);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      greet(proxy, in, out);
      ask(proxy, host, port, in, out);
      socket.setSoTimeout(0);
      return socket;
    } catch (ProxyException e) {
      socket.close();
      throw e;
    } catch (IOException e) {
      socket.close();
      throw Faults.silent(proxy);
    }
  }

  private static void greet(ProxyServer proxy, DataInputStream in, OutputStream out)
      throws IOException {
    Optional<Login> login = proxy.login();
    out.write(
        login.isPresent()
            ? new byte[] {VERSION, 2, NO_LOGIN, USER_AND_PASSWORD}
            : new byte[] {VERSION, 1, NO_LOGIN});
    if (in.readUnsignedByte() != VERSION) {
      throw Faults.otherLanguage(proxy);
    }
    int method = in.readUnsignedByte();
    if (method == USER_AND_PASSWORD && login.isPresent()) {
      out.write(login(login.get()));
      in.readUnsignedByte();
      if (in.readUnsignedByte() != 0) {
        throw Faults.login(proxy);
      }
    } else if (method != NO_LOGIN) {
      throw Faults.login(proxy);
    }
  }

  private static byte[] login(Login login) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(1);
    writeShort(message, login.user());
    writeShort(message, login.password());
    return message.toByteArray();
  }

  private static void ask(
      ProxyServer proxy, String host, int port, DataInputStream in, OutputStream out)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(new byte[] {VERSION, CONNECT, 0});
    if (proxy.kind() == Kind.SOCKS5H) {
      request.write(NAME);
      writeShort(request, host);
    } else {
      byte[] address = lookUp(proxy, host).getAddress();
      request.write(address.length == 4 ? IPV4 : IPV6);
      request.writeBytes(address);
    }
    request.write(port >> 8);
    request.write(port);
    out.write(request.toByteArray());

    in.readUnsignedByte();
    int answer = in.readUnsignedByte();
    if (answer != 0) {
      String why = answer < REFUSALS.size() ? REFUSALS.get(answer) : "it answers " + answer;
      throw Faults.refuses(proxy, host, why);
    }
    in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int length = type == NAME ? in.readUnsignedByte() : type == IPV4 ? 4 : 16;
    in.readFully(new byte[length + 2]);
  }

  private static InetAddress lookUp(ProxyServer proxy, String host) throws ProxyException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ProxyException(
          "the name %s is not known on this machine; let the proxy look names up, with socks5h:// in %s"
              .formatted(host, proxy.variable()));
    }
  }

  private static void writeShort(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(255, bytes.length);
    out.write(length);
    out.write(bytes, 0, length);
  }

  /** Where a proxy is. */
  static InetSocketAddress address(ProxyServer proxy) {
    return new InetSocketAddress(proxy.host(), proxy.port());
  }
}
