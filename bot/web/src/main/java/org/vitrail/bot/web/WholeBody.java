package org.vitrail.bot.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Waits for the whole of a request's body before anybody works on it, and not for long. While it
 * comes it holds no thread: else whoever sends many bodies by half would have them all, and nobody
 * else would be answered.
 */
final class WholeBody extends Handler.Wrapper {
  private final int mostBytes;
  private final Duration patience;
  private final WebJson json;

  /**
   * @param patience from the end of a request's head to the end of its body
   */
  WholeBody(int mostBytes, Duration patience, WebJson json) {
    this.mostBytes = mostBytes;
    this.patience = patience;
    this.json = json;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() == 0 || !hasBody(request)) {
      return super.handle(request, response, callback);
    }
    if (request.getLength() > mostBytes) {
      refuse(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, tooLong());
      return true;
    }
    CompletableFuture<byte[]> body = new CompletableFuture<>();
    Content.Source.asByteArrayAsync(
        request,
        mostBytes,
        new Promise.Invocable<>() {
          @Override
          public void succeeded(byte[] bytes) {
            body.complete(bytes);
          }

          @Override
          public void failed(Throwable failure) {
            body.completeExceptionally(failure);
          }

          @Override
          public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
          }
        });
    if (body.isDone() && !body.isCompletedExceptionally()) {
      return handle(request, response, callback, body.join());
    }
    Scheduler.Task deadline =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> body.completeExceptionally(new TimeoutException()),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    body.whenComplete(
        (bytes, failure) -> {
          deadline.cancel();
          request
              .getComponents()
              .getExecutor()
              .execute(() -> goOn(request, response, callback, bytes, failure));
        });
    return true;
  }

  private static boolean hasBody(Request request) {
    HttpField coding = request.getHeaders().getField(HttpHeader.TRANSFER_ENCODING);
    return request.getLength() > 0 || coding != null;
  }

  private void goOn(
      Request request, Response response, Callback callback, byte[] bytes, Throwable failure) {
    try {
      if (failure instanceof TimeoutException) {
        refuse(response, callback, HttpStatus.REQUEST_TIMEOUT_408, tooSlow());
      } else if (failure instanceof IllegalStateException) {
        refuse(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, tooLong());
      } else if (failure != null) {
        callback.failed(failure);
      } else if (!handle(request, response, callback, bytes)) {
        Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      }
    } catch (Exception unexpected) {
      Response.writeError(request, response, callback, unexpected);
    }
  }

  private boolean handle(Request request, Response response, Callback callback, byte[] bytes)
      throws Exception {
    return super.handle(new Kept(request, bytes), response, callback);
  }

  /** The rest of the body, if it comes at all, would be taken for the next request. */
  private void refuse(Response response, Callback callback, int status, String sentence) {
    response.setStatus(status);
    response
        .getHeaders()
        .put(HttpHeader.CONNECTION, "close")
        .put(HttpHeader.CACHE_CONTROL, "no-store")
        .put(HttpHeader.CONTENT_TYPE, WebJson.TYPE);
    byte[] body = json.error(sentence).getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private String tooLong() {
    return "This is too long: a request may have " + mostBytes / 1024 + " KiB. Shorten the text.";
  }

  private String tooSlow() {
    return "Your request did not arrive within "
        + patience.toSeconds()
        + " seconds, so it was not read. Send it again.";
  }

  /** A request whose body is here already. */
  private static final class Kept extends Request.Wrapper {
    private final long length;
    private final Content.Source body;

    Kept(Request request, byte[] bytes) {
      super(request);
      length = bytes.length;
      body = new ByteBufferContentSource(ByteBuffer.wrap(bytes));
    }

    @Override
    public long getLength() {
      return length;
    }

    @Override
    public Content.Chunk read() {
      return body.read();
    }

    @Override
    public void demand(Runnable onContent) {
      body.demand(onContent);
    }

    @Override
    public void fail(Throwable failure) {
      body.fail(failure);
    }
  }
}
