package org.vitrail.bot.web;

import io.javalin.http.sse.SseClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * One browser tab that follows a person's jobs; knows nothing of where changes come from.
 *
 * <p>A tab on a slow line must hold up nobody and fill no memory. So nothing is written where a
 * change arrives: the newest card of each job waits in a mailbox, in which a newer one replaces it,
 * and at most one thread at a time empties the mailbox into the connection.
 */
final class EventStream {
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  /** What one round of writing sends; {@code all} is null except at the beginning. */
  private record Letter(
      List<JobCard> all,
      List<String> kept,
      List<JobCard> changes,
      List<String> gone,
      List<String> said,
      boolean beat) {
    boolean isEmpty() {
      return all == null && changes.isEmpty() && gone.isEmpty() && said.isEmpty() && !beat;
    }
  }

  private final SseClient client;
  private final Person person;
  private final Executor writers;
  private final WebJson json;
  private final Function<JobCard, JobView> views;
  private final Map<String, JobCard> mailbox = new LinkedHashMap<>();

  /** Ids of jobs that the tab may show. */
  private final Set<String> kept = new LinkedHashSet<>();

  /** Ids of jobs that were deleted: what still becomes of one that was being drawn is not told. */
  private final Set<String> gone = new LinkedHashSet<>();

  /** Those among them of which the tab does not know. */
  private final List<String> unsaid = new ArrayList<>();

  /** What is to be said that belongs to no job. */
  private final List<String> notices = new ArrayList<>();

  private List<JobCard> snapshot;
  private boolean begun;
  private boolean beatDue;
  private boolean writing;

  EventStream(
      SseClient client,
      Person person,
      Executor writers,
      WebJson json,
      Function<JobCard, JobView> views) {
    this.client = client;
    this.person = person;
    this.writers = writers;
    this.json = json;
    this.views = views;
  }

  Person person() {
    return person;
  }

  String personKey() {
    return person.key();
  }

  /**
   * Sends all jobs of the person, before any change that is still in the mailbox.
   *
   * @param remembered ids of all their jobs, of which the cards are the newest
   */
  synchronized void begin(List<JobCard> cards, List<String> remembered) {
    snapshot = cards;
    kept.addAll(remembered);
    begun = true;
    wake();
  }

  synchronized void changed(JobCard card) {
    if (!gone.contains(card.id())) {
      kept.add(card.id());
      mailbox.put(card.id(), card);
      wake();
    }
  }

  /** Ids of the jobs that the tab may show. */
  synchronized Set<String> kept() {
    return new LinkedHashSet<>(kept);
  }

  /** Takes those jobs off the page that were known before and are not remembered now. */
  synchronized void review(Set<String> known, List<String> remembered) {
    Set<String> missing = new LinkedHashSet<>(known);
    missing.retainAll(kept);
    remembered.forEach(missing::remove);
    if (begun && !missing.isEmpty()) {
      kept.removeAll(missing);
      mailbox.keySet().removeAll(missing);
      gone.addAll(missing);
      unsaid.addAll(missing);
      wake();
    }
  }

  /** Says something that belongs to no job. */
  synchronized void say(List<String> words) {
    if (!words.isEmpty()) {
      notices.addAll(words);
      wake();
    }
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
          send("kept", letter.kept());
        }
        if (!letter.gone().isEmpty()) {
          send("gone", letter.gone());
        }
        if (!letter.said().isEmpty()) {
          send("said", letter.said());
        }
        letter.changes().forEach(card -> send("job", views.apply(card)));
        if (letter.beat()) {
          send("beat", Map.of());
        }
      }
    } catch (RuntimeException | Error failed) {
      if (RedisTrouble.of(failed) == RedisTrouble.OTHER) {
        LOG.warn("An event stream failed and is closed; its tab will come again.", failed);
      }
      close();
    }
  }

  /** What is due, or null when nothing is or nobody listens any more; then the thread is free. */
  private synchronized Letter next() {
    Letter letter =
        new Letter(
            snapshot,
            List.copyOf(kept),
            List.copyOf(mailbox.values()),
            List.copyOf(unsaid),
            List.copyOf(notices),
            beatDue);
    snapshot = null;
    mailbox.clear();
    unsaid.clear();
    notices.clear();
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
