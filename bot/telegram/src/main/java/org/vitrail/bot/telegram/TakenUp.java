package org.vitrail.bot.telegram;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which updates this process took up lately, and whence: one may come from memory and from the
 * inbox as well, where Redis kept it and nobody heard so, and is dealt with once all the same.
 */
final class TakenUp {
  /** An update that comes on both ways does so within minutes of an outage. */
  private static final int MOST = 10_000;

  private enum Source {
    INBOX,
    MEMORY
  }

  private final Map<String, Source> sources = new LinkedHashMap<>();

  /** Whether an update that lies in the inbox is to be dealt with, for the first time or again. */
  synchronized boolean fromInbox(String id) {
    return note(id, Source.INBOX) != Source.MEMORY;
  }

  /** Whether an update that only this process knows is to be dealt with. */
  synchronized boolean fromMemory(String id) {
    return note(id, Source.MEMORY) == null;
  }

  synchronized boolean isFromMemory(String id) {
    return sources.get(id) == Source.MEMORY;
  }

  /** What the inbox still has of an update is worth nothing any more: this process sees to it. */
  synchronized void takenFromInbox(String id) {
    sources.put(id, Source.MEMORY);
  }

  synchronized void forget(String id) {
    sources.remove(id);
  }

  /** What was noted before; null where nothing was. */
  private Source note(String id, Source source) {
    Source before = sources.putIfAbsent(id, source);
    if (sources.size() > MOST) {
      sources.remove(sources.keySet().iterator().next());
    }
    return before;
  }
}
