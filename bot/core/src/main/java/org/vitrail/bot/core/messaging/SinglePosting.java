package org.vitrail.bot.core.messaging;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.outbox.Outbox;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Posts a job's message in words, which cannot be repeated: the intent is noted first, and a
 * message that may exist is looked for before another is posted. Where nobody can tell whether it
 * exists, no second one stands beside it before there is something new to say: the last word.
 *
 * <p>What the platform answers holds here at once, whether or not Redis can be told: it cannot be
 * asked again.
 */
final class SinglePosting {
  private final Messenger messenger;
  private final Outbox outbox;
  private final TimeSource time;

  SinglePosting(Messenger messenger, Outbox outbox, TimeSource time) {
    this.messenger = messenger;
    this.outbox = outbox;
    this.time = time;
  }

  /** Whether a message may be in the chat that cannot be found. */
  boolean mayExist(JobMessageState state) {
    if (state.entry().message().isPresent() || state.entry().postingSince().isEmpty()) {
      return false;
    }
    // Whoever posted it may have come to life again and said so.
    Optional<OutboxEntry> noted = outbox.find(state.jobId()).filter(it -> it.message().isPresent());
    if (noted.isPresent()) {
      state.entry(noted.get());
      return false;
    }
    OutboxEntry entry = state.entry();
    Trace trace = messenger.find(entry);
    trace.message().ifPresent(message -> remember(state, message));
    return !trace.isCertain();
  }

  SendResult post(JobMessageState state, JobMessage jobMessage) {
    Instant now = time.instant();
    outbox.posting(state.jobId(), now);
    state.entry(state.entry().posting(now));
    return messenger.post(state.entry(), jobMessage.withoutPicture());
  }

  /** The platform has certainly taken no message, so none has to be looked for. */
  void notPosted(JobMessageState state) {
    state.learn(state.entry().notPosted(), () -> outbox.notPosted(state.jobId()));
    note(state);
  }

  /** The message belongs elsewhere now, where there is none yet. */
  void moved(JobMessageState state, Map<String, String> address) {
    state.learn(state.entry().movedTo(address), () -> outbox.moved(state.jobId(), address));
    note(state);
  }

  /** Knows the platform's message here; {@link #note} lets others know it. */
  void know(JobMessageState state, PostedMessage message) {
    if (!Optional.of(message).equals(state.entry().message())) {
      state.learn(state.entry().posted(message), () -> outbox.posted(state.jobId(), message));
    }
  }

  void remember(JobMessageState state, PostedMessage message) {
    know(state, message);
    note(state);
  }

  /**
   * Tells the outbox what the platform said and only this process knows, if anything. Where Redis
   * does not take it, it is told before anything else is done with the message.
   */
  void note(JobMessageState state) {
    if (state.isUnnoted()) {
      try {
        state.noting().run();
      } catch (JedisException e) {
        // By then another may hold the entry, and would not be told: that is asked first.
        state.inDoubt(true);
        throw e;
      }
      state.noted();
    }
  }

  /** Takes a message away that was posted beside that of another process. */
  void removeUnlessKnown(OutboxEntry entry, PostedMessage posted) {
    boolean isKnown =
        outbox.found(entry.jobId(), posted)
            || outbox
                .find(entry.jobId())
                .flatMap(OutboxEntry::message)
                .filter(known -> known.id().equals(posted.id()))
                .isPresent();
    if (!isKnown) {
      messenger.remove(entry, posted);
    }
  }
}
