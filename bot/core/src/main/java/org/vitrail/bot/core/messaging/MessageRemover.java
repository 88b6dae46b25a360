package org.vitrail.bot.core.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.DeadLetter;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;

/** Takes messages of deleted jobs out of one platform's chats. For one thread at a time. */
final class MessageRemover {
  private static final Logger LOG = LoggerFactory.getLogger(MessageRemover.class);

  private final Messenger messenger;
  private final Outbox outbox;
  private final TimeSource time;
  private final Map<String, Long> failsSinceNanos = new HashMap<>();

  MessageRemover(Messenger messenger, Outbox outbox, TimeSource time) {
    this.messenger = messenger;
    this.outbox = outbox;
    this.time = time;
  }

  /** What is not removed now is wanted again: by this process, or by one that reaches it. */
  void remove(String jobId) {
    Optional<OutboxEntry> entry = outbox.find(jobId);
    if (entry.isEmpty() || entry.get().message().isEmpty()) {
      outbox.nothingToRemove(messenger.platform(), jobId);
      return;
    }
    SendResult sent =
        messenger.reaches(entry.get().address())
            ? messenger.remove(entry.get(), entry.get().message().get())
            : new SendResult.Failed("another process looks after it", false);
    if (sent instanceof SendResult.Failed || sent instanceof SendResult.Later) {
      if (isTriedLongEnough(jobId)) {
        LOG.error("The message of job {} could not be removed within a day: {}", jobId, sent);
        outbox.bury(
            messenger.platform(),
            new DeadLetter(time.instant(), jobId, "removal of a message", sent.toString()));
        outbox.nothingToRemove(messenger.platform(), jobId);
        failsSinceNanos.remove(jobId);
      } else {
        outbox.wantRemoved(messenger.platform(), jobId);
      }
    } else {
      outbox.drop(messenger.platform(), jobId);
      failsSinceNanos.remove(jobId);
      LOG.info("The message of job {} is removed.", jobId);
    }
  }

  /** What another process has removed meanwhile is forgotten by its age. */
  private boolean isTriedLongEnough(String jobId) {
    long now = time.nanoTime();
    long enough = MessageDelivery.GIVE_UP_AFTER.toNanos();
    failsSinceNanos.values().removeIf(since -> now - since > 2 * enough);
    return now - failsSinceNanos.computeIfAbsent(jobId, it -> now) > enough;
  }
}
