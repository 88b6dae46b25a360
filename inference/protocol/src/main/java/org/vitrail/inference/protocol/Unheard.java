package org.vitrail.inference.protocol;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator, once, that Redis lets nobody be told of changes: it is slower this way, but
 * nothing is lost.
 */
final class Unheard {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  private final AtomicBoolean isTold = new AtomicBoolean();

  /**
   * @param reply of a script, whose second part is why nobody could be told; empty where they were
   */
  void note(Object reply) {
    String why = (String) Replies.list(reply).get(1);
    if (!why.isEmpty() && isTold.compareAndSet(false, true)) {
      LOG.warn(
          "Redis keeps this user's job events to itself ({}). Jobs go on, but what people see of"
              + " them is up to a second late. {}",
          why,
          Keys.ALLOW_EVENTS);
    }
  }
}
