package org.vitrail.bot.core.service;

import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.messaging.ButtonSigner;
import org.vitrail.bot.core.messaging.JobMessage;
import org.vitrail.bot.core.messaging.JobMessageMaker;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.messaging.Messenger;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.modcommands.ModSuggestions;
import org.vitrail.bot.core.modcommands.Suggestion;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;
import org.vitrail.bot.core.outbox.SentStickers;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What chat platforms need besides carrying out commands: the messages of jobs and their buttons,
 * languages and names. Safe for several threads.
 */
public final class Chats {
  private static final Logger LOG = LoggerFactory.getLogger(Chats.class);

  private final CoreWiring core;
  private final Guard guard;
  private final ModSuggestions suggestions;
  private final JobMessageMaker jobMessages;
  private final ButtonSigner buttons;

  Chats(CoreWiring core, Guard guard, ModSuggestions suggestions) {
    this.core = core;
    this.guard = guard;
    this.suggestions = suggestions;
    this.jobMessages = new JobMessageMaker(core.messages, core.gate, core.safetyWords);
    this.buttons = new ButtonSigner(core.secret);
  }

  /**
   * A text of 43 letters, digits, {@code -} and {@code _} that all adapters of this instance know
   * and nobody else.
   *
   * @param purpose each has its own
   * @throws JedisException when Redis does not answer
   */
  public String sharedSecret(String purpose) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(core.secret.mac(purpose, purpose));
  }

  /**
   * Remembers what somebody is called.
   *
   * @param handle the unique name by which people of the platform address them, without its @;
   *     empty where there is none
   */
  public void remember(Person who, String handle) {
    try {
      core.names.remember(who);
      if (!handle.isEmpty()) {
        core.names.remember(who, handle);
      }
    } catch (JedisException e) {
      LOG.debug("The name of {} is not kept now: {}", who.key(), e.getMessage());
    }
  }

  /**
   * What a moderator may mean while they type a command in a community; nothing for others, and
   * while Redis is away.
   */
  public List<Suggestion> suggestions(Origin origin, CommandSpec command) {
    try {
      return suggestions.of(origin, command);
    } catch (JedisException e) {
      LOG.debug("Nothing can be proposed for /{}: {}", command.word(), e.getMessage());
      return List.of();
    }
  }

  /** Buttons as ids, and ids as buttons. */
  public ButtonSigner buttons() {
    return buttons;
  }

  /**
   * What a finished job's message shows in its person's own language.
   *
   * @param community where it is shown, which may be another one than where it was asked for
   * @throws QueueUnreachable when Redis does not answer
   */
  public JobMessage jobMessage(JobCard card, Messenger messenger, String community) {
    return guard.reading(
        card.who().locale(), () -> jobMessages.at(community, card, messenger.extraButtons()));
  }

  /** Which stickers were sent as messages of their own. */
  public SentStickers sentStickers() {
    return core.sentStickers;
  }

  /**
   * To be called when somebody pressed a button below an open job's words, where the platform tells
   * of messages in no other way: one whose posting was never heard of is the job's from now on.
   *
   * @param message as {@link Messenger} names it
   * @return whether it is left over: the job is over, and another message says so
   */
  public boolean isLeftOver(String jobId, String message) {
    try {
      return !core.outbox.found(jobId, new PostedMessage(message, false))
          && core.cards.findEnded(jobId).filter(JobCard::isFinal).isPresent()
          && core.outbox
              .find(jobId)
              .flatMap(OutboxEntry::message)
              .filter(known -> !known.id().equals(message))
              .isPresent();
    } catch (JedisException e) {
      LOG.debug("Whether job {} has another message is not known now: {}", jobId, e.getMessage());
      return false;
    }
  }

  /** Keeps the messages of a platform's jobs up to date until it is closed. */
  public MessageUpdater messageUpdater(Messenger messenger, Pacer pacer) {
    return new MessageUpdater(
        messenger, core.outbox, core.cards, core.watch, jobMessages, pacer, core.time);
  }

  /**
   * The language for a person in a community: what the community chose, else the person's own.
   * While Redis is away it is the person's own.
   */
  public String language(String community, String own) {
    try {
      return core.book.page(community).setting(CommunitySetting.LANGUAGE).orElse(own);
    } catch (JedisException e) {
      LOG.debug("The language of {} is not known now: {}", community, e.getMessage());
      return own;
    }
  }
}
