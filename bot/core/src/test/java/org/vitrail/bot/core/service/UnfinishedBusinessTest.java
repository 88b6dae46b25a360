package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.CutOffRedis;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.admission.LedgerEntry;
import org.vitrail.bot.core.admission.TestLedger;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.queue.RecentJobs;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.SampleJobs;
import redis.clients.jedis.UnifiedJedis;

/** What people do while something else is half done: submitted, saved, erased. */
class UnfinishedBusinessTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration WEEK = Duration.ofDays(7);

  private JobQueue queue;
  private ImageStore images;
  private RecentJobs recent;
  private BotService botService;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    images = new ImageStore(REDIS.client(), WEEK);
    recent = new RecentJobs(REDIS.client(), WEEK);
    botService = botService(REDIS.client(), SampleRequests.generous());
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void lists_that_are_read_while_jobs_are_submitted_lose_none_of_them() throws Exception {
    List<String> asked = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> reading = new ArrayList<>();
      for (String list : List.of("/history", "/mydata", "/queue")) {
        reading.add(
            readers.submit(
                () -> {
                  while (!over.get()) {
                    assertThat(type(botService, SampleRequests.ANNA, list))
                        .isNotInstanceOf(Refused.class);
                  }
                }));
      }
      for (int i = 0; i < 40; i++) {
        asked.add(accepted("a cat --count 1").id());
      }
      over.set(true);
      for (Future<?> reader : reading) {
        reader.get();
      }
    } finally {
      over.set(true);
      readers.shutdownNow();
    }

    assertThat(botService.jobs().recent(SampleRequests.ANNA, 100))
        .extracting(JobCard::id)
        .containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void a_job_on_its_way_into_the_queue_stays_on_its_persons_list_whoever_reads_it() {
    recent.add(SampleRequests.ANNA, "a", Instant.now());

    assertThat(botService.jobs().recent(SampleRequests.ANNA, 10)).isEmpty();
    assertThat(said("/history")).startsWith("You have no recent jobs.");
    queue.submit(SampleJobs.job("a"));

    assertThat(botService.jobs().recent(SampleRequests.ANNA, 10))
        .extracting(JobCard::id)
        .containsExactly("a");
  }

  @Test
  void a_job_on_its_way_into_the_queue_can_be_forgotten_once_it_is_there() {
    ledger().take(SampleRequests.ANNA.key(), "a", 1);
    recent.add(SampleRequests.ANNA, "a", Instant.now());

    assertThat(said("/forget everything")).contains("no jobs were erased");
    queue.submit(SampleJobs.job("a"));

    assertThat(said("/forget everything")).contains("one job was erased");
    assertThat(REDIS.client().hgetAll("vitrail:{queue}:job:a").values())
        .noneMatch(value -> value.contains("a red apple"));
    assertThat(recent.of(SampleRequests.ANNA, 9)).isEmpty();
  }

  @Test
  void jobs_that_have_expired_take_no_place_on_a_list_and_are_forgotten_with_the_others() {
    for (String id : List.of("a", "b", "c")) {
      queue.submit(SampleJobs.job(id));
      recent.add(SampleRequests.ANNA, id, Instant.now().minusSeconds(60));
    }
    for (int i = 0; i < 20; i++) {
      recent.add(SampleRequests.ANNA, "expired" + i, Instant.now());
    }

    assertThat(botService.jobs().recent(SampleRequests.ANNA, 10))
        .extracting(JobCard::id)
        .containsExactly("c", "b", "a");
    type(botService, SampleRequests.ANNA, "/forget everything");
    assertThat(recent.of(SampleRequests.ANNA, 99)).isEmpty();
  }

  @Test
  void a_forgetting_that_was_killed_anywhere_is_finished_by_asking_again() {
    boolean wasKilled = true;
    for (int killedAfter = 1; wasKilled; killedAfter++) {
      REDIS.client().flushAll();
      accepted("a secret cat --count 1");
      accepted("a secret dog --count 1");
      try (CutOffRedis cut = new CutOffRedis(REDIS.port(), killedAfter);
          BotService killed = botService(cut, SampleRequests.generous())) {
        wasKilled = type(killed, SampleRequests.ANNA, "/forget everything") instanceof Refused;
      }

      said("/forget everything");

      assertThat(
              REDIS.client().keys("vitrail:{queue}:job:*").stream()
                  .flatMap(key -> REDIS.client().hgetAll(key).values().stream()))
          .as("killed after %d commands", killedAfter)
          .noneMatch(value -> value.contains("secret"));
    }
  }

  @Test
  void a_job_that_is_queued_but_cannot_be_read_counts_as_queued() {
    botService.close();
    // Reading a job's place in the queue is what this user has no right to.
    UnifiedJedis limited = REDIS.limited("~vitrail:*", "&*", "+@all", "-zrank");
    botService = botService(limited, SampleRequests.generous());

    JobCard card = accepted("a red apple --seed 7");

    assertThat(card.request().prompt()).isEqualTo("a red apple");
    assertThat(card.request().seed()).isEqualTo(7);
    assertThat(card.status().state()).isEqualTo(State.WAITING);
    assertThat(queue.status(card.id())).isPresent();
    assertThat(queue.depth("bundled")).isEqualTo(1);
  }

  @Test
  void without_channels_every_change_is_seen_all_the_same() {
    botService.close();
    botService =
        botService(
            REDIS.limited("~vitrail:*", "resetchannels", "+@all"), SampleRequests.generous());
    List<State> seen = new ArrayList<>();
    botService
        .jobs()
        .watch(
            card -> {
              synchronized (seen) {
                seen.add(card.status().state());
              }
            });

    accepted("a red apple --count 2");
    ClaimedJob claimed = claim();
    await().until(() -> last(seen) == State.RUNNING);
    assertThat(queue.complete(claimed, SampleRequests.done(2))).isTrue();
    await().until(() -> last(seen) == State.DONE);

    assertThat(ledger().open()).isEmpty();
    assertThat(((Said) type(botService, SampleRequests.ANNA, "/history")).text()).contains("Done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cancel %s", "/cancel", "/delete %s", "/forget everything"})
  void what_was_withdrawn_while_it_was_saved_costs_nothing_and_shows_nothing(
      String originalRequest) {
    botService.close();
    botService =
        botService(
            REDIS.client(),
            SampleRequests.instance(
                new LimitSettings(1000, 9, 10, 10, Duration.ofHours(12)), 9, 60, 9));
    JobCard card = accepted("a cat --count 9");
    assertThat(((Refused) handle("a cat --count 1")).verdict()).isInstanceOf(QuotaSpent.class);
    ClaimedJob claimed = claim();
    byte[] png = {1, 2, 3};
    images.put(card.id(), "grid.png", png);
    images.put(card.id(), "1.png", png);
    images.put(card.id(), "preview.png", png);

    assertThat(handle(originalRequest.formatted(card.id())))
        .isInstanceOfAny(Said.class, Reply.Deleted.class);
    images.put(card.id(), "1.png", png);
    assertThat(queue.complete(claimed, SampleRequests.done(9))).isFalse();

    JobCard ended = botService.jobs().cardNow(card.id()).orElseThrow();
    assertThat(ended.status().state()).isEqualTo(State.CANCELLED);
    assertThat(botService.gallery().visiblePictures(ended).picture(1)).isEmpty();
    assertThat(botService.gallery().visiblePictures(ended).grid()).isEmpty();
    assertThat(botService.gallery().visiblePictures(ended).preview()).isEmpty();
    await().until(() -> handle("a cat --count 9") instanceof Accepted);
    assertThat(ledger().open()).extracting(LedgerEntry::jobId).doesNotContain(card.id());
  }

  @Test
  void what_is_drawn_while_no_bot_is_there_is_kept_until_one_has_seen_it() {
    Duration minute = Duration.ofMinutes(1);
    botService.close();
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT.withRetention(minute, WEEK));
    images = new ImageStore(REDIS.client(), minute, WEEK);
    botService = shortOfMemory();
    String id = accepted("a cat --count 1").id();
    botService.close();

    new WorkerDriver(queue, images).finishAll();
    List<String> keys = List.of("vitrail:{queue}:job:" + id, "vitrail:image:" + id + ":1.png");
    assertThat(keys).allMatch(key -> REDIS.client().ttl(key) > Duration.ofDays(6).toSeconds());

    botService = shortOfMemory();
    await().until(() -> keys.stream().allMatch(key -> REDIS.client().ttl(key) <= 60));
    assertThat(ledger().open()).isEmpty();
    JobCard card = botService.jobs().card(id).orElseThrow();
    assertThat(botService.gallery().visiblePictures(card).picture(1)).isPresent();
  }

  @Test
  void the_way_back_of_a_job_that_nobody_draws_for_long_is_kept_however_short_history_is() {
    botService.close();
    Duration minute = Duration.ofMinutes(1);
    queue =
        new JobQueue(
            REDIS.client(), QueueSettings.DEFAULT.withRetention(minute, QueueSettings.UNSEEN));
    InstanceRules generous = SampleRequests.generous();
    InstanceRules forgetful =
        new InstanceRules(
            generous.models(),
            generous.styles(),
            generous.limits(),
            generous.quotas(),
            new Retention(minute, minute),
            generous.safety(),
            generous.blocklist());
    botService = shortOfMemory(forgetful);
    Origin chat = new Origin("1", "place", "", Standing.MEMBER, Map.of("chat", "7"));

    Reply reply = type(botService, SampleRequests.ANNA, "a cat", Optional.of(chat));

    String id = ((Accepted) reply).job().id();
    assertThat(List.of("vitrail:{queue}:outbox:parcel:" + id, "vitrail:recent:web:anna"))
        .allMatch(
            key -> REDIS.client().ttl(key) > queue.longestWait().plusHours(23).toSeconds(),
            "is kept until its job is too old and a day is over");
  }

  private BotService shortOfMemory() {
    return shortOfMemory(SampleRequests.generous());
  }

  private BotService shortOfMemory(InstanceRules instance) {
    return new BotService(
        REDIS.client(), queue, images, instance, SampleCommands.MESSAGES, new HurriedTime());
  }

  private static State last(List<State> seen) {
    synchronized (seen) {
      return seen.isEmpty() ? null : seen.get(seen.size() - 1);
    }
  }

  private BotService botService(UnifiedJedis redis, InstanceRules instance) {
    return new BotService(
        redis,
        new JobQueue(redis, QueueSettings.DEFAULT),
        new ImageStore(redis, WEEK),
        instance,
        SampleCommands.MESSAGES,
        new HurriedTime());
  }

  private static TestLedger ledger() {
    return new TestLedger(REDIS.client(), new HurriedTime(), 99, 0, 0, 99, 99);
  }

  private Reply handle(String text) {
    Origin page = Origin.ofPage("web", Standing.MEMBER);
    return type(botService, SampleRequests.ANNA, text, Optional.of(page));
  }

  private JobCard accepted(String text) {
    Reply reply = type(botService, SampleRequests.ANNA, text);
    assertThat(reply).isInstanceOf(Accepted.class);
    return ((Accepted) reply).job();
  }

  private String said(String text) {
    Reply reply = type(botService, SampleRequests.ANNA, text);
    assertThat(reply).isInstanceOf(Said.class);
    return ((Said) reply).text();
  }

  private ClaimedJob claim() {
    return queue.claim("worker", List.of("bundled"), 1, Duration.ZERO).get(0);
  }
}
