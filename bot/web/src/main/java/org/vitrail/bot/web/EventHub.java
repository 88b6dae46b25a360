package org.vitrail.bot.web;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.QueueUnreachable;
import org.vitrail.config.DaemonThreads;

/** Brings every change of a job to the open tabs of its person; knows nothing of their cookies. */
final class EventHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

  /** A quiet connection is cut by proxies after 30 to 60 s. */
  private static final Duration BEAT = Duration.ofSeconds(15);

  private static final int WRITERS = 8;
  private static final int STREAMS_PER_PERSON = 24;
  private static final int STREAMS = 1000;

  private final BotService botService;
  private final int recentLimit;
  private final WebJson json;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor writers;
  private final ScheduledExecutorService clock;
  private final AutoCloseable subscription;
  private final AutoCloseable removals;

  EventHub(BotService botService, int recentLimit, WebJson json) {
    this.botService = botService;
    this.recentLimit = recentLimit;
    this.json = json;
    writers =
        new ThreadPoolExecutor(
            WRITERS,
            WRITERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            DaemonThreads.named("web-events-write"),
            new ThreadPoolExecutor.DiscardPolicy()); // only after close(): nobody listens
    writers.allowCoreThreadTimeOut(true);
    clock = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("web-events-beat"));
    clock.scheduleAtFixedRate(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    subscription = botService.jobs().watch(this::changed);
    removals = botService.jobs().watchRemovals(this::removed);
  }

  /** Keeps a connection until either end closes it. */
  void join(SseClient client, Person who) {
    long own = streams.stream().filter(it -> it.personKey().equals(who.key())).count();
    if (own >= STREAMS_PER_PERSON || streams.size() >= STREAMS) {
      LOG.warn("Too many open event streams ({} in all); the new one is closed.", streams.size());
      client.close();
      return;
    }
    EventStream stream =
        new EventStream(client, who, writers, json, card -> JobView.of(card, botService));
    client.keepAlive();
    client.onClose(() -> streams.remove(stream));
    streams.add(stream);
    try {
      List<String> kept = botService.jobs().remembered(who);
      stream.begin(botService.jobs().recent(who, recentLimit), kept);
      stream.say(botService.jobs().takeNotices(who));
    } catch (QueueUnreachable away) {
      LOG.debug("An event stream ends at once, its tab will come again: {}", away.getMessage());
      stream.close();
    }
  }

  /** An exception that escapes would end the beats of all streams for good. */
  private void beat() {
    for (EventStream stream : streams) {
      try {
        stream.beat();
        writers.execute(() -> review(stream));
      } catch (RuntimeException | Error failed) {
        LOG.warn("An event stream did not take its beat; the others go on.", failed);
      }
    }
  }

  private void changed(JobCard card) {
    for (EventStream stream : streams) {
      if (stream.personKey().equals(card.who().key())) {
        stream.changed(card);
      }
    }
  }

  /**
   * Looks which jobs are gone: deleted by this process a moment ago, or by another one, or expired.
   */
  private void review(EventStream stream) {
    try {
      Set<String> known = stream.kept(); // before it is asked: a new job may come meanwhile
      stream.review(known, botService.jobs().remembered(stream.person()));
      stream.say(botService.jobs().takeNotices(stream.person()));
    } catch (QueueUnreachable away) {
      LOG.debug("Deleted jobs stay on a page until Redis answers: {}", away.getMessage());
    }
  }

  private void removed(String personKey) {
    streams.stream()
        .filter(stream -> stream.personKey().equals(personKey))
        .forEach(stream -> writers.execute(() -> review(stream)));
  }

  /** Ends all streams now: a server that stops would otherwise wait for them. */
  @Override
  public void close() {
    try {
      subscription.close();
      removals.close();
    } catch (Exception failed) {
      LOG.warn("The subscription to job changes did not close cleanly; going on.", failed);
    }
    clock.shutdownNow();
    writers.shutdownNow();
    streams.forEach(EventStream::close);
  }
}
