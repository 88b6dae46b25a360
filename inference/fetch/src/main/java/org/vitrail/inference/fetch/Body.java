package org.vitrail.inference.fetch;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response's bytes as they come, for one reader that gives up on a connection that falls silent.
 * The client's own stream would wait for ever. At most two deliveries are held at a time.
 */
final class Body implements BodySubscriber<Body> {
  private sealed interface Event {
    /** What came; empty at the end. */
    List<ByteBuffer> read() throws RetryException;

    record Bytes(List<ByteBuffer> buffers) implements Event {
      @Override
      public List<ByteBuffer> read() {
        return buffers;
      }
    }

    record Cut(Throwable cause) implements Event {
      @Override
      public List<ByteBuffer> read() throws RetryException {
        throw new RetryException("the connection was cut: " + cause.getMessage());
      }
    }

    record End() implements Event {
      @Override
      public List<ByteBuffer> read() {
        return List.of();
      }
    }
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Subscription subscription;
  private boolean cancelled;
  private boolean ended;

  /**
   * The next bytes; an empty list at the end of the body, however often it is asked for.
   *
   * @throws IOException if the connection is cut or says nothing for {@code patience}
   */
  List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
    if (ended) {
      return List.of();
    }
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      cancel();
      throw new RetryException("no byte came for " + patience.toSeconds() + " s");
    }
    List<ByteBuffer> bytes = event.read();
    if (bytes.isEmpty()) {
      ended = true;
    } else {
      request();
    }
    return bytes;
  }

  /** Wants no more of it. */
  synchronized void cancel() {
    cancelled = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private synchronized void request() {
    subscription.request(1);
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Subscription given) {
    subscription = given;
    if (cancelled) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Cut(cause));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End());
  }
}
