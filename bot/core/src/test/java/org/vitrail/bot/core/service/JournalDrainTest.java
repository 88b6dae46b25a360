package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
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
import org.vitrail.bot.core.journal.Notices;
import org.vitrail.bot.core.journal.RequestJournal;
import org.vitrail.bot.core.journal.RequestJournal.Keeping;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.bot.promptfilter.SampleFilters;
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
  void a_place_that_is_full_holds_no_other_place_up() throws IOException {
    leave(ANNA, "a cat", Optional.of(chat("r1")));
    leave(BEN, "a dog", Optional.of(chat("r2")));
    leave(BEN, "a bird");
    start(SampleRequests.generous());
    Standing moderator = new Standing(Standing.Rank.MODERATOR, Set.of());
    Origin its = new Origin("r3", "discord:7", "8", moderator, Map.of("channel", "8"));
    assertThat(type(botService, BEN, "/limit queue 1", Optional.of(its)).text()).contains("1 job");

    passUntil(() -> spool.names().size() == 1);
    passes(Duration.ofMinutes(2));
    assertThat(prompts(ANNA)).containsExactly("a cat");
    assertThat(prompts(BEN)).containsExactly("a bird");

    type(botService, ANNA, "/cancel " + botService.jobs().recent(ANNA, 1).get(0).id());
    passUntil(spool::isEmpty);
    assertThat(prompts(BEN)).containsExactlyInAnyOrder("a bird", "a dog");
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
        .contains("“a cat of yesterday”", "waited too long");
  }

  @Test
  void what_has_its_job_is_not_told_that_it_waited_too_long() throws IOException {
    KeptRequest kept = leave(ANNA, "a cat that has its job", Optional.of(chat("r1")));
    start(SampleRequests.generous());
    passUntil(spool::isEmpty);
    botService.close();
    journal(spool).keep(kept); // as if killed before it was removed
    time.advance(QueueSettings.DEFAULT.longestWait().plusSeconds(1));

    start(SampleRequests.generous());
    passUntil(spool::isEmpty);

    assertThat(words(kept)).isNull();
  }

  @Test
  void what_a_bot_left_that_ended_is_handed_on_by_one_that_lives() throws IOException {
    start(SampleRequests.generous());
    passes(Duration.ofMinutes(1));
    leaveInAnother(ANNA, "a cat of another bot");

    passUntil(() -> !prompts(ANNA).isEmpty());
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("a cat of another bot");
  }

  @Test
  void what_several_bots_left_goes_on_in_the_order_in_which_it_was_asked_for() throws IOException {
    List<Spool> left = List.of(open(folder), open(folder), open(folder));
    for (int i = 0; i < 6; i++) {
      leave(left.get(i % 3), ANNA, "cat " + i, Optional.empty());
      time.advance(Duration.ofSeconds(1));
    }
    for (Spool each : left) {
      each.close();
    }
    spool.adopt();

    start(oneAtATime());
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("cat 5", "cat 4", "cat 3", "cat 2", "cat 1", "cat 0");
  }

  @Test
  void two_bots_that_live_hand_on_each_their_own_and_what_both_have_once() throws IOException {
    Spool others = open(folder);
    for (int i = 0; i < 5; i++) {
      leave(spool, ANNA, "cat " + i, Optional.empty());
      leave(others, BEN, "dog " + i, Optional.empty());
      for (Spool each : List.of(spool, others)) {
        leave(each, ANNA, "a bird", Optional.of(chat("r" + i)));
      }
    }

    start(SampleRequests.generous());
    try (BotService other = service(SampleRequests.generous(), others)) {
      passUntil(() -> spool.isEmpty() && others.isEmpty());
    }
    others.close();

    assertThat(queue.depth("bundled")).isEqualTo(15);
    assertThat(prompts(ANNA)).hasSize(10);
    assertThat(prompts(BEN)).hasSize(5);
    assertThat(REDIS.client().hlen("vitrail:{admission}:jobs")).isEqualTo(15);
  }

  @Test
  void what_was_refused_before_the_process_was_killed_is_not_drawn_after_all() throws IOException {
    KeptRequest kept = leave(ANNA, "gore", Optional.of(chat("r1")));
    start(SampleRequests.generous());
    passUntil(spool::isEmpty);
    String words = words(kept);
    botService.close();
    journal(spool).keep(kept); // as if killed before it was removed

    start(SampleRequests.generous(SampleFilters.blocking("spam")));
    passUntil(spool::isEmpty);

    assertThat(words(kept)).isEqualTo(words).contains("“gore” is not drawn here");
    assertThat(queue.status(kept.jobId())).isEmpty();
    assertThat(REDIS.client().hlen("vitrail:{admission}:jobs")).isZero();
  }

  @Test
  void what_the_disk_does_not_give_for_a_while_is_drawn_when_it_does() throws IOException {
    Path file = file(leave(ANNA, "a cat"));
    Path elsewhere = hide(file);
    leave(BEN, "a dog");

    start(SampleRequests.generous());
    passUntil(() -> spool.names().size() == 1);
    passes(Duration.ofMinutes(1));
    assertThat(prompts(BEN)).containsExactly("a dog");
    Files.delete(file);
    Files.move(elsewhere, file);
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("a cat");
  }

  @Test
  void what_the_disk_never_gives_is_set_aside_and_its_person_told() throws IOException {
    KeptRequest kept = leave(ANNA, "a cat");
    start(SampleRequests.generous());
    hide(file(kept));
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).isEmpty();
    assertThat(botService.jobs().takeNotices(ANNA))
        .singleElement()
        .asString()
        .contains("went wrong in the bot itself");
    assertThat(setAside(kept)).exists();
  }

  @Test
  void what_the_disk_spoilt_is_told_to_its_person_at_once() throws IOException {
    KeptRequest kept = leave(ANNA, "a cat");
    start(SampleRequests.generous());
    Files.write(file(kept), new byte[] {1, 2, 3, 4, 5});
    passUntil(spool::isEmpty);

    assertThat(botService.jobs().takeNotices(ANNA)).hasSize(1);
    assertThat(setAside(kept)).doesNotExist();
  }

  @Test
  void a_fault_of_the_program_that_passes_loses_nothing_and_holds_nobody_up() throws IOException {
    leave(ANNA, "a cat");
    leave(BEN, "a dog");
    String list = "vitrail:recent:" + ANNA.key();
    REDIS.client().set(list, "a text where a sorted set belongs");

    start(SampleRequests.generous());
    passUntil(() -> spool.names().size() == 1);
    assertThat(prompts(BEN)).containsExactly("a dog");
    passes(Duration.ofMinutes(1));
    REDIS.client().del(list);
    passUntil(spool::isEmpty);

    assertThat(prompts(ANNA)).containsExactly("a cat");
    assertThat(botService.jobs().takeNotices(ANNA)).isEmpty();
  }

  @Test
  void a_fault_of_the_program_that_stays_is_told_and_what_it_kept_is_forgotten_with_its_person()
      throws IOException {
    KeptRequest kept = leave(ANNA, "a cat");
    String list = "vitrail:recent:" + ANNA.key();
    REDIS.client().set(list, "a text where a sorted set belongs");

    start(SampleRequests.generous());
    passUntil(spool::isEmpty);

    assertThat(setAside(kept)).exists();
    REDIS.client().del(list);
    type(botService, BEN, "/forget everything");
    assertThat(setAside(kept)).exists();
    assertThat(REDIS.client().llen("vitrail:notices:" + ANNA.key())).isEqualTo(1);
    type(botService, ANNA, "/forget everything");
    assertThat(setAside(kept)).doesNotExist();
    assertThat(botService.jobs().takeNotices(ANNA)).isEmpty();
  }

  @Test
  void what_was_set_aside_is_erased_when_its_person_is_forgotten_on_another_machine()
      throws IOException {
    KeptRequest kept = leave(ANNA, "a cat");
    journal(spool).setAside(kept.jobId());
    start(SampleRequests.generous());
    passes(Duration.ofMinutes(2));
    assertThat(setAside(kept)).exists();

    try (Spool elsewhere = open(folder.resolve("another-machine"))) {
      journal(elsewhere).forget(ANNA, time.instant());
    }
    passUntil(() -> !Files.exists(setAside(kept)));
  }

  private Path file(KeptRequest kept) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> each.toString().endsWith("-" + kept.jobId()))
          .findFirst()
          .orElseThrow();
    }
  }

  /** A folder in a file's place can be moved, as the file, but not be read. */
  private Path hide(Path file) throws IOException {
    Path elsewhere = Files.move(file, folder.resolve("elsewhere"));
    Files.createDirectory(file);
    return elsewhere;
  }

  private Path setAside(KeptRequest kept) {
    return folder.resolve("set-aside").resolve(kept.jobId());
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
    assertThat(journal(in).keep(kept)).isEqualTo(Keeping.KEPT);
    return kept;
  }

  private void leaveInAnother(Person who, String prompt) throws IOException {
    try (Spool other = open(folder)) {
      leave(other, who, prompt, Optional.empty());
    }
  }

  /** So that the order can be seen. */
  private static InstanceRules oneAtATime() {
    LimitSettings limits = new LimitSettings(1000, 9, 100, 100, Duration.ofHours(12));
    return SampleRequests.instance(limits, 1, 10, 0);
  }

  private static RequestJournal journal(Spool its) {
    return new RequestJournal(its, REDIS.client(), new Notices(REDIS.client()));
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
        .pollInterval(Duration.ofMillis(2))
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
