package org.vitrail.bot.testing.telegram;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/**
 * The updates that wait for the bot, which stay while it is away. Tests can make the server deliver
 * some twice, or in another order; such updates are not dropped by an offset beyond them before
 * they were delivered as promised.
 */
public final class Updates {
  private static final Set<String> ONLY_ON_REQUEST =
      Set.of("chat_member", "message_reaction", "message_reaction_count");

  private static final class Pending {
    private final int id;
    private final ObjectNode json;
    private int promisedDeliveries;

    private Pending(int id, ObjectNode json) {
      this.id = id;
      this.json = json;
    }
  }

  private final List<Pending> queue = new ArrayList<>();
  private final List<Pending> held = new ArrayList<>();
  private final Map<Integer, Pending> all = new HashMap<>();
  private Set<String> allowed = Set.of();
  private int nextId = 734_000_001;
  private int newestPoll;
  private int waiting;
  private int interruptions;
  private boolean isHolding;

  Updates() {}

  /** From now on updates are kept back until they are delivered in an order of choice. */
  public synchronized void hold() {
    isHolding = true;
  }

  /** Delivers what was held, 1 being the first that was held; what is not named comes after. */
  public synchronized void deliverInOrder(int... positions) {
    List<Pending> order = new ArrayList<>();
    for (int position : positions) {
      order.add(held.get(position - 1));
    }
    held.stream().filter(it -> !order.contains(it)).forEach(order::add);
    release(order);
  }

  /** Delivers what was held in an order that the seed determines. */
  public synchronized void deliverShuffled(long seed) {
    List<Pending> order = new ArrayList<>(held);
    Collections.shuffle(order, new Random(seed));
    release(order);
  }

  /** Delivers an update, even one that was confirmed, once more than the bot would have it. */
  public synchronized void deliverTwice(int updateId) {
    Pending update = all.get(updateId);
    if (update == null) {
      throw new IllegalArgumentException("There was no update " + updateId + ".");
    }
    if (queue.contains(update)) {
      update.promisedDeliveries = 2;
    } else {
      update.promisedDeliveries = 1;
      queue.add(update);
    }
    notifyAll();
  }

  public void deliverTwice(SentMessage sent) {
    deliverTwice(sent.updateId());
  }

  public void deliverTwice(Click click) {
    deliverTwice(click.updateId());
  }

  /**
   * Delivers an update as it is written, which may be one that no client can read; only its number
   * is the next.
   *
   * @return that number
   */
  public synchronized int deliver(String json) {
    Pending update = new Pending(nextId++, TelegramJson.object(json));
    update.json.put("update_id", update.id);
    all.put(update.id, update);
    queue.add(update);
    notifyAll();
    return update.id;
  }

  /** How many updates the bot has not confirmed. */
  public synchronized int waiting() {
    return queue.size();
  }

  synchronized OptionalInt push(String kind, ObjectNode content) {
    boolean wanted = allowed.isEmpty() ? !ONLY_ON_REQUEST.contains(kind) : allowed.contains(kind);
    if (!wanted) {
      return OptionalInt.empty();
    }
    ObjectNode json = ApiCall.MAPPER.createObjectNode().put("update_id", nextId);
    json.set(kind, content);
    Pending update = new Pending(nextId++, json);
    all.put(update.id, update);
    (isHolding ? held : queue).add(update);
    notifyAll();
    return OptionalInt.of(update.id);
  }

  synchronized void allow(Set<String> kinds) {
    allowed = kinds;
  }

  synchronized Set<String> allowed() {
    return allowed;
  }

  synchronized void drop() {
    queue.clear();
  }

  /** Ends the polls that wait, with what they have. */
  synchronized void interrupt() {
    interruptions++;
    notifyAll();
  }

  /** Whether a bot waits for updates now. */
  public synchronized boolean isPolled() {
    return waiting > 0;
  }

  /** Waits for updates; of two polls at a time the earlier fails. */
  synchronized List<ObjectNode> poll(int offset, int limit, Duration timeout) {
    int poll = ++newestPoll;
    int interruptionsBefore = interruptions;
    notifyAll();
    int from = offset < 0 ? idFromEnd(-offset) : offset;
    confirmBelow(from);
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      List<ObjectNode> found = take(from, limit);
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (!found.isEmpty() || millis <= 0 || interruptions != interruptionsBefore) {
        return found;
      }
      waiting++;
      try {
        waitFor(millis);
      } finally {
        waiting--;
      }
      if (poll != newestPoll) {
        throw ApiException.conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is"
                + " running");
      }
    }
  }

  /** The update that a webhook is to get next; empty when none came within the time. */
  synchronized Optional<ObjectNode> first(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (queue.isEmpty()) {
      long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (millis <= 0) {
        return Optional.empty();
      }
      waitFor(millis);
    }
    return Optional.of(queue.get(0).json);
  }

  /** The webhook took the update. */
  synchronized void confirm(ObjectNode update) {
    queue.stream()
        .filter(it -> it.json == update)
        .findAny()
        .ifPresent(
            it -> {
              it.promisedDeliveries--;
              if (it.promisedDeliveries <= 0) {
                queue.remove(it);
              }
            });
  }

  private void release(List<Pending> order) {
    order.forEach(it -> it.promisedDeliveries = 1);
    queue.addAll(order);
    held.clear();
    isHolding = false;
    notifyAll();
  }

  private int idFromEnd(int count) {
    return queue.isEmpty() ? 0 : queue.get(Math.max(0, queue.size() - count)).id;
  }

  private void confirmBelow(int id) {
    queue.removeIf(it -> it.id < id && it.promisedDeliveries == 0);
  }

  private List<ObjectNode> take(int from, int limit) {
    List<ObjectNode> found = new ArrayList<>();
    for (Pending update : queue) {
      if (found.size() < limit && (update.id >= from || update.promisedDeliveries > 0)) {
        update.promisedDeliveries = Math.max(0, update.promisedDeliveries - 1);
        found.add(update.json);
      }
    }
    return found;
  }

  private void waitFor(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw ApiException.of(500, "Internal Server Error: restart");
    }
  }
}
