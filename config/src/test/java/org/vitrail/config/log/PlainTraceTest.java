package org.vitrail.config.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class PlainTraceTest {
  @Test
  void an_error_is_written_with_what_was_suppressed_for_it_and_forges_no_line() {
    IllegalStateException error = new IllegalStateException("Failed to connect.");
    error.addSuppressed(new IllegalArgumentException("refused\n12:00:00 INFO forged"));
    LoggerContext context = new LoggerContext();
    PlainTrace trace = new PlainTrace();
    trace.start();

    String written =
        trace.convert(
            new LoggingEvent(
                "here", context.getLogger("a"), Level.WARN, "a message", error, new Object[0]));

    assertThat(written)
        .contains("IllegalStateException: Failed to connect.")
        .contains("Suppressed: java.lang.IllegalArgumentException: refused")
        .doesNotContain("\n12:00:00");
  }
}
