package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;

/**
 * What workers say of the models that they serve, for menus to show; forgotten when a worker has
 * not said it again in time. Every method throws as those of {@link JobQueue} do.
 */
public final class Announcements {
  private final UnifiedJedis redis;
  private final Duration workerTimeout;

  Announcements(UnifiedJedis redis, Duration workerTimeout) {
    this.redis = redis;
    this.workerTimeout = workerTimeout;
  }

  /** For how long a worker counts as alive without a sign of life. */
  public Duration workerTimeout() {
    return workerTimeout;
  }

  /**
   * Says which models a worker serves, and that it lives; replaces what it said before.
   *
   * @param holds for how long, unless it says so again
   */
  public void announce(String worker, Collection<ServedModel> models, Duration holds) {
    Require.identifier("worker", worker);
    Require.atLeastOneMilli("holds", holds);
    Map<String, String> texts = new LinkedHashMap<>();
    models.forEach(model -> texts.put(model.id(), model.text()));
    Script.ANNOUNCE.run(redis, worker, holds.toMillis(), texts);
  }

  /** By worker, what those announce that live; what a newer program announces may be missing. */
  public Map<String, List<ServedModel>> all() {
    Map<String, List<ServedModel>> all = new HashMap<>();
    for (Object each : (List<?>) Script.ANNOUNCED.run(redis)) {
      List<?> facts = (List<?>) each;
      List<ServedModel> models = new ArrayList<>();
      JobFields.map((List<?>) facts.get(1))
          .forEach((id, text) -> ServedModel.read(id, text).ifPresent(models::add));
      all.put((String) facts.get(0), models);
    }
    return all;
  }
}
