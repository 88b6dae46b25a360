package org.vitrail.bot.web;

import io.javalin.http.sse.SseClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.vitrail.bot.core.JobCard;

/**
 * One browser tab that follows a person's jobs; knows nothing of where changes come from.
 *
 * <p>A tab on a slow line must hold up nobody and fill no memory. So nothing is written where a
 * change arrives: the newest card of each job waits in a mailbox, in which a newer one replaces it,
 * and at most one thread at a time empties the mailbox into the connection.
 */
final class EventStream {
  private final SseClient client;
  private final String personKey;
  private final Executor writers;
  private final Json json;
  private final Map<String, JobCard> mailbox = new LinkedHashMap<>();
  private List<JobCard> snapshot;
  private boolean begun;
  private boolean beatDue;
  private boolean writing;

  EventStream(SseClient client, String personKey, Executor writers, Json json) {
    this.client = client;
    this.personKey = personKey;
    this.writers = writers;
    this.json = json;
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
    BiConsumer<String, Object> send = (kind, value) -> client.sendEvent(kind, json.text(value));
    while (true) {
      List<JobCard> all;
      List<JobCard> changes;
      boolean beat;
      synchronized (this) {
        all = snapshot;
        changes = List.copyOf(mailbox.values());
        beat = beatDue;
        snapshot = null;
        mailbox.clear();
        beatDue = false;
        if (client.terminated() || (all == null && changes.isEmpty() && !beat)) {
          writing = false;
          return;
        }
      }
      if (all != null) {
        send.accept("jobs", all.stream().map(JobView::of).toList());
      }
      changes.forEach(card -> send.accept("job", JobView.of(card)));
      if (beat) {
        send.accept("beat", Map.of());
      }
    }
  }
}
