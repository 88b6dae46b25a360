package org.vitrail.bot.core.service;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Refusals;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.config.Messages;
import org.vitrail.inference.protocol.RedisTrouble;
import redis.clients.jedis.exceptions.JedisException;

/** Turns whatever goes wrong behind the door into a sentence for the person who waits before it. */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private final Refusals refusals;
  private final Messages messages;
  private final Clock clock;

  Guard(Refusals refusals, Messages messages, Clock clock) {
    this.refusals = refusals;
    this.messages = messages;
    this.clock = clock;
  }

  /** Nothing escapes to an adapter: it would have to tell a person, and knows less than we do. */
  Reply reply(CommandRequest request, Supplier<Reply> work) {
    Person who = request.who();
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble != RedisTrouble.OTHER) {
        // The operator hears of it from the connection, once for all commands.
        LOG.debug("A command of {} was refused: {}", who.key(), trouble);
        Unreachable away = new Unreachable(trouble);
        return request.refused(away, refusals.text(away, who.locale()));
      }
      LOG.error("A command of {} failed; the person is told to try again.", who.key(), e);
      String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      return request.impossible(messages.text(who.locale(), "refused.internal", time));
    }
  }

  /**
   * @throws QueueUnreachable when Redis does not answer, in the locale's language
   */
  <T> T reading(String locale, Supplier<T> work) {
    try {
      return work.get();
    } catch (JedisException e) {
      RedisTrouble trouble = RedisTrouble.of(e);
      if (trouble == RedisTrouble.OTHER) {
        LOG.error("Redis refused to be read; the person is told to try again.", e);
      }
      throw new QueueUnreachable(refusals.text(new Unreachable(trouble), locale), e);
    }
  }
}
