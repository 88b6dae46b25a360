package org.vitrail.bot.testing.telegram;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The misbehaviour scripted per method; knows nothing of what a fault does. A method is written as
 * in the documentation; {@link #EVERY_METHOD} and {@link #FILE_DOWNLOAD} are methods too.
 */
public final class TelegramFaults {
  public static final String EVERY_METHOD = "*";
  public static final String FILE_DOWNLOAD = "file";

  private final Map<String, Deque<TelegramFault>> next = new HashMap<>();
  private final Map<String, TelegramFault> lasting = new HashMap<>();
  private final Runnable onScripted;

  TelegramFaults(Runnable onScripted) {
    this.onScripted = onScripted;
  }

  /** The next requests of this method meet these faults, one each; later ones are served. */
  public TelegramFaults next(String method, TelegramFault... faults) {
    synchronized (this) {
      next.computeIfAbsent(key(method), it -> new ArrayDeque<>()).addAll(Arrays.asList(faults));
    }
    onScripted.run();
    return this;
  }

  /** All requests of this method meet the fault until {@link #clear()}. */
  public TelegramFaults always(String method, TelegramFault fault) {
    synchronized (this) {
      lasting.put(key(method), fault);
    }
    onScripted.run();
    return this;
  }

  /** Forgets everything scripted. */
  public synchronized void clear() {
    next.clear();
    lasting.clear();
  }

  /** How many faults scripted with {@link #next} no request has met yet. */
  public synchronized int remaining() {
    return next.values().stream().mapToInt(Deque::size).sum();
  }

  synchronized Optional<TelegramFault> take(String method) {
    for (String key : new String[] {key(method), EVERY_METHOD}) {
      Deque<TelegramFault> scripted = next.get(key);
      if (scripted != null && !scripted.isEmpty()) {
        return Optional.of(scripted.poll());
      }
    }
    return Optional.ofNullable(lasting.getOrDefault(key(method), lasting.get(EVERY_METHOD)));
  }

  private static String key(String method) {
    return method.toLowerCase(Locale.ROOT);
  }
}
