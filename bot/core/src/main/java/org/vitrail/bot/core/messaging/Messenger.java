package org.vitrail.bot.core.messaging;

import java.util.Map;
import java.util.Set;
import org.vitrail.bot.command.ButtonAction;
import org.vitrail.bot.core.outbox.OutboxEntry;
import org.vitrail.bot.core.outbox.PostedMessage;

/**
 * A chat platform, as far as keeping a message up to date goes. Calls block until the platform has
 * answered and come from several threads, for one job one at a time.
 */
public interface Messenger {
  /** Its name in {@link org.vitrail.bot.core.Person}. */
  String platform();

  /** What buttons it can carry out, besides those of every platform. */
  Set<ButtonAction> extraButtons();

  /** Whether this process can serve that address; another one may. */
  boolean reaches(Map<String, String> address);

  /** What shares one budget of messages: the chat. */
  Pacer.Chat chat(Map<String, String> address);

  /** Looks for the message of an outbox entry whose posting ended unheard. */
  Trace find(OutboxEntry entry);

  /** Posts a new message, in words alone. */
  SendResult post(OutboxEntry entry, JobMessage jobMessage);

  /** Deletes the message. One that is gone is {@link SendResult.Gone}, which is as good. */
  SendResult remove(OutboxEntry entry, PostedMessage message);

  /** Changes the message. Showing the same twice changes nothing. */
  SendResult edit(OutboxEntry entry, PostedMessage message, JobMessage jobMessage);
}
