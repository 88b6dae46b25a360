package org.vitrail.bot.telegram;

import java.time.Duration;
import org.telegram.telegrambots.meta.api.objects.message.Message;

/**
 * Albums come as one message for each picture, in any order and perhaps to several processes, and
 * nothing tells how many there are. One with words is the request, the first if several have some.
 * The others are left alone, unless none has words: then one of them asks for some, after a pause
 * in which words may still come.
 */
final class Albums {
  /** Telegram sends the messages of an album within a second. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  /** What to do with a message. */
  enum Part {
    /** It stands for the album. */
    REQUEST,
    /** Others may have the words: look again after {@link #PAUSE}. */
    UNDECIDED,
    /** None has words, and this one says so. */
    WORDLESS,
    /** Another one stands for the album. */
    LEFT_OUT
  }

  private final Inbox inbox;

  Albums(Inbox inbox) {
    this.inbox = inbox;
  }

  static boolean isPart(Message message) {
    return message.getMediaGroupId() != null;
  }

  /**
   * @param hasWords whether this message has some
   * @param isFirst whether it is looked at for the first time
   */
  Part part(Message message, boolean hasWords, boolean isFirst) {
    String album = message.getChatId() + ":" + message.getMediaGroupId();
    String own = message.getMessageId().toString();
    if (hasWords) {
      return inbox.firstPart(album + ":words", own).equals(own) ? Part.REQUEST : Part.LEFT_OUT;
    } else if (isFirst) {
      return Part.UNDECIDED;
    }
    boolean asks =
        inbox.firstPart(album + ":words").isEmpty()
            && inbox.firstPart(album + ":asks", own).equals(own);
    return asks ? Part.WORDLESS : Part.LEFT_OUT;
  }
}
