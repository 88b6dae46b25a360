package org.vitrail.inference.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Judges from what Redis wrote down whether every job was begun in its turn: it plays the same
 * history to {@link FairOrderModel}, which shares no code with the scripts.
 *
 * <p>A job is begun in its turn if it is the first of its lane: of what was in work before, the one
 * that was submitted first; when there is none, the one whose share of the lane begins first. It
 * may pass others only if there was room for it and not for them, and the first of them lets no
 * more pictures pass than it has itself; what was in work before lets none pass. Anything else is a
 * violation, of which there is no small one. Not for several threads.
 */
public final class OrderAudit {
  private static final String JOB = Keys.job("");

  /** What is known of an open job. */
  private record Open(String lane, boolean isRunning) {}

  private final Map<String, FairOrderModel> lanes = new HashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private final Consumer<Violation> violations;
  private long begun;

  /**
   * Somebody's turn that another took.
   *
   * @param job that was begun
   * @param instead of this one, whose turn it was
   */
  public record Violation(String job, String instead) {}

  /**
   * @param violations told each one, in the order in which they happened
   */
  public OrderAudit(Consumer<Violation> violations) {
    this.violations = violations;
  }

  /** How many times jobs were begun, those that were begun again among them. */
  public long begun() {
    return begun;
  }

  /**
   * Goes on by one write. All of them are to be given in the order in which Redis made them, from
   * the first on, those of a script one by one, as its append-only file and its replicas have them.
   *
   * @param command its name and its arguments; writes that are of no concern are ignored
   */
  public void add(List<String> command) {
    if (command.size() < 2 || !command.get(1).startsWith(JOB)) {
      return;
    }
    String id = command.get(1).substring(JOB.length());
    switch (command.get(0).toUpperCase(Locale.ROOT)) {
      case "HSET", "HMSET" -> changed(id, fields(command));
      case "HINCRBY" -> {
        if (command.get(2).equals("company") && open.containsKey(id)) {
          company(id, Integer.parseInt(command.get(3)));
        }
      }
      default -> {
        // Takes away a field, or says how long the job is kept.
      }
    }
  }

  /** A job had company when its worker died, or that worker lives after all. */
  private void company(String id, int more) {
    if (more > 0) {
      lane(id).noteCompany(id);
    } else {
      lane(id).forgetCompany(id);
    }
  }

  private static Map<String, String> fields(List<String> command) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 2; i + 1 < command.size(); i += 2) {
      fields.put(command.get(i), command.get(i + 1));
    }
    return fields;
  }

  private void changed(String id, Map<String, String> fields) {
    Open before = open.get(id);
    switch (fields.getOrDefault("state", "")) {
      case "" -> {
        // Its progress, or its words.
      }
      case "WAITING" -> {
        if (before == null) {
          submitted(id, fields);
        } else {
          lane(id).giveBack(id);
          open.put(id, new Open(before.lane, false));
        }
      }
      case "RUNNING" -> {
        Optional<String> instead = lane(id).begin(id);
        begun++;
        instead.ifPresent(it -> violations.accept(new Violation(id, it)));
        open.put(id, new Open(before.lane, true));
      }
      default -> ended(id, before);
    }
  }

  private void submitted(String id, Map<String, String> fields) {
    String lane = Queues.lane(fields.get("queue"));
    open.put(id, new Open(lane, false));
    int images = number(fields, "imageCount", 1);
    lane(id)
        .submit(
            new FairOrderModel.Asked(
                id,
                fields.getOrDefault("platform", "") + ":" + fields.getOrDefault("user", ""),
                fields.getOrDefault("place", ""),
                images,
                new Share(
                    Priority.valueOf(fields.getOrDefault("priority", Priority.NORMAL.name())),
                    Math.max(1, number(fields, "cost", images)),
                    Math.max(1, number(fields, "weight", 1)))));
  }

  private void ended(String id, Open before) {
    if (before == null) {
      return;
    }
    if (before.isRunning) {
      lane(id).complete(id);
    } else {
      lane(id).cancel(id);
    }
    open.remove(id);
  }

  private FairOrderModel lane(String id) {
    return lanes.computeIfAbsent(open.get(id).lane, lane -> new FairOrderModel());
  }

  private static int number(Map<String, String> fields, String name, int otherwise) {
    return LaneSnapshot.number(fields.getOrDefault(name, ""), otherwise);
  }
}
