package org.vitrail.bot.telegram.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.vitrail.bot.core.UnderWay;

/** Everything the bot asked of the server, in the order in which it was answered. */
public final class Recorder {
  private final List<RecordedRequest> requests = new ArrayList<>();
  private final UnderWay underWay = new UnderWay();
  private int refusedByLimits;

  Recorder() {}

  /** Those that have not been answered, save for the waiting for updates. */
  UnderWay underWay() {
    return underWay;
  }

  synchronized void add(RecordedRequest request) {
    requests.add(request);
  }

  synchronized void addRefusedByLimits() {
    refusedByLimits++;
  }

  public List<RecordedRequest> all() {
    underWay.await();
    synchronized (this) {
      return List.copyOf(requests);
    }
  }

  public List<RecordedRequest> of(String method) {
    return only(it -> it.is(method));
  }

  public List<RecordedRequest> of(String method, FakeChat chat) {
    return only(it -> it.is(method) && it.chatId() == chat.id());
  }

  public List<RecordedRequest> in(FakeChat chat) {
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
  public List<RecordedRequest> answeredWith(int status) {
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

  private int most(Predicate<RecordedRequest> chosen, Duration within) {
    long[] times =
        all().stream()
            .filter(it -> Limits.counts(it.method()))
            .filter(chosen)
            .mapToLong(RecordedRequest::nanoTime)
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

  private List<RecordedRequest> only(Predicate<RecordedRequest> chosen) {
    return all().stream().filter(chosen).toList();
  }

  static String key(String method) {
    return method.toLowerCase(Locale.ROOT);
  }
}
