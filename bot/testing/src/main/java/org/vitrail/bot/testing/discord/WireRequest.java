package org.vitrail.bot.testing.discord;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads one HTTP/1.1 request off a connection, its body when and as slowly as it is asked to. */
final class WireRequest {
  private static final int SLOW_STEPS = 50;

  private final BufferedInputStream in;
  private final String method;
  private final String path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private byte[] body;

  private WireRequest(BufferedInputStream in, String requestLine) throws IOException {
    String[] parts = requestLine.split(" ");
    if (parts.length != 3) {
      throw new IOException("This is no request line: " + requestLine);
    }
    String[] target = parts[1].split("\\?", 2);
    this.in = in;
    this.method = parts[0];
    this.path = decode(target[0].replace("+", "%2B"));
    this.query = target.length > 1 ? queryOf(target[1]) : Map.of();
    this.headers = readHeaders(in);
  }

  /** The next request, or nothing when the other side has closed the connection. */
  static Optional<WireRequest> read(BufferedInputStream in) throws IOException {
    String line = readLine(in);
    return line == null ? Optional.empty() : Optional.of(new WireRequest(in, line));
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Map<String, String> query() {
    return query;
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  boolean wantsWebSocket() {
    return header("Upgrade").equalsIgnoreCase("websocket");
  }

  boolean isLast() {
    return header("Connection").equalsIgnoreCase("close");
  }

  byte[] body() throws IOException {
    return bodyWithin(Duration.ZERO);
  }

  /** Takes this long to read the body, however fast it is sent. */
  byte[] bodyWithin(Duration upload) throws IOException {
    if (body == null) {
      body = isChunked() ? readChunks(upload) : readBytes(length(), upload);
    }
    return body;
  }

  int bytesRead() {
    return body == null ? 0 : body.length;
  }

  /** Leaves the second half of the body unread. */
  void readHalfOfTheBody() throws IOException {
    if (!isChunked()) {
      in.readNBytes(length() / 2);
    }
  }

  private boolean isChunked() {
    return header("Transfer-Encoding").equalsIgnoreCase("chunked");
  }

  private int length() {
    String length = header("Content-Length");
    return length.isEmpty() ? 0 : Integer.parseInt(length);
  }

  private byte[] readBytes(int length, Duration upload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
    int step = upload.isZero() ? length : length / SLOW_STEPS + 1;
    while (bytes.size() < length) {
      byte[] read = in.readNBytes(Math.min(step, length - bytes.size()));
      if (read.length == 0) {
        throw new EOFException("The body ended early.");
      }
      bytes.writeBytes(read);
      Pause.of(upload.multipliedBy(read.length).dividedBy(length));
    }
    return bytes.toByteArray();
  }

  private byte[] readChunks(Duration upload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      String size = readLine(in);
      if (size == null) {
        throw new EOFException("The body ended early.");
      }
      int length = Integer.parseInt(size.split(";")[0].trim(), 16);
      if (bytes.size() == 0) {
        Pause.of(upload);
      }
      bytes.writeBytes(in.readNBytes(length));
      readLine(in);
      if (length == 0) {
        return bytes.toByteArray();
      }
    }
  }

  private static Map<String, String> readHeaders(BufferedInputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = readLine(in); line != null && !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return headers;
  }

  private static String readLine(BufferedInputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, String> queryOf(String text) {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      String[] sides = pair.split("=", 2);
      query.put(decode(sides[0]), sides.length > 1 ? decode(sides[1]) : "");
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
