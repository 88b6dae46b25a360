package org.vitrail.bot.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** HTTP by hand, for what an ordinary client would not send: other Host headers, half requests. */
final class RawHttp {
  private static final int PATIENCE_MS = 20_000;

  /** An answer, read to its end. */
  record Answer(String head, String body) {
    int status() {
      return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ", 3)[1]);
    }

    /** A header's value, empty where there is none. */
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    String error() {
      return Visitor.json(body).get("error").asText();
    }
  }

  private RawHttp() {}

  static Answer get(int port, String path, List<String> headers) {
    return send(port, "GET " + path + " HTTP/1.1", headers, "");
  }

  static Answer post(int port, String path, List<String> headers, String body) {
    List<String> all =
        Stream.concat(headers.stream(), Stream.of("Content-Length: " + body.length())).toList();
    return send(port, "POST " + path + " HTTP/1.1", all, body);
  }

  /** Sends a request, with a Host header unless there is one, and reads until the server closes. */
  static Answer send(int port, String firstLine, List<String> headers, String body) {
    try (Socket socket = open(port, firstLine, headers, body)) {
      return read(socket);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Sends and leaves the connection open. */
  static Socket open(int port, String firstLine, List<String> headers, String body)
      throws IOException {
    StringBuilder request = new StringBuilder(firstLine).append("\r\n");
    if (headers.stream().noneMatch(it -> it.startsWith("Host:"))) {
      request.append("Host: 127.0.0.1\r\n");
    }
    headers.forEach(header -> request.append(header).append("\r\n"));
    request.append("Connection: close\r\n\r\n").append(body);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  static Answer read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    int end = all.indexOf("\r\n\r\n");
    return end < 0
        ? new Answer("", all)
        : new Answer(all.substring(0, end), all.substring(end + 4));
  }
}
