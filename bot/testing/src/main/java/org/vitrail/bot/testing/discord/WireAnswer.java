package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent back for one HTTP request. */
record WireAnswer(int status, Map<String, String> headers, byte[] body) {

  static WireAnswer noContent() {
    return new WireAnswer(204, Map.of(), new byte[0]);
  }

  static WireAnswer json(int status, JsonNode body) {
    return of(status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
  }

  static WireAnswer of(int status, String contentType, byte[] body) {
    return new WireAnswer(status, Map.of("Content-Type", contentType), body);
  }

  /** The same answer with these headers where it has none of that name. */
  WireAnswer orHeaders(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(others);
    all.putAll(headers);
    return new WireAnswer(status, all, body);
  }

  /** The same answer without the headers that a fault emptied. */
  WireAnswer withoutEmptyHeaders() {
    Map<String, String> filled = new LinkedHashMap<>(headers);
    filled.values().removeIf(String::isEmpty);
    return new WireAnswer(status, filled, body);
  }

  void writeTo(OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Answer\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (status != 204) {
      head.append("Content-Length: " + body.length + "\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }
}
