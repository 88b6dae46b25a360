package org.vitrail.bot.web;

/** The web page cannot be served; the message is a sentence for the person who started it. */
public final class WebException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WebException(String message, Throwable cause) {
    super(message, cause);
  }
}
