package org.vitrail.inference.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * What workers say of the models that they serve, for menus to show; forgotten when a worker has
 * not said it again in time. Every method throws as those of {@link JobQueue} do.
 */
public final class Announcements {
  /** So that a worker's restart takes nothing away from whoever types meanwhile. */
  private static final Duration PROPOSED = Duration.ofHours(1);

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

  /**
   * Says what a model could be asked for. It is kept for an hour, unless it is said again:
   * kilobytes that only change with the model are not sent with each announcement.
   *
   * @param byLanguage by the codes of languages, such as {@code ru}
   * @param isNew whether it takes the place of what others said; otherwise what is there stays
   */
  public void propose(String lane, Map<String, Proposals> byLanguage, boolean isNew) {
    Require.identifier("lane", lane);
    byLanguage.forEach(
        (language, proposals) -> {
          String key = Keys.proposals(lane, Require.identifier("language", language));
          if (isNew || redis.pexpire(key, PROPOSED.toMillis()) == 0) {
            redis.set(key, proposals.text(), SetParams.setParams().px(PROPOSED.toMillis()));
          }
        });
  }

  /** What a model could be asked for in a language; empty where nobody has said anything. */
  public Optional<Proposals> proposals(String lane, String language) {
    return Optional.ofNullable(redis.get(Keys.proposals(lane, language))).map(Proposals::read);
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
