package org.vitrail.config.log;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * Log lines as JSON that may be shown on a terminal: what JSON allows in a text though it steers a
 * terminal or turns the reading direction is escaped, too. {@code config/logback.xml} names this
 * class.
 */
public final class PlainJson extends JsonEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    String line = new String(super.encode(event), StandardCharsets.UTF_8);
    StringBuilder plain = new StringBuilder(line.length());
    for (char c : line.toCharArray()) {
      // Within a text only: JSON itself has no such characters, and a line ends in \n.
      if (steers(c)) {
        plain.append(String.format("\\u%04x", (int) c));
      } else {
        plain.append(c);
      }
    }
    return plain.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean steers(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c > '~';
      case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
