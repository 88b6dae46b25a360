package org.vitrail.bot.core.messaging;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;

/** Takes messages of deleted jobs out of one platform's chats. */
final class MessageRemover {
  private static final Logger LOG = LoggerFactory.getLogger(MessageRemover.class);

  private final Messenger messenger;
  private final Outbox outbox;
  private final TimeSource time;

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
    boolean isOld =
        time.instant()
            .isAfter(entry.get().openedAt().plus(MessageDelivery.GIVE_UP_AFTER.multipliedBy(2)));
    if (sent instanceof SendResult.Failed || sent instanceof SendResult.Later) {
      if (isOld) {
        LOG.warn("The message of job {} could not be removed: {}", jobId, sent);
        outbox.nothingToRemove(messenger.platform(), jobId);
      } else {
        outbox.wantRemoved(messenger.platform(), jobId);
      }
    } else {
      outbox.drop(messenger.platform(), jobId);
      LOG.info("The message of job {} is removed.", jobId);
    }
  }
}
