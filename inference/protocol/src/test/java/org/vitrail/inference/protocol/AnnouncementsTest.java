package org.vitrail.inference.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.vitrail.inference.protocol.SampleJobs.LANE;
import static org.vitrail.inference.protocol.SampleJobs.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.inference.protocol.ServedModel.Enlargement;
import org.vitrail.inference.protocol.ServedModel.State;
import org.vitrail.inference.protocol.ServedOption.Choice;
import org.vitrail.inference.protocol.ServedOption.Range;

/** What workers say of themselves, and what tells them whom to serve next. */
class AnnouncementsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final ServedModel MEGA =
      new ServedModel(
          "mega",
          State.LOADED,
          Set.of("VARY", "INIT_IMAGE"),
          List.of(
              new Range("guidance", 10, 0, 100, false),
              new Range("top-k", 50, 0, 16384, true),
              new Choice("pace", "slow", List.of("fast", "slow")),
              new Choice("rank", "clip", List.of("clip"))),
          List.of(new Enlargement(4, true), new Enlargement(8, false)),
          new ServedModel.Limits(
              Optional.of(new ServedModel.Cells(16, 12)),
              OptionalLong.of(409_600),
              Optional.of(Duration.ofMinutes(10))),
          List.of("en", "ru"));
  private static final ServedModel MINI =
      new ServedModel("mini", State.UNLOADED, Set.of(), List.of());

  private JobQueue queue;
  private Announcements announcements;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    announcements = queue.announcements();
  }

  @Test
  void what_several_workers_announce_is_read_as_it_was_said() {
    announcements.announce("one", List.of(MEGA, MINI), A_MINUTE);
    announcements.announce("two", List.of(MINI), A_MINUTE);

    assertThat(announcements.all()).containsOnlyKeys("one", "two");
    assertThat(announcements.all().get("one")).containsExactlyInAnyOrder(MEGA, MINI);
    assertThat(announcements.all().get("two")).containsExactly(MINI);
    assertThat(queue.workers("mini")).isEqualTo(2);
    assertThat(queue.workers("mega")).isEqualTo(1);
  }

  @Test
  void what_a_model_could_be_asked_for_outlasts_its_worker_until_a_new_one_says_otherwise() {
    Proposals foxes =
        new Proposals(List.of("a fox, asleep"), List.of("fox"), List.of("{} on the grass"));
    Proposals cats = new Proposals(List.of(), List.of("cat", "рыжий кот"), List.of());

    announcements.propose("mini", Map.of("en", foxes), true);
    announcements.propose("mini", Map.of("en", cats, "ru", cats), false);

    assertThat(announcements.proposals("mini", "en")).contains(foxes);
    assertThat(announcements.proposals("mini", "ru")).contains(cats);
    assertThat(announcements.proposals("mini", "de")).isEmpty();
    assertThat(announcements.proposals("mega", "en")).isEmpty();
    announcements.propose("mini", Map.of("en", cats), true);
    assertThat(announcements.proposals("mini", "en")).contains(cats);
    assertThat(REDIS.client().pttl(Keys.proposals("mini", "en"))).isPositive();
  }

  @Test
  void what_is_proposed_is_bounded() {
    Proposals bounded =
        Proposals.of(List.of("a cat", "x".repeat(999)), List.of("two\nlines", " "), List.of());

    assertThat(bounded).isEqualTo(new Proposals(List.of("a cat"), List.of(), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Proposals(List.of("x".repeat(999)), List.of(), List.of()))
        .withMessageContaining("999");
  }

  @Test
  void what_older_workers_announce_is_read_without_enlargements() {
    assertThat(ServedModel.read("mini", "LOADED VARY top-k:50.0:0.0:9.0:whole"))
        .contains(
            new ServedModel(
                "mini", State.LOADED, Set.of("VARY"), List.of(new Range("top-k", 50, 0, 9, true))));
  }

  /** They take a line apart at its spaces, and know the first four parts. */
  @Test
  void older_readers_find_numbers_where_they_were_and_no_names_among_them() {
    String[] parts = MEGA.text().split(" ", -1);

    assertThat(parts[2]).isEqualTo("guidance:10.0:0.0:100.0:real,top-k:50.0:0.0:16384.0:whole");
    assertThat(parts[3]).isEqualTo("4d,8");
    assertThat(List.of(parts).subList(4, parts.length))
        .containsExactly(
            "choices:pace:slow:fast|slow,rank:clip:clip",
            "cells:16x12",
            "pixels:409600",
            "job-timeout:600000",
            "languages:en,ru");
  }

  @Test
  void a_choice_whose_default_is_none_of_its_names_counts_as_nothing_said() {
    assertThat(ServedModel.read("mini", "LOADED VARY   choices:pace:slow:fast")).isEmpty();
    assertThat(ServedModel.read("mini", "LOADED VARY   choices:pace:fast:fast|a/b")).isEmpty();
    assertThat(ServedModel.read("mini", "LOADED VARY   choices:pace")).isEmpty();
    assertThat(ServedModel.read("mini", "LOADED VARY   choices:pace:fast:fast")).isPresent();
  }

  @Test
  void what_is_said_anew_replaces_what_was_said_before() {
    announcements.announce("one", List.of(MEGA, MINI), A_MINUTE);
    ServedModel broken = new ServedModel("mini", State.BROKEN, Set.of(), List.of());

    announcements.announce("one", List.of(broken), A_MINUTE);

    assertThat(announcements.all()).isEqualTo(Map.of("one", List.of(broken)));
    assertThat(broken.draws()).isFalse();
  }

  @Test
  void a_worker_that_falls_silent_is_forgotten_and_others_are_not() {
    announcements.announce("long", List.of(MEGA), A_MINUTE);
    announcements.announce("short", List.of(MINI), Duration.ofMillis(50));

    await().until(() -> !queue.hasWorker("mini"));

    assertThat(announcements.all()).containsOnlyKeys("long");
  }

  @Test
  void what_a_newer_program_says_counts_as_nothing() {
    announcements.announce("one", List.of(MEGA, MINI), A_MINUTE);
    REDIS.client().hset("vitrail:{queue}:served:one", "mega", "DREAMING VARY ");
    REDIS.client().hset("vitrail:{queue}:served:one", "other", "LOADED");

    assertThat(announcements.all().get("one")).containsExactly(MINI);
  }

  @Test
  void a_name_that_would_break_the_line_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Range("top k", 1, 0, 2, true))
        .withMessageContaining("served.option");
  }

  @Test
  void lanes_where_jobs_wait_are_known_without_claiming_them() {
    assertThat(waiting()).isEmpty();
    queue.submit(job("a"));
    queue.submit(job("b", "other", "ann", 1), Priority.NEWCOMER);

    assertThat(waiting()).containsOnlyKeys(LANE, "other");

    ClaimedJob claimed = queue.claim("worker", List.of(LANE), 1, Duration.ZERO).get(0);
    assertThat(waiting()).containsOnlyKeys("other");
    queue.release("worker", claimed);
    assertThat(waiting()).containsOnlyKeys(LANE, "other");
    queue.cancel("a");
    queue.cancel("b");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void who_waits_longer_is_told_from_who_came_later() {
    queue.submit(job("a", "other", "ann", 1));
    await().until(() -> waiting().get("other").toMillis() > 5);
    queue.submit(job("b"));

    Map<String, Duration> waiting = waiting();

    assertThat(waiting.get("other")).isGreaterThan(waiting.get(LANE));
  }

  private Map<String, Duration> waiting() {
    return queue.waiting(List.of(LANE, "other"), Duration.ZERO);
  }

  @Test
  void codecs_are_announced_as_they_are_now_and_one_without_room_is_left_out() {
    ServedModel model = new ServedModel("mini", State.LOADED, Set.of("VARY"), List.of());

    ServedModel first = model.as(State.LOADED, List.of(), List.of("bundled"));
    ServedModel then = first.as(State.LOADED, List.of(), List.of("dall-e", "x".repeat(60)));

    assertThat(first.codecs()).containsExactly("bundled");
    assertThat(then.codecs()).containsExactly("dall-e");
    assertThat(then.abilities()).containsExactlyInAnyOrder("VARY", "codec.dall-e");
    assertThat(ServedModel.read("mini", then.text())).contains(then);
  }
}
