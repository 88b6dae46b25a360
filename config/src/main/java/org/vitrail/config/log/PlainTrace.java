package org.vitrail.config.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.stream.Stream;
import org.vitrail.config.Printable;

/**
 * An error's stack trace whose messages stay on their lines. {@code config/logback.xml} names this
 * class.
 */
public final class PlainTrace extends ThrowableProxyConverter {
  @Override
  protected String throwableProxyToString(IThrowableProxy error) {
    return super.throwableProxyToString(Plain.of(error));
  }

  /** An error as it was, but for what steers a terminal or begins a line in its message. */
  private record Plain(IThrowableProxy error) implements IThrowableProxy {
    static IThrowableProxy of(IThrowableProxy error) {
      return error == null ? null : new Plain(error);
    }

    @Override
    public String getMessage() {
      return error.getMessage() == null ? null : Printable.text(error.getMessage());
    }

    @Override
    public String getOverridingMessage() {
      String message = error.getOverridingMessage();
      return message == null ? null : Printable.text(message);
    }

    @Override
    public String getClassName() {
      return error.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return error.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return error.getCommonFrames();
    }

    @Override
    public IThrowableProxy getCause() {
      return of(error.getCause());
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
      // A copy of Logback's own array would take nothing but its own proxies.
      return Stream.of(error.getSuppressed()).map(Plain::of).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
      return error.isCyclic();
    }
  }
}
