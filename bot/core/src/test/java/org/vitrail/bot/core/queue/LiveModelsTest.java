package org.vitrail.bot.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.command.catalogue.ModelPresence;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.ServedModel;
import org.vitrail.inference.protocol.ServedModel.State;

class LiveModelsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** The only model whose files are on this machine. */
  private static final String HERE = "here";

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private long nanos;
  private JobQueue queue;
  private LiveModels models;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    models = new LiveModels(queue, HERE::equals, () -> nanos);
  }

  @Test
  void a_model_is_live_from_its_workers_first_sign_of_life() {
    assertThat(isLive("mega")).isFalse();
    claim("mega");

    advance(A_SECOND);

    assertThat(isLive("mega")).isTrue();
    assertThat(isLive("bundled")).isFalse();
  }

  @Test
  void the_largest_picture_is_what_all_workers_hold_before_any_of_them_has_loaded_the_model() {
    claim("mega");
    assertThat(models.mostPixels("mega")).isEmpty();
    announceRoom("small", 65_536);
    announceRoom("large", 409_600);

    advance(A_SECOND);

    assertThat(models.mostPixels("mega")).hasValue(65_536);
    assertThat(models.announced("mega")).isEmpty();
    assertThat(models.mostPixels("bundled")).isEmpty();
  }

  private void announceRoom(String worker, long mostPixels) {
    ServedModel.Limits limits =
        new ServedModel.Limits(Optional.empty(), OptionalLong.of(mostPixels));
    queue
        .announcements()
        .announce(
            worker,
            List.of(
                new ServedModel(
                    "mega", State.UNLOADED, Set.of(), List.of(), List.of(), limits, List.of())),
            Duration.ofMinutes(5));
  }

  @Test
  void a_worker_that_is_away_for_a_restart_is_waited_for_and_no_longer() {
    claim("mega");
    assertThat(isLive("mega")).isTrue();
    REDIS.client().del("vitrail:{queue}:workers:mega");
    assertThat(queue.hasWorker("mega")).isFalse();

    advance(LiveModels.GRACE.minusMillis(1));
    assertThat(isLive("mega")).isTrue();
    advance(Duration.ofMillis(1));
    assertThat(isLive("mega")).isFalse();

    claim("mega");
    advance(A_SECOND);
    assertThat(isLive("mega")).isTrue();
  }

  @Test
  void while_redis_is_away_what_was_known_holds_and_it_is_asked_again_afterwards() {
    claim("mega");
    assertThat(isLive("mega")).isTrue();
    REDIS.kill();
    advance(Duration.ofSeconds(2));

    assertThat(isLive("mega")).isTrue();
    assertThat(isLive("other")).isFalse();

    REDIS.start();
    claim("other");
    assertThat(isLive("other")).as("asked a moment ago").isFalse();
    advance(Duration.ofSeconds(10));
    assertThat(isLive("other")).isTrue();
  }

  @Test
  void a_model_that_its_workers_cannot_load_is_broken_until_one_of_them_can() {
    announce("one", "mega", State.BROKEN);
    assertThat(models.presence("mega")).isEqualTo(ModelPresence.BROKEN);

    announce("two", "mega", State.UNLOADED);
    advance(A_SECOND);
    assertThat(models.presence("mega")).isEqualTo(ModelPresence.SERVED);
  }

  @Test
  void what_nobody_draws_with_is_told_apart_by_whether_its_files_are_here() {
    assertThat(models.presence(HERE)).isEqualTo(ModelPresence.STOPPED);
    assertThat(models.presence("mega")).isEqualTo(ModelPresence.ABSENT);
  }

  @Test
  void what_is_proposed_is_looked_for_now_and_then_and_no_matter_while_redis_is_away() {
    Proposals proposals = new Proposals(List.of("a fox"), List.of("fox"), List.of());
    assertThat(models.proposals("mega", "en")).isEmpty();

    queue.announcements().propose("mega", Map.of("en", proposals), true);
    advance(Duration.ofSeconds(30));
    assertThat(models.proposals("mega", "en")).contains(proposals);
    assertThat(models.proposals("mega", "de")).isEmpty();

    REDIS.kill();
    assertThat(models.proposals("mega", "en")).contains(proposals);
    assertThat(models.proposals("other", "en")).isEmpty();
    REDIS.start();
  }

  private void announce(String worker, String model, State state) {
    queue
        .announcements()
        .announce(
            worker,
            List.of(new ServedModel(model, state, Set.of(), List.of())),
            Duration.ofMinutes(1));
  }

  private boolean isLive(String model) {
    return models.presence(model) == ModelPresence.SERVED;
  }

  private void claim(String lane) {
    queue.claim("worker", List.of(lane), 0, Duration.ZERO);
  }

  private void advance(Duration time) {
    nanos += time.toNanos();
  }
}
