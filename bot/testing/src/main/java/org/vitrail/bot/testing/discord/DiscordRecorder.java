package org.vitrail.bot.testing.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps every request that came in, with when it came and what it was answered. */
public final class DiscordRecorder {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final Collection<DiscordRecordedRequest> requests = new ConcurrentLinkedQueue<>();
  private final Set<Object> unanswered = ConcurrentHashMap.newKeySet();

  /** A request came in; returned is what tells it apart until it is added. */
  Object begin() {
    Object request = new Object();
    unanswered.add(request);
    return request;
  }

  void add(Object begun, DiscordRecordedRequest request) {
    requests.add(request);
    unanswered.remove(begun);
  }

  /**
   * All requests, in the order in which they were answered. A test may see what a request did
   * before its answer has left, so those under way are given a moment to get here.
   */
  public List<DiscordRecordedRequest> requests() {
    awaitAnswers();
    return List.copyOf(requests);
  }

  /** The requests of one kind. */
  public List<DiscordRecordedRequest> requests(Route route) {
    return requests().stream().filter(request -> request.route() == route).toList();
  }

  /** The requests to one interaction's callback and webhook. */
  public List<DiscordRecordedRequest> requests(FakeInteraction interaction) {
    return requests().stream().filter(request -> request.belongsTo(interaction)).toList();
  }

  public int count(Route route) {
    return requests(route).size();
  }

  public int countWithStatus(int status) {
    return (int) requests().stream().filter(request -> request.status() == status).count();
  }

  /** What counts towards a ban of the address: requests answered 401, 403 or 429. */
  public int invalidRequests() {
    return countWithStatus(401) + countWithStatus(403) + countWithStatus(429);
  }

  /** The largest number of requests of a kind that came within any window of this length. */
  public int mostWithin(Duration window, Route route) {
    return most(window, requests(route));
  }

  /** The largest number of requests of all kinds that came within any window of this length. */
  public int mostWithin(Duration window) {
    return most(
        window,
        requests().stream().filter(request -> request.route() != Route.GET_ATTACHMENT).toList());
  }

  public void clear() {
    requests.clear();
  }

  private void awaitAnswers() {
    List<Object> underWay = List.copyOf(unanswered);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (underWay.stream().anyMatch(unanswered::contains) && Instant.now().isBefore(deadline)) {
      Pause.of(Duration.ofMillis(2));
    }
  }

  private static int most(Duration window, List<DiscordRecordedRequest> requests) {
    List<Instant> times = requests.stream().map(DiscordRecordedRequest::at).sorted().toList();
    int most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (times.get(first).plus(window).isBefore(times.get(last))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
