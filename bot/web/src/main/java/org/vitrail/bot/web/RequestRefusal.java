package org.vitrail.bot.web;

import io.javalin.http.HttpStatus;

/** A request that is not carried out; the message is a sentence for whoever sent it. */
final class RequestRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final HttpStatus status;

  RequestRefusal(HttpStatus status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
