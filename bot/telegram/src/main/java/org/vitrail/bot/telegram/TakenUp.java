package org.vitrail.bot.telegram;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which updates this process took up lately: one may come from memory and from the inbox as well,
 * where Redis kept it and nobody heard so, and is dealt with once all the same.
 */
final class TakenUp {
  /** An update that comes on both ways does so within minutes of an outage. */
  private static final int MOST = 10_000;

  /**
   * One of them.
   *
   * @param isFromMemory whether this process sees to it, whatever lies in the inbox
   * @param safe done when nobody else need see to it
   */
  private record Update(boolean isFromMemory, CompletableFuture<Void> safe) {}

  private final Map<String, Update> updates = new LinkedHashMap<>();

  /**
   * Notes that an update is taken from the inbox, for the first time or again.
   *
   * @return empty where it is to be dealt with; else done when it has been, from memory
   */
  synchronized Optional<CompletableFuture<Void>> fromInbox(String id) {
    return note(id, new Update(false, CompletableFuture.completedFuture(null)))
        .filter(Update::isFromMemory)
        .map(Update::safe);
  }

  /**
   * Notes that an update which only this process knows is taken up.
   *
   * @param dealt done when it is dealt with
   * @return empty where it is to be dealt with; else done when nobody need see to it any more
   */
  synchronized Optional<CompletableFuture<Void>> fromMemory(
      String id, CompletableFuture<Void> dealt) {
    return note(id, new Update(true, dealt)).map(Update::safe);
  }

  /** One that this process took from memory: done when it is dealt with. */
  synchronized Optional<CompletableFuture<Void>> takenFromMemory(String id) {
    return Optional.ofNullable(updates.get(id)).filter(Update::isFromMemory).map(Update::safe);
  }

  /** From now on this process sees to an update that still lies in the inbox. */
  synchronized void goesOnFromMemory(String id, CompletableFuture<Void> dealt) {
    updates.put(id, new Update(true, dealt));
  }

  synchronized void forget(String id) {
    updates.remove(id);
  }

  private Optional<Update> note(String id, Update update) {
    Optional<Update> before = Optional.ofNullable(updates.putIfAbsent(id, update));
    if (updates.size() > MOST) {
      updates.remove(updates.keySet().iterator().next());
    }
    return before;
  }
}
