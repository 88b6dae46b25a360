package org.vitrail.bot.core.admission;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What a job took and has not settled.
 *
 * @param person key of whoever asked
 * @param at when it was taken
 * @param intervalMicros what it took from the rate bucket, in µs
 * @param windows names of the hour, day and week that it was taken from
 * @param community where it was asked for
 * @param scopes in which its pictures count
 */
public record LedgerEntry(
    String jobId,
    String person,
    int pictures,
    Instant at,
    long intervalMicros,
    List<String> windows,
    String community,
    List<String> scopes) {
  static final String SEPARATOR = "\u001f";
  private static final String LIST_SEPARATOR = "\u001e";

  public LedgerEntry {
    windows = List.copyOf(windows);
    scopes = List.copyOf(scopes);
  }

  String asText() {
    return String.join(
        SEPARATOR,
        person,
        Integer.toString(pictures),
        Long.toString(at.toEpochMilli()),
        Long.toString(intervalMicros),
        String.join(LIST_SEPARATOR, windows),
        community,
        String.join(LIST_SEPARATOR, scopes));
  }

  static LedgerEntry of(String jobId, String text) {
    String[] parts = text.split(SEPARATOR, -1);
    return new LedgerEntry(
        jobId,
        parts[0],
        Integer.parseInt(parts[1]),
        Instant.ofEpochMilli(Long.parseLong(parts[2])),
        Long.parseLong(parts[3]),
        Arrays.asList(parts[4].split(LIST_SEPARATOR)),
        parts[5],
        Arrays.asList(parts[6].split(LIST_SEPARATOR)));
  }
}
