package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.journal.KeptRequest;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ImageJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.spool.Spool;

/** What becomes of a journal that earlier processes left, by a clock that is moved by hand. */
class JournalDrainTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANNA = SampleRequests.ANNA;
  private static final Person BEN = SampleRequests.BEN;
  private static final Duration RATE_INTERVAL = Duration.ofSeconds(6);

  @TempDir Path folder;

  private final HandMovedTime time = new HandMovedTime();
  private InstanceSecret secret;
  private JobQueue queue;
  private Spool spool;
  private BotService botService;

  @BeforeEach
  void open() throws IOException {
    secret = new InstanceSecret(REDIS.client());
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    spool = open(folder);
  }

  @AfterEach
  void close() throws IOException {
    if (botService != null) {
      botService.close();
    }
    spool.close();
  }

  @Test
  void ten_requests_of_one_person_pass_the_default_rate_and_none_is_refused() throws IOException {
    for (int i = 0; i < RequestJournal.PER_PERSON; i++) {
      leave(ANNA, "cat " + i);
      time.advance(Duration.ofMinutes(3));
    }
    Instant back = time.instant();

    start(withDefaults(100, 10));
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).hasSize(10).doesNotHaveDuplicates();
    assertThat(queue.depth("bundled")).isEqualTo(10);
    assertThat(botService.jobs().takeNotices(ANNA)).isEmpty();
    assertThat(Duration.between(back, time.instant()))
        .as("five at once, and each other when the rate allows it")
        .isGreaterThanOrEqualTo(RATE_INTERVAL.multipliedBy(4));
  }

  @Test
  void who_waits_for_their_own_jobs_does_not_hold_up_others() throws IOException {
    leave(ANNA, "a first cat");
    leave(ANNA, "a second cat");
    leave(BEN, "a dog");

    start(withDefaults(100, 1));
    passUntil(() -> spool.names().size() == 1);
    passes(Duration.ofMinutes(2));

    assertThat(prompts(ANNA)).containsExactly("a first cat");
    assertThat(prompts(BEN)).containsExactly("a dog");

    type(botService, ANNA, "/cancel " + botService.jobs().recent(ANNA, 1).get(0).id());
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("a second cat", "a first cat");
    assertThat(botService.jobs().takeNotices(ANNA)).isEmpty();
  }

  @Test
  void what_the_queue_has_no_room_for_waits_until_it_has() throws IOException {
    leave(ANNA, "a cat");
    leave(BEN, "a dog");

    start(withDefaults(1, 10));
    passUntil(() -> spool.names().size() == 1);
    passes(Duration.ofMinutes(2));
    assertThat(prompts(BEN)).isEmpty();

    type(botService, ANNA, "/cancel " + botService.jobs().recent(ANNA, 1).get(0).id());
    passUntil(spool::isEmpty);

    assertThat(prompts(BEN)).containsExactly("a dog");
    assertThat(botService.jobs().takeNotices(BEN)).isEmpty();
  }

  @Test
  void what_waited_for_longer_than_a_job_may_is_given_up_and_its_person_told() throws IOException {
    leave(ANNA, "a cat of yesterday");
    time.advance(QueueSettings.DEFAULT.longestWait());
    leave(ANNA, "a cat of today");
    time.advance(Duration.ofSeconds(1));

    start(SampleRequests.generous());
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("a cat of today");
    assertThat(botService.jobs().takeNotices(ANNA))
        .singleElement()
        .asString()
        .contains("waited too long");
  }

  @Test
  void what_has_its_job_is_not_told_that_it_waited_too_long() throws IOException {
    KeptRequest kept = leave(ANNA, "a cat that has its job", Optional.of(chat("r1")));
    start(SampleRequests.generous());
    passUntil(spool::isEmpty);
    botService.close();
    new RequestJournal(spool, REDIS.client()).keep(kept); // as if killed before it was removed
    time.advance(QueueSettings.DEFAULT.longestWait().plusSeconds(1));

    start(SampleRequests.generous());
    passUntil(spool::isEmpty);

    assertThat(words(kept)).isNull();
  }

  private KeptRequest leave(Person who, String prompt) {
    return leave(who, prompt, Optional.empty());
  }

  /** As a process does that ends while Redis is away. */
  private KeptRequest leave(Person who, String prompt, Optional<Origin> origin) {
    return leave(spool, who, prompt, origin);
  }

  private KeptRequest leave(Spool in, Person who, String prompt, Optional<Origin> origin) {
    KeptRequest kept =
        new KeptRequest(
            origin
                .map(
                    from -> ImageJob.idOf(secret.mac("job", who.platform() + ":" + from.request())))
                .orElseGet(ImageJob::newId),
            who,
            new Command.Imagine(prompt, ImagineOptions.NONE),
            SentPictures.of(Optional.empty()),
            origin,
            time.instant());
    assertThat(new RequestJournal(in, REDIS.client()).keep(kept)).isTrue();
    return kept;
  }

  private static InstanceRules withDefaults(int queuedJobs, int queuedJobsPerPerson) {
    LimitSettings limits =
        new LimitSettings(1000, 9, queuedJobs, queuedJobsPerPerson, Duration.ofHours(12));
    return SampleRequests.instance(limits, 5, 10, 0);
  }

  private void start(InstanceRules rules) {
    botService = service(rules, spool);
  }

  private BotService service(InstanceRules rules, Spool its) {
    return new BotService(
        REDIS.client(),
        queue,
        new ImageStore(REDIS.client(), Duration.ofDays(1)),
        rules,
        SampleCommands.MESSAGES,
        time,
        Optional.of(its));
  }

  private void passUntil(BooleanSupplier isSo) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              time.advance(Duration.ofSeconds(1));
              return isSo.getAsBoolean();
            });
  }

  /** So long that it could be seen if something happened by mistake. */
  private void passes(Duration span) {
    Instant end = time.instant().plus(span);
    passUntil(() -> time.instant().isAfter(end));
  }

  private static String words(KeptRequest kept) {
    return REDIS.client().hget("vitrail:{queue}:outbox:parcel:" + kept.jobId(), "words");
  }

  private List<String> prompts(Person who) {
    return botService.jobs().recent(who, 100).stream()
        .map(JobCard::request)
        .map(request -> request.prompt())
        .toList();
  }

  private static Origin chat(String request) {
    return new Origin(request, "discord:7", "8", Standing.MEMBER, Map.of("channel", "8"));
  }

  private static Spool open(Path folder) throws IOException {
    return Spool.open(folder, 1_000, 1 << 20);
  }
}
