package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run showed. An order violation is a job that was begun though it was another's turn:
 * {@link org.vitrail.inference.protocol.OrderAudit} says of each beginning that Redis noted whose
 * turn it was, with nothing left to discretion.
 *
 * @param figures by name, in the order shown
 * @param broken promises, in a sentence each
 * @param isWhole whether it went on to its end
 */
public record ChaosReport(Map<String, Long> figures, List<String> broken, boolean isWhole) {
  private static final int MOST_SENTENCES = 20;

  /**
   * Counts.
   *
   * @param run what was done, by name: seed, kills and so on
   * @param used pictures that the ledger counts, by person; empty where the run ended early, so
   *     that what did not come yet is still open, and may be counted already
   * @param badEnds what was wrong with the ends of parts that were asked to end, in a sentence each
   */
  static ChaosReport of(
      Map<String, Long> run,
      Collection<Request> requests,
      Optional<Map<String, Long>> used,
      List<String> badEnds,
      Turns turns) {
    List<Request> heard = requests.stream().filter(it -> it.acknowledged().isPresent()).toList();
    List<Request> missing = heard.stream().filter(it -> it.posted().isEmpty()).toList();
    List<Request> twice = requests.stream().filter(it -> it.grids() > 1).toList();
    long posted = requests.stream().filter(it -> it.posted().isPresent()).count();
    Map<String, Long> figures = new LinkedHashMap<>(run);
    figures.put("submitted", (long) requests.size());
    figures.put("acknowledged", (long) heard.size());
    figures.put("posted", posted);
    figures.put(used.isPresent() ? "lost" : "open", (long) missing.size());
    figures.put("twice", (long) twice.size());
    figures.put("begun", turns.begun());
    figures.put("orderViolations", (long) turns.violations().size());
    figures.put("longestWaitSeconds", longestWait(heard).toSeconds());
    Map<String, Long> postedOf = new TreeMap<>();
    requests.forEach(
        it -> postedOf.merge(it.person(), it.posted().isPresent() ? 1L : 0, Long::sum));
    used.ifPresent(it -> figures.put("quotaDrift", drift(postedOf, it)));
    figures.put("badEnds", (long) badEnds.size());

    List<String> broken = new ArrayList<>();
    if (used.isPresent()) {
      missing.forEach(it -> broken.add(lost(it)));
    }
    twice.forEach(
        it -> broken.add("Request %s was posted %d times.".formatted(it.marker(), it.grids())));
    turns
        .violations()
        .forEach(
            it ->
                broken.add(
                    "Job %s was begun though it was the turn of job %s."
                        .formatted(it.job(), it.instead())));
    turns.unread().ifPresent(it -> broken.add("Whose turn it was cannot be told: " + it + "."));
    if (turns.unread().isEmpty() && turns.begun() < posted) {
      broken.add("%d jobs were posted, but %d begun.".formatted(posted, turns.begun()));
    }
    used.ifPresent(it -> broken.addAll(miscounted(postedOf, it)));
    broken.addAll(badEnds);
    return new ChaosReport(figures, broken, used.isPresent());
  }

  /** What is counted too much and too little, of each person alone. */
  private static long drift(Map<String, Long> posted, Map<String, Long> used) {
    return posted.entrySet().stream()
        .mapToLong(it -> Math.abs(used.getOrDefault(it.getKey(), 0L) - it.getValue()))
        .sum();
  }

  private static List<String> miscounted(Map<String, Long> posted, Map<String, Long> used) {
    return posted.entrySet().stream()
        .filter(it -> !it.getValue().equals(used.getOrDefault(it.getKey(), 0L)))
        .map(
            it ->
                "%d pictures of %s were posted, but %d counted against quotas."
                    .formatted(it.getValue(), it.getKey(), used.getOrDefault(it.getKey(), 0L)))
        .toList();
  }

  private static String lost(Request request) {
    return "Request %s of %s was acknowledged at %d s and never posted; its last words: %s"
        .formatted(
            request.marker(),
            request.person(),
            request.acknowledged().orElseThrow().toSeconds(),
            request.lastWords().replaceAll("\\s+", " "));
  }

  private static Duration longestWait(List<Request> heard) {
    return heard.stream()
        .filter(it -> it.posted().isPresent())
        .map(it -> it.posted().orElseThrow().minus(it.asked()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** For people. */
  public String text() {
    String lines =
        figures.entrySet().stream()
            .map(it -> "%-20s %8d".formatted(it.getKey(), it.getValue()))
            .collect(Collectors.joining("\n"));
    String verdict =
        broken.isEmpty()
            ? "All promises held" + (isWhole ? "." : " until the run was ended early.")
            : "Broken:\n" + broken.stream().limit(MOST_SENTENCES).collect(Collectors.joining("\n"));
    return """
        %s
        orderViolations counts every job that was begun though it was another's turn: replayed from
        all that Redis wrote, against a model of the fair order.
        %s"""
        .formatted(lines, verdict);
  }

  /** For machines: one object of numbers, and the list of what broke. */
  public String json() {
    String numbers =
        figures.entrySet().stream()
            .map(it -> "\"%s\": %d".formatted(it.getKey(), it.getValue()))
            .collect(Collectors.joining(",\n  "));
    String sentences =
        broken.stream()
            .map(it -> '"' + it.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", "));
    return "{\n  %s,\n  \"endedEarly\": %b,\n  \"broken\": [%s]\n}\n"
        .formatted(numbers, !isWhole, sentences);
  }
}
