package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.Command.OnJob;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.ImagineOptions;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.admission.Verdict.Blocked;
import org.vitrail.bot.core.admission.Verdict.Impossible;
import org.vitrail.bot.core.admission.Verdict.QueueFull;
import org.vitrail.bot.core.admission.Verdict.QuotaSpent;
import org.vitrail.bot.core.admission.Verdict.TooFast;
import org.vitrail.bot.core.admission.Verdict.TooManyWaiting;
import org.vitrail.bot.core.admission.Verdict.Unreachable;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.bot.promptfilter.SampleFilters;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.inference.protocol.RedisTrouble;

class BotServiceTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Person ANNA = SampleRequests.ANNA;
  private static final Person BEN = SampleRequests.BEN;

  private final HandMovedClock clock = new HandMovedClock();
  private JobQueue queue;
  private BotService botService;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    botService = botService(SampleRequests.generous());
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void a_prompt_becomes_a_job_and_the_job_a_card_with_pictures() {
    List<JobCard> seen = new CopyOnWriteArrayList<>();
    botService.jobs().watch(seen::add);

    JobCard card = accepted(ANNA, "/imagine a red apple --seed 7 --count 4");
    assertThat(card.request().prompt()).isEqualTo("a red apple");
    assertThat(card.request().seed()).isEqualTo(7);
    assertThat(card.request().imageCount()).isEqualTo(4);
    assertThat(card.who()).isEqualTo(ANNA);
    assertThat(card.request().at()).isEqualTo(clock.instant());
    finish(SampleRequests.done(4));

    await().until(() -> seen.stream().anyMatch(JobCard::isFinal));
    assertThat(botService.jobs().card(card.id()).orElseThrow().result().pictures()).hasSize(4);
    assertThat(botService.jobs().recent(ANNA, 10))
        .extracting(JobCard::id)
        .containsExactly(card.id());
    assertThat(botService.jobs().recent(BEN, 10)).isEmpty();
  }

  @Test
  void an_error_is_told_to_the_person_as_a_failure_of_the_bot() {
    botService.close();
    botService =
        botService(
            SampleRequests.generous(
                () -> {
                  throw new NoClassDefFoundError("com/google/re2j/Pattern");
                }));

    Reply reply = type(botService, ANNA, "a red apple");

    assertThat(((Refused) reply).text())
        .startsWith("Something went wrong in the bot itself")
        .contains(clock.instant().toString().substring(0, 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🍓🍓🍓",
        "تفاحة حمراء",
        "@everyone",
        "a\u0000b\u001b[31m",
        "\u202egnp.exe",
        "'; FLUSHALL; --",
        "<img src=x onerror=alert(1)>",
        "{0} %s ${x} \\u0000",
        "KEYS[1] ]] .. 'x'"
      })
  void a_hostile_prompt_is_only_a_prompt(String prompt) {
    JobCard card = accepted(ANNA, prompt);

    assertThat(card.request().prompt()).doesNotContainPattern("[\\p{Cc}\\x{202E}]");
    assertThat(botService.jobs().recent(ANNA, 1)).containsExactly(card);
    assertThat(said(ANNA, "/history")).contains(card.request().prompt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "\u202e",
        "/imagine",
        "/imagine --seed -1 x",
        "x --count 99999",
        "/xyzzy",
        "/vary",
        "/vary nowhere0000 1",
        "/again nowhere0000",
        "/upscale nowhere0000 1",
        "/cancel",
        "/cancel nowhere0000",
        "/vary * 1"
      })
  void what_cannot_be_done_is_refused_with_a_sentence_and_spends_nothing(String text) {
    botService.close();
    botService =
        botService(
            SampleRequests.instance(
                new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1, 1, 9));

    Refused refused = refused(ANNA, text);

    assertThat(refused.verdict()).isInstanceOf(Impossible.class);
    assertThat(refused.text()).hasSizeGreaterThan(20).contains(" ");
    assertThat(accepted(ANNA, "a red apple").status().state()).isEqualTo(State.WAITING);
  }

  @Test
  void a_prompt_of_5000_characters_is_refused_with_both_lengths() {
    assertThat(refused(ANNA, "x".repeat(5000)).text()).contains("5,000").contains("1,000");
  }

  @Test
  void a_command_from_a_click_keeps_the_same_rules() {
    assertThat(handled(new Imagine("\u0000", ImagineOptions.NONE))).isInstanceOf(Refused.class);
    assertThat(handled(new OnJob(CommandSpec.VARY, "x y", 1))).isInstanceOf(Refused.class);
    assertThat(handled(new Imagine("a cat", ImagineOptions.NONE))).isInstanceOf(Accepted.class);
  }

  @Test
  void every_verdict_reaches_the_person_as_a_sentence() {
    botService.close();
    botService =
        botService(
            SampleRequests.instance(
                new LimitSettings(1000, 9, 2, 1, Duration.ofHours(12)), 1, 10, 9));

    assertThat(refused(ANNA, "gory GORE").verdict()).isEqualTo(new Blocked("gore"));
    accepted(ANNA, "a cat --count 5");
    assertThat(refused(ANNA, "a cat --count 5").verdict()).isInstanceOf(QuotaSpent.class);
    assertThat(refused(ANNA, "a cat --count 1").verdict()).isInstanceOf(TooManyWaiting.class);
    accepted(BEN, "a cat");
    assertThat(refused(new Person("web", "cleo", "", "en"), "a cat").verdict())
        .isInstanceOf(QueueFull.class);
    finish(SampleRequests.done(5));
    await().until(() -> refused(ANNA, "a cat --count 1").verdict() instanceof TooFast);
    assertThat(refused(ANNA, "a cat --count 1").text())
        .isEqualTo("That was fast! You can send the next one in 6 seconds.");
  }

  @Test
  void a_source_whose_prompt_is_blocked_by_now_is_not_drawn_again() {
    JobCard card = accepted(ANNA, "an apple");
    botService.close();
    InstanceRules generous = SampleRequests.generous();
    botService =
        botService(
            new InstanceRules(
                generous.models(),
                generous.styles(),
                generous.limits(),
                generous.quotas(),
                generous.retention(),
                generous.safety(),
                SampleFilters.blocking("apple")));

    assertThat(refused(ANNA, "/again " + card.id()).verdict()).isEqualTo(new Blocked("apple"));
  }

  @Test
  void buttons_of_a_finished_grid_make_new_jobs() {
    JobCard grid = accepted(ANNA, "a red apple --count 4");
    finish(SampleRequests.done(4));
    ImageStore images = new ImageStore(REDIS.client(), Duration.ofDays(1));
    images.put(grid.id(), ImageStore.state(2), new byte[] {1});
    images.put(grid.id(), ImageStore.picture(3), new byte[] {1});

    assertThat(accepted(BEN, "/vary " + grid.id() + " 2").request().imageCount()).isEqualTo(4);
    assertThat(accepted(BEN, "/again " + grid.id()).request().seed())
        .isNotEqualTo(grid.request().seed());
    JobCard large = accepted(BEN, "/upscale #" + grid.id() + " 3");
    assertThat(large.request().source()).contains(new JobCard.Source(grid.id(), 3));
    assertThat(large.request().imageCount()).isEqualTo(1);
  }

  @Test
  void a_cancelled_job_counts_for_nothing() {
    botService.close();
    botService =
        botService(
            SampleRequests.instance(
                new LimitSettings(1000, 9, 10, 10, Duration.ofHours(12)), 9, 60, 9));
    JobCard card = accepted(ANNA, "a cat --count 9");
    assertThat(refused(ANNA, "a cat --count 1").verdict()).isInstanceOf(QuotaSpent.class);

    assertThat(said(ANNA, "/cancel")).isEqualTo("Job " + card.id() + " is cancelled.");

    await().until(() -> type(botService, ANNA, "a cat --count 9") instanceof Accepted);
    assertThat(botService.jobs().card(card.id()).orElseThrow().status().message())
        .startsWith("Cancelled.");
  }

  @Test
  void a_job_that_ends_as_a_dead_letter_gives_its_pictures_back() {
    botService.close();
    botService =
        botService(
            SampleRequests.instance(
                new LimitSettings(1000, 9, 10, 10, Duration.ofHours(12)), 9, 60, 9));
    JobCard card = accepted(ANNA, "a cat --count 9");
    assertThat(refused(ANNA, "a cat --count 1").verdict()).isInstanceOf(QuotaSpent.class);
    claim(1);

    await()
        .until(
            () -> {
              queue.reclaim(List.of("bundled"), Duration.ofMillis(1));
              claim(1);
              return botService.jobs().card(card.id()).orElseThrow().status().state();
            },
            State.FAILED::equals);

    assertThat(REDIS.client().xlen("vitrail:{queue}:dead")).isOne();
    await().until(() -> type(botService, ANNA, "a cat --count 9") instanceof Accepted);
  }

  @Test
  void a_running_job_is_stopped_by_its_owner_only() {
    JobCard card = accepted(ANNA, "a cat");
    claim(1);

    assertThat(refused(BEN, "/cancel " + card.id()).text()).contains("somebody else");
    assertThat(said(ANNA, "/cancel " + card.id()))
        .isEqualTo("Job " + card.id() + " will stop after its current step.");
    assertThat(queue.cancelRequested(List.of(card.id()))).containsExactly(card.id());
  }

  @Test
  void a_job_that_is_over_cannot_be_cancelled() {
    JobCard card = accepted(ANNA, "a cat");
    finish(SampleRequests.done(9));

    assertThat(refused(ANNA, "/cancel " + card.id()).text()).contains("is over already");
    assertThat(refused(ANNA, "/cancel").text()).contains("no job that is waiting or running");
  }

  @Test
  void lists_say_where_a_person_stands_and_what_there_is() {
    assertThat(said(ANNA, "/history")).startsWith("You have no recent jobs.");
    assertThat(said(ANNA, "/queue"))
        .contains("No job is waiting or running for the model bundled.")
        .contains("No worker is running for it.")
        .contains("None of them is yours.");
    accepted(BEN, "a dog");
    JobCard card = accepted(ANNA, "a cat");

    assertThat(said(ANNA, "/queue"))
        .contains("2 jobs are waiting or running for the model bundled.")
        .contains("Your job " + card.id() + ": Waiting, one job ahead.");
    assertThat(said(ANNA, "/history")).isEqualTo(card.id() + " · Waiting, one job ahead · a cat");
    assertThat(said(ANNA, "/models"))
        .isEqualTo(
            "bundled (default) – Vitrail's own: Single objects.\n"
                + "  --temperature 0.01–10 · --guidance 0–50 · --top-k 0–16384 · --top-p 0–1\n"
                + "mega – DALL·E mega: Nearly anything.\n"
                + "  --temperature 0.01–10 · --guidance 0–50 · --top-k 0–16384 · --top-p 0–1");
    assertThat(said(ANNA, "/help"))
        .contains("/vary JOB NUMBER – Draw relatives of one picture")
        .contains("--top-k N – Choose from so many of the likeliest pieces; a whole number");
    assertThat(said(ANNA, "/help queue"))
        .isEqualTo("/queue – How long the queue is and where you stand");
  }

  @Test
  void without_redis_every_command_gets_a_sentence_and_later_ones_work_again() {
    REDIS.kill();

    for (String text : List.of("a cat", "/queue", "/history", "/cancel", "/again nowhere0000")) {
      Refused refused = refused(ANNA, text);
      assertThat(refused.verdict()).isEqualTo(new Unreachable(RedisTrouble.UNREACHABLE));
      assertThat(refused.text())
          .isEqualTo(
              "The queue is not reachable right now; nothing was lost. Try again in a moment.");
    }
    assertThat(said(ANNA, "/help")).contains("/imagine");
    assertThat(refused(ANNA, "x --count 0").verdict()).isInstanceOf(Impossible.class);
    assertThatThrownBy(() -> botService.jobs().recent(ANNA, 1))
        .isInstanceOf(QueueUnreachable.class);
    assertThatThrownBy(() -> botService.jobs().card("nowhere0000"))
        .isInstanceOf(QueueUnreachable.class)
        .hasMessageStartingWith("The queue is not reachable right now");

    REDIS.start();

    assertThat(accepted(ANNA, "a cat").status().state()).isEqualTo(State.WAITING);
  }

  @Test
  void a_fault_of_our_own_reaches_a_person_as_a_sentence() {
    Person broken = new Person("no identifier", "anna", "", "en");

    assertThat(refused(broken, "a cat").text())
        .contains("Something went wrong in the bot itself")
        .contains("2026-03-01T19:00:00Z");
  }

  @Test
  void thirty_jobs_of_ten_people_at_once_all_arrive_once_and_only_move_forward() throws Exception {
    Map<String, Integer> ends = new ConcurrentHashMap<>();
    Map<String, List<Integer>> positions = new ConcurrentHashMap<>();
    botService
        .jobs()
        .watch(
            card -> {
              positions
                  .computeIfAbsent(card.id(), id -> new CopyOnWriteArrayList<>())
                  .add(card.status().position());
              if (card.isFinal()) {
                ends.merge(card.id(), 1, Integer::sum);
              }
            });
    ExecutorService people = Executors.newFixedThreadPool(10);
    Map<String, Integer> accepted = new HashMap<>();
    try {
      List<Future<JobCard>> cards =
          IntStream.range(0, 30)
              .mapToObj(i -> new Person("web", "person-" + i % 10, "", "en"))
              .map(who -> people.submit(() -> accepted(who, "a cat --count 1")))
              .toList();
      for (Future<JobCard> card : cards) {
        accepted.put(card.get().id(), 1);
      }
    } finally {
      people.shutdownNow();
    }

    while (!claimAndFinish(4).isEmpty()) {
      assertThat(accepted).hasSize(30);
    }

    await().untilAsserted(() -> assertThat(ends).isEqualTo(accepted));
    assertThat(positions.values())
        .allSatisfy(
            shown -> assertThat(shown).isSortedAccordingTo(Comparator.<Integer>reverseOrder()));
  }

  private BotService botService(InstanceRules instance) {
    return new BotService(
        REDIS.client(),
        queue,
        new ImageStore(REDIS.client(), Duration.ofDays(1)),
        instance,
        SampleCommands.MESSAGES,
        clock);
  }

  private Reply handled(Command command) {
    return botService.handle(ANNA, command, Optional.empty(), Optional.empty());
  }

  private JobCard accepted(Person who, String text) {
    Reply reply = type(botService, who, text);
    assertThat(reply).isInstanceOf(Accepted.class);
    return ((Accepted) reply).job();
  }

  private Refused refused(Person who, String text) {
    Reply reply = type(botService, who, text);
    assertThat(reply).isInstanceOf(Refused.class);
    return (Refused) reply;
  }

  private String said(Person who, String text) {
    Reply reply = type(botService, who, text);
    assertThat(reply).isInstanceOf(Said.class);
    return ((Said) reply).text();
  }

  private List<ClaimedJob> claim(int max) {
    return queue.claim("worker", List.of("bundled"), max, Duration.ZERO);
  }

  private void finish(JobOutcome outcome) {
    claim(1).forEach(claimed -> queue.complete(claimed, outcome));
  }

  private List<ClaimedJob> claimAndFinish(int max) {
    List<ClaimedJob> claimed = claim(max);
    claimed.forEach(job -> queue.complete(job, SampleRequests.done(1)));
    return claimed;
  }
}
