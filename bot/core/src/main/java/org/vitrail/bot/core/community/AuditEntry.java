package org.vitrail.bot.core.community;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.resps.StreamEntry;

/**
 * A moderator's act as it was done.
 *
 * @param number counts the instance's acts from 1
 * @param by key of the moderator
 * @param undoes the act that this one undid
 */
public record AuditEntry(
    long number,
    String community,
    Instant at,
    String by,
    String command,
    String target,
    String reason,
    Optional<Long> undoes,
    List<Change> changes) {
  public AuditEntry {
    changes = List.copyOf(changes);
  }

  /** Whether it was about a person, whose name may not have been known when it was done. */
  public boolean concerns(String person, String name) {
    return target.equals(name)
        || target.equals(person)
        || changes.stream().anyMatch(change -> change.field().endsWith("|" + person));
  }

  static AuditEntry of(String community, StreamEntry entry) {
    return of(community, entry.getID().getTime(), entry.getFields());
  }

  /** From names and values in turn, as they stand in the audit. */
  static AuditEntry of(String community, long number, List<?> flat) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return of(community, number, fields);
  }

  private static AuditEntry of(String community, long number, Map<String, String> fields) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; fields.containsKey("field" + i); i++) {
      changes.add(
          new Change(
              fields.get("field" + i),
              Optional.ofNullable(fields.get("before" + i)),
              Optional.ofNullable(fields.get("after" + i))));
    }
    return new AuditEntry(
        number,
        community,
        Instant.ofEpochMilli(Long.parseLong(fields.get("at"))),
        fields.get("by"),
        fields.get("command"),
        fields.get("target"),
        fields.get("reason"),
        Optional.of(fields.get("undoes")).filter(it -> !it.isEmpty()).map(Long::valueOf),
        changes);
  }
}
