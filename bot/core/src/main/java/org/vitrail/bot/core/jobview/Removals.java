package org.vitrail.bot.core.jobview;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the adapters of this process that jobs left a person's list, deleted or forgotten; those of
 * other processes find out when they read the list again.
 */
public final class Removals {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  private final List<Consumer<String>> watchers = new CopyOnWriteArrayList<>();

  /**
   * @param onRemoved takes the person's key; should return soon
   * @return closes the subscription
   */
  public AutoCloseable watch(Consumer<String> onRemoved) {
    // A wrapper, so that one consumer may watch twice and close each on its own.
    Consumer<String> watcher = onRemoved::accept;
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  /** To be called when the list is as short as it gets. */
  public void tell(String personKey) {
    for (Consumer<String> watcher : watchers) {
      try {
        watcher.accept(personKey);
      } catch (RuntimeException e) {
        LOG.error("A removal was not shown; it is seen when the list is read again.", e);
      }
    }
  }
}
