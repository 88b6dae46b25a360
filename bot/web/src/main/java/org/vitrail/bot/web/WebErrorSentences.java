package org.vitrail.bot.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What is said of requests that nobody could read, or that are meant for no address; of the server
 * itself, too, where a request is so broken that it comes no further.
 */
final class WebErrorSentences extends ErrorHandler {
  private final WebJson json;

  WebErrorSentences(WebJson json) {
    this.json = json;
  }

  /** The sentence for what Javalin refuses; sets the headers that belong to it. */
  static String of(HttpResponseException refused, Context request) {
    if (refused.getStatus() != HttpStatus.METHOD_NOT_ALLOWED.getCode()) {
      return of(refused.getStatus(), Forwarded.of(request).home());
    }
    List<String> allowed =
        new ArrayList<>(
            refused.getDetails().values().stream()
                .flatMap(list -> Stream.of(list.split(", ")))
                .toList());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    request.header("Allow", String.join(", ", allowed));
    return "This address takes %s, not %s."
        .formatted(String.join(" or ", allowed), request.method());
  }

  private static String of(int status, String home) {
    return switch (status) {
      case 400 -> "This request cannot be read: it breaks the rules of HTTP. Load the page again.";
      case 404 -> "There is nothing at this address; the page is at " + home + ".";
      case 408 -> "The request did not arrive in time, so it was not read. Send it again.";
      case 411 -> "Say how long the request is, with Content-Length.";
      case 413 -> "This is too long. Shorten the text.";
      case 414 -> "This address is too long. Shorten the text, or send it by POST /api/commands.";
      case 415 -> "Send JSON, with Content-Type: application/json.";
      case 431 ->
          "The request's headers are too large. Delete the cookies of this site and load the page"
              + " again.";
      case 503 -> "The page is about to stop or overloaded. Try again in a moment.";
      case 505 -> "Send this by HTTP/1.1.";
      default ->
          status < 500
              ? "This request cannot be carried out (HTTP " + status + "). Load the page again."
              : "Something went wrong inside Vitrail. Try again; if it stays, look into the log.";
    };
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, WebJson.TYPE)
        .put(HttpHeader.CACHE_CONTROL, "no-store")
        .put("X-Content-Type-Options", "nosniff");
    byte[] body = json.error(of(code, "/")).getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
