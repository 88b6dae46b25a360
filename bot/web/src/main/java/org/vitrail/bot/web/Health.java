package org.vitrail.bot.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How this process is, for {@code /healthz}.
 *
 * @param problems what keeps people from being served now, in sentences without secrets
 * @param models those that its worker serves, each with {@code loaded}, {@code unloaded} or {@code
 *     broken}
 */
public record Health(List<String> problems, Map<String, String> models) {

  /** Whether people are served. */
  public boolean isWell() {
    return problems.isEmpty();
  }

  /** What is answered, as JSON. */
  public Map<String, Object> report(String version) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", isWell() ? "ok" : "failing");
    answer.put("version", version);
    if (!models.isEmpty()) {
      answer.put("models", models);
    }
    if (!isWell()) {
      answer.put("problems", problems);
    }
    return answer;
  }
}
