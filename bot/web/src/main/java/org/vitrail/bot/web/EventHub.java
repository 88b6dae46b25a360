package org.vitrail.bot.web;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.studio.QueueUnreachable;
import org.vitrail.bot.core.studio.Studio;

/** Brings every change of a job to the open tabs of its person; knows nothing of their cookies. */
final class EventHub implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventHub.class);

  /** A quiet connection is cut by proxies after 30 to 60 s. */
  private static final Duration BEAT = Duration.ofSeconds(15);

  private static final int WRITERS = 8;
  private static final int STREAMS_PER_PERSON = 24;
  private static final int STREAMS = 1000;

  private final Studio studio;
  private final int recentLimit;
  private final Json json;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor writers;
  private final ScheduledExecutorService clock;
  private final AutoCloseable subscription;

  EventHub(Studio studio, int recentLimit, Json json) {
    this.studio = studio;
    this.recentLimit = recentLimit;
    this.json = json;
    writers =
        new ThreadPoolExecutor(
            WRITERS,
            WRITERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads("write"),
            new ThreadPoolExecutor.DiscardPolicy()); // only after close(): nobody listens
    writers.allowCoreThreadTimeOut(true);
    clock = Executors.newSingleThreadScheduledExecutor(threads("beat"));
    clock.scheduleAtFixedRate(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    subscription = studio.watch(this::changed);
  }

  /** Keeps a connection until either end closes it. */
  void join(SseClient client, Person who) {
    long own = streams.stream().filter(it -> it.personKey().equals(who.key())).count();
    if (own >= STREAMS_PER_PERSON || streams.size() >= STREAMS) {
      log.warn("Too many open event streams ({} in all); the new one is closed.", streams.size());
      client.close();
      return;
    }
    EventStream stream =
        new EventStream(
            client, who.key(), writers, json, card -> JobView.of(card, studio.gallery()));
    client.keepAlive();
    client.onClose(() -> streams.remove(stream));
    streams.add(stream);
    try {
      stream.begin(studio.recent(who, recentLimit));
    } catch (QueueUnreachable away) {
      log.debug("An event stream ends at once, its tab will come again: {}", away.getMessage());
      stream.close();
    }
  }

  /** Whatever leaves here would end the beat for good, and proxies would cut every stream. */
  private void beat() {
    try {
      streams.forEach(EventStream::beat);
    } catch (RuntimeException | Error failed) {
      log.error("A beat of the event streams failed; the next one follows.", failed);
    }
  }

  private void changed(JobCard card) {
    for (EventStream stream : streams) {
      if (stream.personKey().equals(card.who().key())) {
        stream.changed(card);
      }
    }
  }

  /** Ends all streams now: a server that stops would otherwise wait for them. */
  @Override
  public void close() {
    try {
      subscription.close();
    } catch (Exception failed) {
      log.warn("The subscription to job changes did not close cleanly; going on.", failed);
    }
    clock.shutdownNow();
    writers.shutdownNow();
    streams.forEach(EventStream::close);
  }

  private static ThreadFactory threads(String role) {
    return task -> {
      Thread thread = new Thread(task, "web-events-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }
}
