package org.vitrail.bot.testing.telegram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Everything the bot asked of the server, in the order in which it was answered. */
public final class TelegramRecorder {
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final List<TelegramRecordedRequest> requests = new ArrayList<>();
  private final Set<Object> unanswered = new HashSet<>();
  private int refusedByLimits;

  TelegramRecorder() {}

  /** A request came in; returned is what tells it apart until its end. */
  synchronized Object begin(String method) {
    Object request = new Object();
    if (!key(method).equals("getupdates")) {
      unanswered.add(request);
    }
    return request;
  }

  synchronized void end(Object begun) {
    unanswered.remove(begun);
    notifyAll();
  }

  synchronized void add(TelegramRecordedRequest request) {
    requests.add(request);
  }

  synchronized void addRefusedByLimits() {
    refusedByLimits++;
  }

  /**
   * All requests. A test may see what a request did before its answer has left, so those under way
   * are given a moment to get here, save for the waiting for updates.
   */
  public synchronized List<TelegramRecordedRequest> all() {
    awaitAnswers();
    return List.copyOf(requests);
  }

  public List<TelegramRecordedRequest> of(String method) {
    return only(it -> it.is(method));
  }

  public List<TelegramRecordedRequest> of(String method, FakeChat chat) {
    return only(it -> it.is(method) && it.chatId() == chat.id());
  }

  public List<TelegramRecordedRequest> in(FakeChat chat) {
    return only(it -> it.chatId() == chat.id());
  }

  public int count(String method) {
    return of(method).size();
  }

  /** How often the limits of {@link FakeTelegram#enforceLimits()} had to answer 429. */
  public synchronized int refusedByLimits() {
    return refusedByLimits;
  }

  /** All requests that were answered with this status; 0 are those that were never answered. */
  public List<TelegramRecordedRequest> answeredWith(int status) {
    return only(it -> it.status() == status);
  }

  /** The most sendings and edits in one chat that came within any such stretch of time. */
  public int mostMessages(FakeChat chat, Duration within) {
    return most(it -> it.chatId() == chat.id(), within);
  }

  /** The most sendings and edits in all chats that came within any such stretch of time. */
  public int mostMessages(Duration within) {
    return most(it -> true, within);
  }

  public synchronized void clear() {
    requests.clear();
    refusedByLimits = 0;
  }

  private void awaitAnswers() {
    Set<Object> underWay = Set.copyOf(unanswered);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      for (long left = PATIENCE_NANOS;
          left > 0 && underWay.stream().anyMatch(unanswered::contains);
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private int most(Predicate<TelegramRecordedRequest> chosen, Duration within) {
    long[] times =
        all().stream()
            .filter(it -> Limits.counts(it.method()))
            .filter(chosen)
            .mapToLong(TelegramRecordedRequest::nanoTime)
            .sorted()
            .toArray();
    int most = 0;
    int first = 0;
    for (int last = 0; last < times.length; last++) {
      while (times[last] - times[first] >= within.toNanos()) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private List<TelegramRecordedRequest> only(Predicate<TelegramRecordedRequest> chosen) {
    return all().stream().filter(chosen).toList();
  }

  static String key(String method) {
    return method.toLowerCase(Locale.ROOT);
  }
}
