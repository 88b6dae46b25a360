package org.vitrail.bot.testing.discord;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Says which of the coming requests go wrong, and how. */
public final class DiscordFaults {
  private final Map<Route, Queue<DiscordFault>> scripted = new ConcurrentHashMap<>();
  private final Map<Route, DiscordFault> standing = new ConcurrentHashMap<>();

  /** The next requests of this kind meet these faults, one each, after those already scripted. */
  public void next(Route route, DiscordFault... faults) {
    scripted
        .computeIfAbsent(route, kind -> new ConcurrentLinkedQueue<>())
        .addAll(Arrays.asList(faults));
  }

  /** All requests of this kind meet this fault once the scripted ones are used up. */
  public void always(Route route, DiscordFault fault) {
    standing.put(route, fault);
  }

  /** How many scripted faults no request has met yet. */
  public int unmet(Route route) {
    Queue<DiscordFault> faults = scripted.get(route);
    return faults == null ? 0 : faults.size();
  }

  /** Everything goes right again. */
  public void clear() {
    scripted.clear();
    standing.clear();
  }

  /** Requests of this kind go right again. */
  public void clear(Route route) {
    scripted.remove(route);
    standing.remove(route);
  }

  DiscordFault take(Route route) {
    Queue<DiscordFault> faults = scripted.get(route);
    DiscordFault next = faults == null ? null : faults.poll();
    return next != null ? next : standing.getOrDefault(route, DiscordFault.none());
  }
}
