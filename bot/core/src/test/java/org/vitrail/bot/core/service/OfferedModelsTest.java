package org.vitrail.bot.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Completion;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.ModelPresence;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.admission.Ledger.Settlement;
import org.vitrail.bot.core.admission.TestLedger;
import org.vitrail.bot.core.admission.Verdict.Impossible;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.Reply.Accepted;
import org.vitrail.bot.core.service.Reply.Refused;
import org.vitrail.bot.core.service.Reply.Said;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Only what somebody draws with is offered and taken: anything else would wait for ever. */
class OfferedModelsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String AWAY =
      "No worker here draws with DALL·E mega now. These are ready: bundled. The operator can run"
          + " ./vitrail models pull mega.";

  private final Set<String> live = ConcurrentHashMap.newKeySet();
  private volatile ModelPresence otherwise = ModelPresence.ABSENT;
  private JobQueue queue;
  private BotService botService;
  private int requests;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    botService =
        new BotService(
            REDIS.client(),
            queue,
            new ImageStore(REDIS.client(), Duration.ofDays(1)),
            SampleRequests.careful(SafetyLevel.ON, SampleCommands.MODELS.offering(this::presence)),
            SampleCommands.MESSAGES,
            new HurriedTime());
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a cat --model mega",
        "/imagine a cat --model MEGA --count 2",
        "/again %s",
        "/vary %s 1",
        "/upscale %s 1",
        "/sticker %s 1"
      })
  void a_job_that_nobody_would_draw_is_refused_with_what_helps_and_costs_nothing(String text) {
    JobCard earlier = drawnByMega();

    Refused refused = (Refused) type(botService, SampleRequests.ANNA, text.formatted(earlier.id()));

    assertThat(refused.verdict()).isInstanceOf(Impossible.class);
    assertThat(refused.text()).isEqualTo(AWAY);
    assertThat(queue.depth("mega")).isZero();
    assertThat(ledger().open()).isEmpty();
    assertThat(botService.jobs().recent(SampleRequests.ANNA, 9))
        .extracting(JobCard::id)
        .containsOnly(earlier.id());
  }

  @ParameterizedTest
  @CsvSource({
    "en, ABSENT, No worker here draws with, ./vitrail models pull mega",
    "de, ABSENT, Kein Worker zeichnet hier gerade mit, ./vitrail models pull mega",
    "ru, ABSENT, ни один обработчик не рисует, ./vitrail models pull mega",
    "zh, ABSENT, 目前这里没有工作进程, ./vitrail models pull mega",
    "en, STOPPED, though its files are here, worker.models",
    "de, STOPPED, obwohl die Dateien da sind, worker.models",
    "ru, STOPPED, хотя её файлы здесь, worker.models",
    "zh, STOPPED, 文件已在本机, worker.models",
    "en, BROKEN, could not be loaded, the log",
    "de, BROKEN, ließ sich nicht laden, im Log",
    "ru, BROKEN, не удалось загрузить, в журнале",
    "zh, BROKEN, 无法加载, 日志"
  })
  void what_helps_is_said_in_the_persons_language(
      String locale, ModelPresence presence, String words, String help) {
    Person who = new Person("web", "anna", "Anna", locale);
    live.add("bundled");
    otherwise = presence;

    assertThat(((Refused) type(botService, who, "a cat --model mega")).text())
        .contains(words)
        .contains("DALL·E mega")
        .contains("bundled")
        .contains(help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/models", "/help", "/help imagine", "/about", "/queue"})
  void no_list_offers_it_until_somebody_draws_with_it(String text) {
    assertThat(said(text)).contains("bundled").doesNotContain("mega");

    live.add("mega");

    assertThat(said(text)).contains("bundled").contains("mega");
  }

  @Test
  void what_is_proposed_while_typing_is_what_somebody_draws_with() {
    assertThat(proposed()).containsExactly("bundled");
    assertThat(botService.complete(SampleRequests.ANNA, "a cat --mod", 11))
        .extracting(Completion::description)
        .first()
        .asString()
        .endsWith("one of bundled");

    live.add("mega");

    assertThat(proposed()).containsExactly("bundled", "mega");
  }

  @Test
  void a_mistyped_model_is_answered_with_those_there_are() {
    assertThat(((Refused) type(botService, SampleRequests.ANNA, "a cat --model megaa")).text())
        .contains("one of bundled")
        .doesNotContain("mega?");
  }

  @Test
  void a_community_that_chose_it_draws_with_the_standard_one_meanwhile_and_cannot_choose_it_anew() {
    live.add("mega");
    assertThat(say("/settings model mega")).isInstanceOf(Said.class);
    assertThat(((Accepted) say("a cat")).job().request().model()).isEqualTo("mega");

    live.clear();

    assertThat(((Accepted) say("a cat")).job().request().model()).isEqualTo("bundled");
    assertThat(((Refused) say("/settings model mega")).text()).contains("bundled");
  }

  @Test
  void the_standard_model_is_taken_though_its_worker_is_still_loading() {
    assertThat(queue.hasWorker("bundled")).isFalse();

    assertThat(type(botService, SampleRequests.ANNA, "a cat")).isInstanceOf(Accepted.class);
    assertThat(type(botService, SampleRequests.ANNA, "a cat --model bundled"))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void jobs_that_wait_for_it_already_stay_and_are_still_counted() {
    live.add("mega");
    JobCard waiting =
        ((Accepted) type(botService, SampleRequests.ANNA, "a cat --model mega")).job();

    live.clear();

    assertThat(botService.jobs().cardNow(waiting.id()).orElseThrow().status().state())
        .isEqualTo(State.WAITING);
    assertThat(said("/queue")).contains("waiting or running for the model mega");
  }

  private ModelPresence presence(String model) {
    return live.contains(model) ? ModelPresence.SERVED : otherwise;
  }

  /** While it was there. */
  private JobCard drawnByMega() {
    live.add("mega");
    JobCard card = ((Accepted) type(botService, SampleRequests.ANNA, "a dog --model mega")).job();
    ClaimedJob claimed = queue.claim("worker", List.of("mega"), 1, Duration.ZERO).get(0);
    queue.complete(claimed, SampleRequests.done(4));
    ledger().settle(card.id(), Settlement.USED);
    botService.jobs().cardNow(card.id());
    live.clear();
    return card;
  }

  private static TestLedger ledger() {
    return new TestLedger(REDIS.client(), new HurriedTime(), 99, 0, 0, 99, 99);
  }

  private List<String> proposed() {
    String typed = "a cat --model ";
    return botService.complete(SampleRequests.ANNA, typed, typed.length()).stream()
        .map(Completion::label)
        .toList();
  }

  private String said(String text) {
    return ((Said) say(text)).text();
  }

  private Reply say(String text) {
    Origin origin =
        new Origin("m" + ++requests, "discord:7", "", Standing.MODERATOR, Map.of("channel", "1"));
    return type(botService, SampleRequests.ANNA, text, Optional.of(origin));
  }
}
