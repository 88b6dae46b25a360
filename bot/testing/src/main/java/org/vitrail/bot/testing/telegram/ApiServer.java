package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks HTTP: finds out which method a request calls, lets the scripted fault have its way, and
 * records how it ended; knows nothing of what the methods do.
 */
final class ApiServer {
  private static final Pattern METHOD = Pattern.compile("/bot([^/]+)/(\\w+)");
  private static final Pattern DOWNLOAD = Pattern.compile("/file/bot([^/]+)/(.+)");
  private static final long LARGEST_REQUEST_BYTES = 50 * 1024 * 1024;
  private static final int SLOW_PIECES = 20;

  static {
    // Without this the JDK's server sends headers and body in two packets 40 ms apart.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What a request asks for. */
  private record Asked(String token, String method, String path) {}

  /** What a request is answered, and what the record says about it. */
  private record Answer(int status, String contentType, byte[] body, String description) {
    static Answer json(int status, String body, String description) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return new Answer(status, "application/json", bytes, description);
    }

    static Answer refusal(ApiException refusal) {
      return json(refusal.code(), refusal.body(), refusal.getMessage());
    }
  }

  private final String token;
  private final BotMethods methods;
  private final FileStore files;
  private final TelegramFaults faults;
  private final TelegramRecorder recorder;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-telegram");
            thread.setDaemon(true);
            return thread;
          });

  ApiServer(
      int port,
      String token,
      BotMethods methods,
      FileStore files,
      TelegramFaults faults,
      TelegramRecorder recorder)
      throws IOException {
    this.token = token;
    this.methods = methods;
    this.files = files;
    this.faults = faults;
    this.recorder = recorder;
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Asked asked = asked(exchange.getRequestURI().getPath());
    Object begun = recorder.begin(asked.method());
    try {
      handle(exchange, asked);
    } finally {
      recorder.end(begun);
    }
  }

  private void handle(HttpExchange exchange, Asked asked) throws IOException {
    long nanoTime = System.nanoTime();
    Instant now = Instant.now();
    Optional<TelegramFault> fault = faults.take(asked.method());
    ApiCall call = new ApiCall(asked.method(), JsonNodeFactory.instance.objectNode(), Map.of());
    Answer answer;
    boolean isAnswered = true;
    try {
      if (fault.orElse(null) instanceof TelegramFault.Cut) {
        exchange.getRequestBody().readNBytes(64);
        answer = new Answer(0, "", new byte[0], "connection cut");
        isAnswered = false;
      } else {
        byte[] body = read(exchange, fault);
        String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String type =
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
        call = CallReader.read(asked.method(), query, type, body);
        answer = answer(asked, call, fault);
        isAnswered = !(fault.orElse(null) instanceof TelegramFault.Unanswered);
      }
    } catch (ApiException refusal) {
      answer = Answer.refusal(refusal);
    }
    recorder.add(
        new TelegramRecordedRequest(
            now,
            nanoTime,
            asked.method(),
            call.number("chat_id"),
            isAnswered ? answer.status() : 0,
            answer.description(),
            call.parameters(),
            Set.copyOf(call.files().keySet())));
    if (isAnswered) {
      boolean breaksOff = fault.orElse(null) instanceof TelegramFault.BrokenOff;
      write(exchange, answer, breaksOff ? answer.body().length / 2 : answer.body().length);
    }
    exchange.close();
  }

  private static Asked asked(String path) {
    Matcher method = METHOD.matcher(path);
    if (method.matches()) {
      return new Asked(method.group(1), TelegramRecorder.key(method.group(2)), "");
    }
    Matcher download = DOWNLOAD.matcher(path);
    if (download.matches()) {
      return new Asked(download.group(1), TelegramFaults.FILE_DOWNLOAD, download.group(2));
    }
    return new Asked("", "", path);
  }

  private Answer answer(Asked asked, ApiCall call, Optional<TelegramFault> fault) {
    if (fault.orElse(null) instanceof TelegramFault.Answer scripted) {
      byte[] body = scripted.body().getBytes(StandardCharsets.UTF_8);
      return new Answer(scripted.status(), scripted.contentType(), body, "scripted");
    }
    if (fault.orElse(null) instanceof TelegramFault.Delay delay) {
      sleep(delay.time());
    }
    if (asked.token().isEmpty()) {
      throw ApiException.of(404, "Not Found");
    }
    if (!asked.token().equals(token)) {
      throw ApiException.of(401, "Unauthorized");
    }
    if (asked.method().equals(TelegramFaults.FILE_DOWNLOAD)) {
      return files
          .byPath(asked.path())
          .map(it -> new Answer(200, "application/octet-stream", it.bytes(), ""))
          .orElseThrow(() -> ApiException.of(404, "Not Found"));
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("ok", true);
    JsonNode result = methods.serve(call);
    if (fault.orElse(null) instanceof TelegramFault.Addition more
        && result instanceof ObjectNode object) {
      object.setAll(TelegramJson.object(more.json()));
    }
    body.set("result", result);
    return Answer.json(200, body.toString(), "");
  }

  private static byte[] read(HttpExchange exchange, Optional<TelegramFault> fault)
      throws IOException {
    InputStream body = exchange.getRequestBody();
    String length =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length")).orElse("0");
    if (Long.parseLong(length) > LARGEST_REQUEST_BYTES) {
      body.transferTo(OutputStream.nullOutputStream());
      throw ApiException.of(413, "Request Entity Too Large");
    }
    if (fault.orElse(null) instanceof TelegramFault.SlowReading slow) {
      return readSlowly(body, Integer.parseInt(length), slow.time());
    }
    return body.readAllBytes();
  }

  private static byte[] readSlowly(InputStream body, int length, Duration time) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 0; i < SLOW_PIECES; i++) {
      read.write(body.readNBytes(length / SLOW_PIECES));
      sleep(time.dividedBy(SLOW_PIECES));
    }
    body.transferTo(read);
    return read.toByteArray();
  }

  private static void write(HttpExchange exchange, Answer answer, int bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body(), 0, bytes);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw ApiException.of(500, "Internal Server Error: restart");
    }
  }
}
