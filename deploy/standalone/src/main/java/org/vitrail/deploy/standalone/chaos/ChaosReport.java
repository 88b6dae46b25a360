package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run showed.
 *
 * @param figures by name, in the order shown
 * @param broken promises, in a sentence each
 */
public record ChaosReport(Map<String, Long> figures, List<String> broken) {
  /** A later picture of the same person may come so much earlier: two workers draw side by side. */
  static final Duration OVERTAKING = Duration.ofSeconds(30);

  /**
   * Counts.
   *
   * @param run what was done, by name: seed, kills and so on
   * @param used pictures that the ledger counts, of all people
   * @param badEnds parts that did not end with exit code 0 when asked to
   */
  static ChaosReport of(
      Map<String, Long> run, Collection<Request> requests, long used, List<String> badEnds) {
    List<Request> heard = requests.stream().filter(it -> it.acknowledged().isPresent()).toList();
    List<Request> lost = heard.stream().filter(it -> it.posted().isEmpty()).toList();
    List<Request> twice = requests.stream().filter(it -> it.grids() > 1).toList();
    long posted = requests.stream().filter(it -> it.posted().isPresent()).count();
    Map<String, Long> figures = new LinkedHashMap<>(run);
    figures.put("submitted", (long) requests.size());
    figures.put("acknowledged", (long) heard.size());
    figures.put("posted", posted);
    figures.put("lost", (long) lost.size());
    figures.put("twice", (long) twice.size());
    figures.put("orderViolations", overtaken(heard));
    figures.put("longestWaitSeconds", longestWait(heard).toSeconds());
    figures.put("quotaDrift", used - posted);
    figures.put("badEnds", (long) badEnds.size());

    List<String> broken = new ArrayList<>();
    lost.forEach(
        it ->
            broken.add(
                "Request %s of %s was acknowledged at %d s and never posted; its last words: %s"
                    .formatted(
                        it.marker(),
                        it.person(),
                        it.acknowledged().orElseThrow().toSeconds(),
                        it.lastWords().replaceAll("\\s+", " "))));
    twice.forEach(
        it -> broken.add("Request %s was posted %d times.".formatted(it.marker(), it.grids())));
    if (used != posted) {
      broken.add("%d pictures were posted, but %d counted against quotas.".formatted(posted, used));
    }
    badEnds.forEach(it -> broken.add(it + " did not end with exit code 0 when asked to."));
    return new ChaosReport(figures, broken);
  }

  private static long overtaken(List<Request> heard) {
    return heard.stream()
        .filter(it -> heard.stream().anyMatch(other -> overtook(other, it)))
        .count();
  }

  private static boolean overtook(Request later, Request earlier) {
    return later.person().equals(earlier.person())
        && later.asked().compareTo(earlier.acknowledged().orElseThrow()) > 0
        && later.posted().isPresent()
        && earlier.posted().isPresent()
        && later.posted().get().plus(OVERTAKING).compareTo(earlier.posted().get()) < 0;
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
            ? "All promises held."
            : "Broken:\n" + broken.stream().limit(20).collect(Collectors.joining("\n"));
    return lines + "\n" + verdict;
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
    return "{\n  %s,\n  \"broken\": [%s]\n}\n".formatted(numbers, sentences);
  }
}
