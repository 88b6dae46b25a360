package org.vitrail.deploy.standalone;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.protocol.RedisCheck;
import org.vitrail.inference.protocol.RedisFault.Kind;

/** Whether a Redis of one's own may be used, by what a look at it found. */
record OwnRedis(RedisCheck.Report report, boolean acceptRisk) {
  private static final Logger LOG = LoggerFactory.getLogger(OwnRedis.class);
  private static final String ACCEPT =
      " Or accept the risk by redis.acceptRisk: true in config/vitrail.yaml or"
          + " VITRAIL_REDIS_ACCEPT_RISK=true.";

  static OwnRedis at(RedisAddress address, boolean acceptRisk) {
    return new OwnRedis(RedisCheck.of(address), acceptRisk);
  }

  /** What forbids its use, in sentences with what helps; empty if it may be used. */
  List<String> obstacles() {
    List<String> obstacles = new ArrayList<>(report.sentences(Kind.UNUSABLE));
    if (!acceptRisk) {
      report.sentences(Kind.LOSES_JOBS).forEach(it -> obstacles.add(it + ACCEPT));
    }
    return obstacles;
  }

  /** What is worth knowing. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (acceptRisk) {
      report
          .sentences(Kind.LOSES_JOBS)
          .forEach(it -> notes.add(it + " redis.acceptRisk accepts this."));
    }
    notes.addAll(report.sentences(Kind.NOTE));
    return notes;
  }

  /**
   * Lets it be used, with its notes in the log.
   *
   * @throws StandaloneException with what forbids it and what helps
   */
  void require() {
    if (!obstacles().isEmpty()) {
      throw new StandaloneException(String.join(System.lineSeparator(), obstacles()));
    }
    notes().forEach(LOG::warn);
  }
}
