package org.vitrail.bot.web;

import io.javalin.http.sse.SseClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;

/**
 * One browser tab that follows a person's jobs; knows nothing of where changes come from.
 *
 * <p>A tab on a slow line must hold up nobody and fill no memory. So nothing is written where a
 * change arrives: the newest card of each job waits in a mailbox, in which a newer one replaces it,
 * and at most one thread at a time empties the mailbox into the connection.
 */
final class EventStream {
  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  /** What one round of writing sends; {@code all} is null except at the beginning. */
  private record Letter(List<JobCard> all, List<JobCard> changes, boolean beat) {
    boolean isEmpty() {
      return all == null && changes.isEmpty() && !beat;
    }
  }

  private final SseClient client;
  private final String personKey;
  private final Executor writers;
  private final Json json;
  private final Function<JobCard, JobView> views;
  private final Map<String, JobCard> mailbox = new LinkedHashMap<>();
  private List<JobCard> snapshot;
  private boolean begun;
  private boolean beatDue;
  private boolean writing;

  EventStream(
      SseClient client,
      String personKey,
      Executor writers,
      Json json,
      Function<JobCard, JobView> views) {
    this.client = client;
    this.personKey = personKey;
    this.writers = writers;
    this.json = json;
    this.views = views;
  }

  String personKey() {
    return personKey;
  }

  /** Sends all jobs of the person, before any change that is still in the mailbox. */
  synchronized void begin(List<JobCard> cards) {
    snapshot = cards;
    begun = true;
    wake();
  }

  synchronized void changed(JobCard card) {
    mailbox.put(card.id(), card);
    wake();
  }

  /** Shows both ends that the connection lives. */
  synchronized void beat() {
    beatDue = true;
    wake();
  }

  void close() {
    client.close();
  }

  /** Until the snapshot is there, changes wait: the tab is to see all jobs before one of them. */
  private void wake() {
    if (begun && !writing) {
      writing = true;
      writers.execute(this::write);
    }
  }

  private void write() {
    try {
      while (true) {
        Letter letter = next();
        if (letter == null) {
          return;
        }
        if (letter.all() != null) {
          send("jobs", letter.all().stream().map(views).toList());
        }
        letter.changes().forEach(card -> send("job", views.apply(card)));
        if (letter.beat()) {
          send("beat", Map.of());
        }
      }
    } catch (RuntimeException | Error failed) {
      log.warn("An event stream failed and is closed; its tab will come again.", failed);
      close();
    }
  }

  /** What is due, or null when nothing is or nobody listens any more; then the thread is free. */
  private synchronized Letter next() {
    Letter letter = new Letter(snapshot, List.copyOf(mailbox.values()), beatDue);
    snapshot = null;
    mailbox.clear();
    beatDue = false;
    if (client.terminated() || letter.isEmpty()) {
      writing = false;
      return null;
    }
    return letter;
  }

  private void send(String kind, Object value) {
    if (!client.terminated()) {
      client.sendEvent(kind, json.text(value));
    }
  }
}
