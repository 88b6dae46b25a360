package org.vitrail.inference.fetch;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What to make of an answer that brings no bytes. */
final class Refusal {
  private Refusal() {}

  /**
   * @return what another attempt may mend, with the pause that the server asks for
   * @throws FetchException for what no attempt will mend, saying what a person can do
   */
  static RetryException of(RemoteFile file, Answer answer, Instant now) {
    int status = answer.status();
    String host = answer.from().getHost();
    if (status == 408 || status == 429 || status >= 500) {
      return new RetryException("the server answered " + status, retryAfter(answer, now));
    }
    if (status == 401 || status == 403) {
      throw new FetchException(
          "%s refuses %s (%d). If its publisher asks for consent, accept the terms at %s, make a token at https://huggingface.co/settings/tokens and set HF_TOKEN, for example in .env."
              .formatted(host, file, status, file.page()));
    }
    if (status == 404 || status == 410) {
      throw new FetchException(
          "%s is not at %s (%d). Look at %s, and correct the address in config/models.yaml."
              .formatted(file, file.place(), status, file.page()));
    }
    if (status == 407) {
      throw new FetchException(
          "The proxy asks for a password (407). Set HTTPS_PROXY to http://user:password@host:port.");
    }
    throw new FetchException(
        "%s answered %d for %s. Open %s in a browser to see more."
            .formatted(host, status, file, file.place()));
  }

  private static Optional<Duration> retryAfter(Answer answer, Instant now) {
    String given = answer.headers().firstValue("Retry-After").orElse("").strip();
    if (given.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(given)));
    }
    try {
      Instant when = ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(when.isAfter(now) ? Duration.between(now, when) : Duration.ZERO);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
