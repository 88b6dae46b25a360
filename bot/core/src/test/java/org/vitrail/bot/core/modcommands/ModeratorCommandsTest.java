package org.vitrail.bot.core.modcommands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.Parsed.Understood;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.HandMovedClock;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.Standing;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.imagesafety.CommunitySafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.quota.Rule;
import org.vitrail.config.LimitSettings;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What moderators say, what comes of it for members, and how it is taken back. */
class ModeratorCommandsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String GUILD = "discord:9007199254740993";
  private static final Person MOD = new Person("discord", "9007199254740994", "Mo", "en");
  private static final Person ANN = new Person("discord", "9007199254740995", "Ann", "en");
  private static final String AT_ANN = "discord:9007199254740995";
  private static final Duration NO_CACHE = Duration.ofMillis(1_100);

  private final HandMovedClock clock = new HandMovedClock();
  private final AtomicInteger requests = new AtomicInteger();
  private JobQueue queue;
  private BotService botService;

  @BeforeEach
  void open() {
    queue = new JobQueue(REDIS.client(), QueueSettings.DEFAULT);
    botService =
        new BotService(
            REDIS.client(),
            queue,
            new ImageStore(REDIS.client(), Duration.ofDays(1)),
            SampleRequests.instance(
                new LimitSettings(1000, 9, 1000, 1000, Duration.ofHours(12)), 1000, 6000, 300),
            SampleCommands.MESSAGES,
            clock);
  }

  @AfterEach
  void close() {
    botService.close();
  }

  @Test
  void a_quota_is_set_explained_added_to_and_reset() {
    accepted(ANN, "a cat --count 1", origin("discord:8", "1", Set.of()));
    assertThat(mod("/quota set " + AT_ANN + " 5 until Sunday --reason a contest"))
        .contains("Ann: 5 pictures a day", "/undo 1");
    accepted(ANN, "a cat --count 4");

    assertThat(refused(ANN, "a cat --count 2"))
        .startsWith("This needs 2 pictures, but only one of your 5 for today is left.")
        .endsWith("The moderators here decided so: a contest");
    assertThat(said(ANN, "/quota why")).contains("today 4 of 5 pictures", "a contest", "until");
    mod("/quota add " + AT_ANN + " 3");
    accepted(ANN, "a cat --count 4");
    assertThat(refused(ANN, "a cat --count 1")).contains("8 pictures for today are used up");
    mod("/quota reset " + AT_ANN);
    accepted(ANN, "a cat --count 5");
    assertThat(mod("/quota show " + AT_ANN)).contains("today 13 of 13 pictures");
    mod("/quota set " + AT_ANN + " default");
    accepted(ANN, "a cat --count 9");
  }

  @Test
  void what_is_doubled_for_a_while_is_what_it_was_afterwards() {
    mod("/quota set everyone 4");
    mod("/quota set " + AT_ANN + " double for 2h");
    accepted(ANN, "a cat --count 8");
    clock.advance(Duration.ofHours(2));

    assertThat(refused(ANN, "a cat --count 1")).contains("Your 4 pictures for today are used up");
  }

  @Test
  void a_role_a_channel_and_a_guild_have_rules_and_the_most_specific_decides() {
    mod("/quota set everyone 2");
    mod("/quota set channel:77 3");
    mod("/quota set role:55 4");

    assertThat(refused(ANN, "a cat --count 3", origin(GUILD, "1", Set.of())))
        .contains("only 2 a day");
    accepted(ANN, "a cat --count 3", origin(GUILD, "77", Set.of()));
    accepted(ANN, "a dog --count 1", origin(GUILD, "77", Set.of("55")));
    assertThat(refused(ANN, "a cat --count 1", origin(GUILD, "77", Set.of("55"))))
        .contains("4 pictures");
    accepted(ANN, "a cat --count 9", origin("discord:8", "1", Set.of()));
  }

  @Test
  void the_ceiling_holds_whatever_moderators_grant() {
    botService.close();
    botService =
        new BotService(
            REDIS.client(),
            queue,
            new ImageStore(REDIS.client(), Duration.ofDays(1)),
            SampleRequests.instanceWithCeiling(6),
            SampleCommands.MESSAGES,
            clock);
    mod("/quota set " + AT_ANN + " unlimited");
    accepted(ANN, "a cat --count 6");

    assertThat(refused(ANN, "a cat --count 1")).contains("Your 6 pictures for today are used up");
  }

  @Test
  void a_ban_says_why_and_until_when_and_ends_by_itself_or_by_hand() {
    accepted(ANN, "a cat");
    assertThat(mod("/ban " + AT_ANN + " until tomorrow --reason spam")).contains("Ann may draw no");
    assertThat(refused(ANN, "a cat"))
        .startsWith("You may not draw pictures here until")
        .endsWith("The moderators here decided so: spam");
    mod("/unban " + AT_ANN);
    accepted(ANN, "a cat");
    mod("/mute " + AT_ANN);
    assertThat(refused(ANN, "a cat")).contains("until");
    clock.advance(Duration.ofMinutes(61));
    accepted(ANN, "a cat");
    assertThat(wrong(MOD, "/ban discord:9007199254740994")).contains("yourself");
  }

  @Test
  void channels_are_closed_and_opened_and_bounded() {
    mod("/limit everyone deny");
    mod("/limit channel:77 allow");
    assertThat(refused(ANN, "a cat")).startsWith("No pictures are drawn here.");
    accepted(ANN, "a cat", origin(GUILD, "77", Set.of()));
    mod("/limit everyone default");
    mod("/limit everyone count 3");
    assertThat(refused(ANN, "a cat --count 4")).contains("at most 3 in one request");
    mod("/limit queue 2");
    accepted(ANN, "a cat --count 1");
    assertThat(refused(ANN, "a cat --count 1")).startsWith("The queue is full with 2 jobs");
  }

  @Test
  void a_bound_of_one_is_said_as_one() {
    assertThat(mod("/limit everyone count 1")).contains("At most 1 picture in one request");
    assertThat(mod("/limit queue 1")).contains("At most 1 job waits or runs");
  }

  @Test
  void a_number_that_nobody_bounded_is_not_said_as_one() {
    mod("/quota set " + AT_ANN + " unlimited at-once");

    assertThat(mod("/quota show " + AT_ANN)).contains("waiting or running 0 jobs, without a limit");
  }

  @Test
  void whoever_is_given_two_shares_has_two_jobs_drawn_while_others_have_one() {
    assertThat(mod("/quota set " + AT_ANN + " 2 shares")).contains("2 shares of the queue");
    assertThat(mod("/quota why " + AT_ANN)).contains("2 shares of the queue");
    assertThat(wrong(MOD, "/quota set " + AT_ANN + " 5 shares")).contains("from 1 to 4");
    assertThat(wrong(MOD, "/quota set " + AT_ANN + " double shares")).contains("from 1 to 4");
    assertThat(wrong(MOD, "/quota add " + AT_ANN + " 1 share")).isNotEmpty();
    Person ben = new Person("discord", "9007199254740996", "Ben", "en");
    for (int i = 0; i < 4; i++) {
      accepted(ANN, "an apple --count 9");
      accepted(ben, "a pear --count 9");
    }

    assertThat(queue.claim("worker", List.of("bundled"), 6, Duration.ZERO))
        .extracting(claimed -> claimed.job().requester().userId())
        .containsExactly(ANN.id(), ben.id(), ANN.id(), ben.id(), ANN.id(), ANN.id());

    mod("/quota set " + AT_ANN + " default shares");
    assertThat(mod("/quota why " + AT_ANN)).doesNotContain("shares of the queue");
  }

  @Test
  void a_pause_refuses_with_its_reason_and_what_waits_can_be_cleared() {
    accepted(ANN, "a cat");
    accepted(ANN, "a dog");
    mod("/pause We move house");
    assertThat(refused(ANN, "a cat")).contains("paused", "We move house");
    assertThat(mod("/queue clear")).contains("2 waiting jobs are withdrawn");
    assertThat(queue.depth("bundled")).isZero();
    mod("/resume");
    accepted(ANN, "a cat");
    assertThat(wrong(MOD, "/resume")).contains("not paused");
  }

  @Test
  void newcomers_wait_behind_everybody_while_there_is_a_raid() {
    accepted(ANN, "a cat");
    clock.advance(Duration.ofDays(2));
    mod("/raid on for 2h");
    Person newcomer = new Person("discord", "12345", "Nia", "en");
    String behind = accepted(newcomer, "a dog").job().id();
    String first = accepted(ANN, "a bird").job().id();

    List<String> order =
        queue.claim("worker", List.of("bundled"), 9, Duration.ZERO).stream()
            .map(ClaimedJob::job)
            .map(job -> job.id())
            .toList();
    assertThat(order).endsWith(first, behind);
    assertThat(mod("/raid")).startsWith("Raid mode until");
    clock.advance(Duration.ofHours(2));
    assertThat(mod("/raid")).isEqualTo("Raid mode is off.");
  }

  @Test
  void rules_of_the_blocklist_come_and_go_and_can_be_tried() {
    mod("/blocklist add zeppelin*");
    assertThat(refused(ANN, "two z3ppelins")).startsWith("“").contains("not drawn here");
    assertThat(mod("/blocklist test two z3ppelins")).contains("z3ppelins", "zeppelin*", "chat");
    assertThat(mod("/blocklist list")).contains("zeppelin*");
    accepted(ANN, "two zeppelins", origin("discord:8", "1", Set.of()));
    assertThat(wrong(MOD, "/blocklist add /(/")).contains("(");
    mod("/blocklist remove zeppelin*");
    accepted(ANN, "two zeppelins");
  }

  @Test
  void a_community_has_a_taste_of_its_own() {
    mod("/settings model mega");
    mod("/settings style watercolour");
    mod("/settings private yes");
    var job = accepted(ANN, "a cat").job();
    assertThat(job.request().model()).isEqualTo("mega");
    assertThat(job.request().style()).isEqualTo("watercolour");
    assertThat(job.isPrivate()).isTrue();
    assertThat(accepted(ANN, "a cat --model bundled --private=no").job().isPrivate()).isFalse();
    assertThat(wrong(MOD, "/settings model gigantic")).contains("bundled, mega");
    mod("/settings model default");
    assertThat(accepted(ANN, "a cat").job().request().model()).isEqualTo("bundled");
    assertThat(mod("/settings")).contains("style: watercolour");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timezone europe/berlin | timezone cannot be “europe/berlin”; did you mean Europe/Berlin?",
        "timezone EST           | timezone cannot be “EST”; did you mean America/New_York?",
        "timezone new york      | timezone cannot be “new york”; did you mean America/New_York?",
        "timezone Europe/Berln  | timezone cannot be “Europe/Berln”; did you mean Europe/Berlin?",
        "timezone the moon      | timezone cannot be “the moon”; give a name such as Europe/Berlin"
            + " or UTC.",
        "style watercolor       | style cannot be “watercolor”; did you mean watercolour?",
        "model bundeld          | model cannot be “bundeld”; did you mean bundled?",
      })
  void a_mistyped_setting_of_a_community_is_asked_about(String typed, String sentence) {
    assertThat(wrong(MOD, "/settings " + typed)).isEqualTo(sentence);
  }

  @Test
  void a_time_zone_that_java_knows_is_taken() {
    assertThat(mod("/settings timezone Europe/Berlin")).contains("Europe/Berlin");
    assertThat(mod("/settings timezone UTC+3")).contains("UTC+03:00");
  }

  @Test
  void a_community_has_so_many_expressions_and_no_more_for_each_is_run_over_every_prompt() {
    for (int i = 0; i < 50; i++) {
      mod("/blocklist add /zeppelin" + i + "/");
    }
    assertThat(wrong(MOD, "/blocklist add /airship/")).contains("50 /patterns/");
    mod("/blocklist add airship");
    assertThat(mod("/blocklist list")).startsWith("Added here, 51 rules").contains("… and 1 more.");
    mod("/blocklist remove /zeppelin7/");
    mod("/blocklist add /airships?/");
  }

  @Test
  void every_act_is_listed_and_can_be_taken_back_once() {
    mod("/quota set everyone 2");
    mod("/quota set everyone 1");
    assertThat(mod("/audit"))
        .startsWith("No. 2")
        .contains("Mo: /quota set everyone: 2 pictures a day → 1 picture a day", "No. 1")
        .contains("– → 2 pictures a day");
    assertThat(wrong(MOD, "/undo 1")).contains("changed since");
    assertThat(mod("/undo 2")).contains("No. 2 (/quota set everyone) is taken back.");
    accepted(ANN, "a cat --count 2");
    assertThat(wrong(MOD, "/undo 2")).contains("changed since");
    assertThat(mod("/audit")).startsWith("No. 3").contains("(takes back No. 2)");
    assertThat(wrong(MOD, "/undo 99")).contains("no act No. 99");
    assertThat(said(MOD, "/audit", moderator("discord:8"))).contains("nothing here");
    assertThat(wrong(MOD, "/undo 1", moderator("discord:8"))).contains("no act No. 1 here");
  }

  @Test
  void moderators_delete_what_was_asked_for_in_their_community_and_nowhere_else() {
    String id = accepted(ANN, "a cat").job().id();
    assertThat(wrong(MOD, "/delete " + id, moderator("discord:8"))).contains("somebody else");
    Person bob = new Person("discord", "999999", "Bob", "en");
    assertThat(wrong(bob, "/delete " + id, origin(GUILD, "1", Set.of()))).contains("somebody else");
    assertThat(mod("/delete " + id)).contains("are deleted");
    assertThat(REDIS.client().lrange("vitrail:{queue}:outbox:discord:removals", 0, -1))
        .containsExactly(id);
  }

  @Test
  void a_community_chooses_how_careful_it_is_and_a_raid_makes_it_strict() {
    CommunitySafety safety =
        new CommunitySafety(
            new CommunitySettingsStore(REDIS.client(), clock),
            SampleRequests.generous().safety().concepts(),
            SafetyLevel.ON,
            clock);
    assertThat(safety.at(GUILD).level()).isEqualTo(SafetyLevel.ON);
    assertThat(mod("/safe off")).startsWith("Pictures are shown without being judged.");
    assertThat(mod("/safe")).isEqualTo("Pictures are shown without being judged.");
    forgetCaches();
    assertThat(safety.at(GUILD).level()).isEqualTo(SafetyLevel.OFF);
    mod("/raid on");
    forgetCaches();
    assertThat(safety.at(GUILD).level()).isEqualTo(SafetyLevel.STRICT);
    assertThat(safety.at("discord:8").level()).isEqualTo(SafetyLevel.ON);
    mod("/settings blur 40%");
    mod("/settings refuse 70");
    assertThat(wrong(MOD, "/settings blur 101")).contains("0 to 100");
    forgetCaches();
    assertThat(safety.at(GUILD).blurAt()).contains(0.4f);
    assertThat(safety.at(GUILD).refuseAt()).contains(0.7f);
    assertThat(safety.at("discord:8").blurAt()).isEmpty();
  }

  @Test
  void what_people_report_waits_for_moderators_of_the_community() {
    Person bob = new Person("discord", "999999", "Bob", "en");
    String id = accepted(ANN, "a dreadful cat").job().id();
    assertThat(mod("/reports")).contains("Nothing is reported");
    assertThat(wrong(ANN, "/report " + id)).contains("is yours");
    assertThat(said(bob, "/report " + id)).contains("Thank you");
    assertThat(wrong(bob, "/report " + id)).contains("before");
    assertThat(mod("/reports")).contains(id, "one person", "Ann", "a dreadful cat");
    assertThat(said(MOD, "/reports", moderator("discord:8"))).contains("Nothing is reported");
    assertThat(mod("/reports close " + id)).contains("are closed");
    assertThat(mod("/reports")).contains("Nothing is reported");
    for (int i = 1; i < 20; i++) {
      said(bob, "/report " + accepted(ANN, "cat " + i + " --count 1").job().id());
    }
    assertThat(wrong(bob, "/report " + accepted(ANN, "one more --count 1").job().id()))
        .contains("20 jobs within a day");
  }

  @Test
  void a_person_reads_and_erases_what_is_kept_about_them_and_gains_nothing() {
    mod("/quota set " + AT_ANN + " 12");
    String done = accepted(ANN, "a secret cat").job().id();
    String waiting = accepted(ANN, "another secret --count 3").job().id();
    queue.complete(
        queue.claim("worker", List.of("bundled"), 1, Duration.ZERO).get(0), SampleRequests.done(9));

    Reply.File file = (Reply.File) type(botService, ANN, "/mydata", origin(GUILD, "1", Set.of()));
    assertThat(new String(file.bytes(), UTF_8))
        .contains("a secret cat", "another secret", done, "9007199254740995", "/quota set", GUILD);
    assertThat(file.name()).matches("vitrail-discord-\\d{4}-\\d\\d-\\d\\d\\.json");
    assertThat(said(ANN, "/forget")).contains("/forget everything");
    assertThat(said(ANN, "/history")).contains(done);

    assertThat(said(ANN, "/forget everything")).contains("2 jobs were erased");

    assertThat(said(ANN, "/history")).contains("no recent jobs");
    assertThat(queue.status(waiting).orElseThrow().state()).isEqualTo(JobStatus.State.CANCELLED);
    for (String key : REDIS.client().keys("*")) {
      if (REDIS.client().type(key).equals("hash")) {
        assertThat(REDIS.client().hgetAll(key).toString()).as(key).doesNotContain("secret", "Ann");
      }
    }
    assertThat(REDIS.client().lrange("vitrail:{queue}:outbox:discord:removals", 0, -1))
        .contains(done, waiting);
    await().until(() -> said(ANN, "/quota why").contains("today 9 of 12 pictures"));
    Reply.File after = (Reply.File) type(botService, ANN, "/mydata", origin(GUILD, "1", Set.of()));
    assertThat(new String(after.bytes(), UTF_8))
        .doesNotContain("secret")
        .contains("\"jobs\" : [ ]");
    assertThat(said(ANN, "/forget everything")).contains("no jobs were erased");
  }

  @Test
  void people_with_a_named_role_moderate() {
    Optional<Origin> helper = origin(GUILD, "1", Set.of("4242"));
    assertThat(wrong(ANN, "/pause", helper)).contains("Only moderators");
    mod("/settings moderators role:4242");
    assertThat(said(ANN, "/pause", helper)).contains("Nothing new is drawn here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ban for 2h|Ann may draw no pictures",
        "/mute|Ann may draw no pictures",
        "/unban|Ann may draw pictures",
        "/quota set 5000|for Ann: 5,000",
        "/quota set unbegrenzt|for Ann: no limit",
        "/quota add 3|For Ann: plus 3 pictures a day",
        "/quota show|Ann:",
        "/quota why|Ann:",
        "/audit|nothing here",
        "/ban discord:12345|12345 may draw no more",
        "/mute 12345|12345 may draw no",
        "/quota set everyone 7|for everyone: 7",
        "/quota set channel:77 7|channel:77: 7",
        "/ban @stranger|not met @stranger",
        "/ban nobody|“nobody” makes no sense",
        "/quota|no rules",
        "/pause|Nothing new",
      })
  void a_command_that_answers_a_message_is_about_its_author_unless_it_names_somebody(
      String command, String part) {
    accepted(ANN, "a cat");
    Understood typed = (Understood) botService.parse(command);
    Reply reply =
        botService.handle(
            MOD,
            ((Command.Moderate) typed.command()).answering(AT_ANN),
            Optional.empty(),
            moderator(GUILD));
    String text = reply instanceof Reply.Said said ? said.text() : ((Reply.Refused) reply).text();
    assertThat(text).contains(part);
  }

  @Test
  void a_member_who_answers_a_message_learns_only_about_themselves() {
    Person bob = new Person("discord", "999999", "Bob", "en");
    accepted(bob, "a dog --count 2");
    Command.Moderate why =
        new Command.Moderate(CommandSpec.QUOTA, List.of("why"), "").answering(AT_ANN);
    Reply reply = botService.handle(bob, why, Optional.empty(), origin(GUILD, "1", Set.of()));
    assertThat(((Reply.Said) reply).text()).startsWith("Bob:").contains("today 2 of 300");
  }

  @Test
  void an_operator_decides_for_all_communities() {
    Optional<Origin> instance =
        Optional.of(Origin.ofPage(Rule.HOUSE, new Standing(Standing.Rank.OPERATOR, Set.of())));
    Person operator = new Person("web", "operator", "", "en");
    said(operator, "/quota set discord 1", instance);
    forgetCaches();
    assertThat(refused(ANN, "a cat --count 2")).contains("only one a day");
    said(operator, "/ban discord:9007199254740995", instance);
    forgetCaches();
    assertThat(refused(ANN, "a cat")).contains("The operator decided so.");
    said(operator, "/pause", instance);
    forgetCaches();
    assertThat(refused(ANN, "a cat")).startsWith("The operator has paused");
    assertThat(said(operator, "/audit", instance))
        .contains("/pause", "/ban discord:9007199254740995", "/quota set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/quota set @x 5",
        "/quota show",
        "/limit deny",
        "/ban 12345",
        "/unban 12345",
        "/mute 12345",
        "/blocklist list",
        "/safe off",
        "/raid on",
        "/pause",
        "/resume",
        "/queue clear",
        "/audit",
        "/undo 1",
        "/settings"
      })
  void members_are_refused_whatever_they_try(String command) {
    assertThat(wrong(ANN, command)).contains("Only moderators");
    assertThat(
            wrong(
                ANN,
                command,
                Optional.of(
                    new Origin("r", GUILD, "1", Standing.PRIVATE_CHAT, Map.of("channel", "1")))))
        .contains("Only moderators");
    assertThat(REDIS.client().exists("vitrail:{places}:acts")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/quota|no rules",
        "/quota set|is written like this",
        "/quota set discord:1 lots|“lots” makes no sense",
        "/quota set nobody 5|whom or what “nobody” means",
        "/quota set discord:1 double|Say until when",
        "/quota add discord:1 unlimited|is written like this",
        "/ban nobody|whom “nobody” means",
        "/ban discord:1 5|is written like this",
        "/limit|is written like this",
        "/limit count 0|is written like this",
        "/safe maybe|is written like this",
        "/raid on for 30 days|at most",
        "/undo x|is written like this",
        "/settings nonsense|There is no setting",
        "/blocklist add|is written like this",
        "/blocklist remove nothing|not among the rules"
      })
  void what_cannot_be_is_explained(String command, String part) {
    Reply reply = type(botService, MOD, command, moderator(GUILD));
    String text = reply instanceof Reply.Said said ? said.text() : ((Reply.Refused) reply).text();
    assertThat(text).contains(part);
  }

  @Test
  void in_russian_everything_is_understood_and_answered_in_russian() {
    Person mod = new Person("discord", "9007199254740994", "Мо", "ru");
    assertThat(said(mod, "/quota set " + AT_ANN + " 5 до воскресенья", moderator(GUILD)))
        .contains("5 картинок в день", "до");
    Person ann = new Person("discord", "9007199254740995", "Аня", "ru");
    assertThat(refused(ann, "кот --count 6")).contains("можно только 5");
  }

  private void forgetCaches() {
    clock.advance(NO_CACHE);
  }

  private String mod(String text) {
    return said(MOD, text, moderator(GUILD));
  }

  private String said(Person who, String text) {
    return said(who, text, origin(GUILD, "1", Set.of()));
  }

  private String said(Person who, String text, Optional<Origin> origin) {
    Reply reply = type(botService, who, text, origin);
    assertThat(reply).as("%s", reply).isInstanceOfAny(Reply.Said.class, Reply.Deleted.class);
    return reply.text();
  }

  private String wrong(Person who, String text) {
    return wrong(who, text, who.equals(MOD) ? moderator(GUILD) : origin(GUILD, "1", Set.of()));
  }

  private String wrong(Person who, String text, Optional<Origin> origin) {
    return refused(who, text, origin);
  }

  private String refused(Person who, String text) {
    return refused(who, text, origin(GUILD, "1", Set.of()));
  }

  private String refused(Person who, String text, Optional<Origin> origin) {
    Reply reply = type(botService, who, text, origin);
    assertThat(reply).as("%s", reply).isInstanceOf(Reply.Refused.class);
    return ((Reply.Refused) reply).text();
  }

  private Reply.Accepted accepted(Person who, String text) {
    return accepted(who, text, origin(GUILD, "1", Set.of()));
  }

  private Reply.Accepted accepted(Person who, String text, Optional<Origin> origin) {
    Reply reply = type(botService, who, text, origin);
    assertThat(reply).as("%s", reply).isInstanceOf(Reply.Accepted.class);
    return (Reply.Accepted) reply;
  }

  private Optional<Origin> origin(String community, String channel, Set<String> roles) {
    return Optional.of(
        new Origin(
            "r" + requests.incrementAndGet(),
            community,
            channel,
            new Standing(Standing.Rank.MEMBER, roles),
            Map.of("channel", channel)));
  }

  private Optional<Origin> moderator(String community) {
    return Optional.of(
        new Origin(
            "r" + requests.incrementAndGet(),
            community,
            "1",
            Standing.MODERATOR,
            Map.of("channel", "1")));
  }
}
