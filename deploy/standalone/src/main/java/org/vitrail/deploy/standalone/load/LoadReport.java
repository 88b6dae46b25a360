package org.vitrail.deploy.standalone.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a run showed, as text for people and as JSON for programs. */
public final class LoadReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LoadPlan plan;
  private final LoadResult result;
  private final Growth growth;
  private final int unfinished;
  private final Duration took;

  /**
   * @param retention how long jobs are kept once they have ended
   */
  LoadReport(LoadPlan plan, LoadResult result, Duration retention, int unfinished, Duration took) {
    this.plan = plan;
    this.result = result;
    List<Growth.Sample> samples = result.samples();
    this.growth = new Growth(samples.subList(0, Math.max(0, samples.size() - 1)), retention);
    this.unfinished = unfinished;
    this.took = took;
  }

  /** Whether every job was asked for, and every one that was accepted ended. */
  public boolean isWhole() {
    return unfinished == 0 && unasked() == 0;
  }

  /** Jobs that were still to be asked for when the run was ended early. */
  private int unasked() {
    return Math.max(0, plan.allJobs() - result.ended() - unfinished);
  }

  /** Whether something that is taken grew clearly after the first tenth. */
  public boolean grew() {
    return growth.isClear();
  }

  /** Several lines, the last of which has no end. */
  public String text() {
    LoadResult.Counts counts = result.counts();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%,d jobs, the first %,d to warm up, at %.3f a second (seed %d) in %.0f s: %,d done,"
            + " %,d failed, %,d refused, %,d unfinished.",
        plan.allJobs(),
        plan.warmUp(),
        plan.ratePerSecond(),
        plan.seed(),
        took.toMillis() / 1e3,
        counts.done(),
        counts.failed(),
        counts.refused(),
        unfinished);
    if (unasked() > 0) {
      line(out, "Ended early: %,d jobs were not asked for.", unasked());
    }
    result.sentences().forEach((sentence, times) -> line(out, "  %,d × %s", times, sentence));
    line(out, "");
    line(
        out,
        "%-18s %7s %10s %10s %10s %10s",
        "from when due, ms",
        "jobs",
        "median",
        "p90",
        "p99",
        "longest");
    for (LoadStage stage : LoadStage.values()) {
      Latencies.Row row = result.latencies().row(stage);
      line(
          out,
          "%-18s %7d %10.0f %10.0f %10.0f %10.0f",
          stage,
          row.count(),
          row.median(),
          row.p90(),
          row.p99(),
          row.longest());
    }
    line(out, "");
    line(
        out,
        "%-18s %7s %12s %12s %13s %23s",
        "first estimates",
        "jobs",
        "estimated",
        "within 25 %",
        "median error",
        "said / took: p10 50 90");
    result.calibration().rows().forEach((group, row) -> estimates(out, group, row));
    line(
        out,
        "Progress fell in %,d jobs; it stood still for %.0f %% of a job in the median, %.0f %% at"
            + " p90, %.0f %% at most, when it was at %d %%.",
        counts.fell(),
        100 * result.stillness(.5),
        100 * result.stillness(.9),
        100 * result.longestStand().share(),
        result.longestStand().percent());
    line(out, "");
    line(out, "%-18s %14s %14s %14s", "resources", "after a tenth", "at the end", "highest");
    resources(out);
    line(out, "%s", growth.sentence());
    return out.toString().stripTrailing();
  }

  private static void estimates(StringBuilder out, String name, Calibration.Row row) {
    line(
        out,
        "%-18s %7d %12d %10.0f %% %11.0f %% %13.2f %4.2f %4.2f",
        name,
        row.jobs(),
        row.estimated(),
        100 * row.goodShare(),
        100 * row.medianError(),
        row.ratio().tenth(),
        row.ratio().median(),
        row.ratio().ninth());
  }

  private void resources(StringBuilder out) {
    List<Resources> samples = result.samples().stream().map(Growth.Sample::resources).toList();
    for (Resource resource : Resource.values()) {
      line(
          out,
          "%-18s %,14d %,14d %,14d",
          resource,
          resource.of(samples.get(0)),
          resource.of(samples.get(samples.size() - 1)),
          samples.stream().mapToLong(resource::of).max().orElse(0));
    }
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The same as one JSON object, whose names say their units. */
  public String json() {
    LoadResult.Counts counts = result.counts();
    ObjectNode root = JSON.createObjectNode();
    root.put("jobs", plan.jobs());
    root.put("warmUp", plan.warmUp());
    root.put("ratePerSecond", plan.ratePerSecond());
    root.put("seed", plan.seed());
    root.put("seconds", took.toMillis() / 1e3);
    root.put("done", counts.done());
    root.put("failed", counts.failed());
    root.put("refused", counts.refused());
    root.put("unfinished", unfinished);
    root.put("unasked", unasked());
    root.put("progressFell", counts.fell());
    root.put("progressStoodStillMedian", result.stillness(.5));
    root.put("progressStoodStillP90", result.stillness(.9));
    root.put("progressStoodStillMost", result.longestStand().share());
    root.put("progressStoodStillMostAtPercent", result.longestStand().percent());
    ObjectNode sentences = root.putObject("sentences");
    result.sentences().forEach(sentences::put);
    ObjectNode latencies = root.putObject("latencyMillis");
    for (LoadStage stage : LoadStage.values()) {
      Latencies.Row row = result.latencies().row(stage);
      latencies
          .putObject(stage.toString())
          .put("count", row.count())
          .put("median", row.median())
          .put("p90", row.p90())
          .put("p99", row.p99())
          .put("longest", row.longest());
    }
    ObjectNode estimates = root.putObject("firstEstimates");
    result.calibration().rows().forEach((group, row) -> estimates(estimates.putObject(group), row));
    for (Growth.Sample sample : result.samples()) {
      ObjectNode one = root.withArray("resources").addObject();
      one.put("seconds", sample.sinceStart().toMillis() / 1e3).put("ended", sample.ended());
      for (Resource resource : Resource.values()) {
        one.put(resource.toString(), resource.of(sample.resources()));
      }
    }
    result.jobs().forEach(ended -> job(root.withArray("doneJobs").addObject(), ended));
    root.put("grew", grew());
    root.put("growth", growth.sentence());
    return root.toPrettyString();
  }

  private static void job(ObjectNode out, LoadResult.Ended ended) {
    LoadJob job = ended.job();
    out.put("number", job.number()).put("kind", job.kind().toString()).put("text", job.text());
    job.estimateSeconds().ifPresent(said -> out.put("saidSeconds", said));
    out.put("tookSeconds", ended.seconds())
        .put("jobsAhead", job.ahead())
        .put("jobsLater", ended.later());
    job.secondsUntil().forEach((stage, seconds) -> out.put(stage + "AfterSeconds", seconds));
  }

  private static void estimates(ObjectNode out, Calibration.Row row) {
    out.put("jobs", row.jobs())
        .put("estimated", row.estimated())
        .put("within25Percent", row.goodShare())
        .put("medianError", row.medianError())
        .put("saidByTookP10", row.ratio().tenth())
        .put("saidByTookMedian", row.ratio().median())
        .put("saidByTookP90", row.ratio().ninth());
  }
}
