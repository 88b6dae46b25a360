package org.vitrail.bot.discord.fake;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Says which of the coming requests go wrong, and how. */
public final class Faults {
  private final Map<Route, Queue<Fault>> scripted = new ConcurrentHashMap<>();
  private final Map<Route, Fault> standing = new ConcurrentHashMap<>();

  /** The next requests of this kind meet these faults, one each, after those already scripted. */
  public void next(Route route, Fault... faults) {
    scripted
        .computeIfAbsent(route, kind -> new ConcurrentLinkedQueue<>())
        .addAll(Arrays.asList(faults));
  }

  /** All requests of this kind meet this fault once the scripted ones are used up. */
  public void always(Route route, Fault fault) {
    standing.put(route, fault);
  }

  /** How many scripted faults no request has met yet. */
  public int unmet(Route route) {
    Queue<Fault> faults = scripted.get(route);
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

  Fault take(Route route) {
    Queue<Fault> faults = scripted.get(route);
    Fault next = faults == null ? null : faults.poll();
    return next != null ? next : standing.getOrDefault(route, Fault.none());
  }
}
