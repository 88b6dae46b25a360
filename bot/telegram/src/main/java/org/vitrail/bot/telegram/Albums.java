package org.vitrail.bot.telegram;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.telegram.telegrambots.meta.api.objects.message.Message;

/**
 * Albums come as one message for each picture, in any order and perhaps to several processes, and
 * nothing tells how many there are. One with words is the request, the first if several have some.
 * The others are left alone, unless none has words: then one of them asks for some, after a pause
 * in which words may still come. What this process heard of an album it knows while Redis is away,
 * too.
 */
final class Albums {
  private static final Logger LOG = LoggerFactory.getLogger(Albums.class);

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

  /** More than come within the seconds in which the parts of one do. */
  private static final int MOST_KNOWN = 1_000;

  private final Inbox inbox;
  private final Map<String, String> firsts = new LinkedHashMap<>();

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
      return first(album + ":words", own).equals(own) ? Part.REQUEST : Part.LEFT_OUT;
    } else if (isFirst) {
      return Part.UNDECIDED;
    }
    boolean asks = first(album + ":words").isEmpty() && first(album + ":asks", own).equals(own);
    return asks ? Part.WORDLESS : Part.LEFT_OUT;
  }

  /** Which part was the first, this one included. */
  private String first(String whole, String own) {
    Optional<String> known = known(whole);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return remember(whole, inbox.firstPart(whole, own));
    } catch (InboxUnreachableException e) {
      LOG.debug("Only this process knows the first part of an album: {}", e.getMessage());
      return remember(whole, own);
    }
  }

  /** Which part was the first, if there was one. */
  private Optional<String> first(String whole) {
    try {
      return known(whole).or(() -> inbox.firstPart(whole));
    } catch (InboxUnreachableException e) {
      return Optional.empty();
    }
  }

  private Optional<String> known(String whole) {
    synchronized (firsts) {
      return Optional.ofNullable(firsts.get(whole));
    }
  }

  /**
   * @return what was remembered before, if anything was
   */
  private String remember(String whole, String first) {
    synchronized (firsts) {
      String before = firsts.putIfAbsent(whole, first);
      if (firsts.size() > MOST_KNOWN) {
        firsts.remove(firsts.keySet().iterator().next());
      }
      return before == null ? first : before;
    }
  }
}
