package org.vitrail.bot.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** One person's browser as far as HTTP goes: it keeps its cookie. */
final class Visitor {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CookieManager cookies;
  private final HttpClient client;
  private final String home;

  Visitor(String home) {
    this(home, new CookieManager());
  }

  private Visitor(String home, CookieManager cookies) {
    this.home = home;
    this.cookies = cookies;
    this.client = HttpClient.newBuilder().cookieHandler(cookies).build();
  }

  /** The same person on another port of the same machine, with the cookies of now. */
  Visitor at(String home) {
    CookieManager copy = new CookieManager();
    cookies.getCookieStore().getCookies().forEach(it -> copy.getCookieStore().add(null, it));
    return new Visitor(home, copy);
  }

  HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  JsonNode getJson(String path) {
    return json(get(path));
  }

  HttpResponse<byte[]> post(String path, String body, String... headers) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends a text as the page does and returns the answer. */
  JsonNode say(String text) {
    return command(Map.of("text", text));
  }

  /** A text with the file of a picture. */
  JsonNode say(String text, byte[] picture) {
    return command(Map.of("text", text, "image", Base64.getEncoder().encodeToString(picture)));
  }

  JsonNode act(String action, String job, int picture) {
    return command(Map.of("action", action, "job", job, "picture", picture));
  }

  JsonNode enlarge(String job, int picture, int factor) {
    return command(Map.of("action", "upscale", "job", job, "picture", picture, "factor", factor));
  }

  private JsonNode command(Map<String, ?> body) {
    return json(post("/api/commands", text(body), "Content-Type", "application/json"));
  }

  EventReader events() {
    return new EventReader(stream("/api/events"));
  }

  /** Opens an event stream. */
  HttpResponse<InputStream> stream(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream").build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** The value of the session's cookie, empty before the server gave one. */
  String cookie() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(it -> it.getName().equals(Sessions.COOKIE))
        .map(it -> it.getValue())
        .findFirst()
        .orElse("");
  }

  /** As JSON. */
  static String text(Map<String, ?> body) {
    return MAPPER.valueToTree(body).toString();
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return json(new String(response.body(), StandardCharsets.UTF_8));
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException notJson) {
      throw new UncheckedIOException(text, notJson);
    }
  }

  private URI uri(String path) {
    return URI.create(home).resolve(path);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
