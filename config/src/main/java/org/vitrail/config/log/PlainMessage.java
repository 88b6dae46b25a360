package org.vitrail.config.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.vitrail.config.Printable;

/**
 * A log line's message on one line, whatever a stranger put into it: names of Discord and Telegram,
 * prompts, replies of servers. {@code config/logback.xml} names this class.
 */
public final class PlainMessage extends MessageConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return Printable.text(super.convert(event));
  }
}
