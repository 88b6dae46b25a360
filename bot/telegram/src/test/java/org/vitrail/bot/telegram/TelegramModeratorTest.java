package org.vitrail.bot.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.testing.telegram.BotCommands.Command;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.FakeTopic;
import org.vitrail.bot.testing.telegram.Right;
import org.vitrail.bot.testing.telegram.SendTarget;
import org.vitrail.bot.testing.telegram.SentMessage;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/**
 * What administrators of a group say to the bot, what comes of it for members, and what others who
 * try the same are told. All ids of people are above 2^53.
 */
@Tag("slow")
class TelegramModeratorTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Pattern JOB = Pattern.compile("job ([0-9a-z]{10})");
  private static final String IN_PRIVATE = "The answer is in your private chat with me.";
  private static final Pattern CODE = Pattern.compile("/link (\\w+)");

  private static final List<String> COMMANDS =
      List.of(
          "/quota",
          "/quota show @ann",
          "/quota set @ann 200",
          "/quota add @ann 200",
          "/quota reset @ann",
          "/quota why @ann",
          "/limit everyone count 1",
          "/ban @ann",
          "/unban @ann",
          "/mute @ann",
          "/blocklist add cat",
          "/blocklist remove cat",
          "/blocklist list",
          "/blocklist test cat",
          "/safe off",
          "/raid on",
          "/pause",
          "/resume",
          "/queue clear",
          "/reports",
          "/audit",
          "/undo 1",
          "/settings",
          "/settings style watercolour");

  /** One for all: each test has people and groups of its own, over an emptied Redis. */
  private static TelegramTestBot bot;

  private FakeTelegramUser mo;
  private FakeTelegramUser ann;
  private FakeTelegramUser eve;
  private FakeChat group;
  private FakeChat other;

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = TelegramTestBot.open(REDIS.url());
    }
    bot.worker().ready();
    mo = bot.telegram.user("Mo").goesBy("mo");
    ann = bot.telegram.user("Ann").goesBy("ann");
    eve = bot.telegram.user("Eve").goesBy("eve");
    group = bot.telegram.supergroup("Glass").hasAdministrators(mo);
    other = bot.telegram.supergroup("Elsewhere").hasAdministrators(eve);
    answer(ann, group, "/about");
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  @Test
  void a_quota_is_set_explained_added_to_and_reset() {
    assertThat(moderated("/quota")).contains("no rules");
    assertThat(moderated("/quota set @ann 2 --reason a contest"))
        .contains("for Ann: 2 pictures a day", "/undo 1");
    assertThat(answer(ann, "/imagine a cat --count 3"))
        .contains("only 2 a day are allowed", "a contest");
    drawn(ann, "/imagine a cat --count 2");
    assertThat(answer(ann, "/imagine a cat --count 1")).contains("2 pictures for today are used");
    moderated("/quota add @ann 1");
    drawn(ann, "/imagine a cat --count 1");
    moderated("/quota reset @ann");
    drawn(ann, "/imagine a cat --count 2");
    assertThat(moderated("/quota show @ann")).contains("Ann:", "today 5 of 5 pictures");
    assertThat(moderated("/quota why @ann")).contains("a contest");
    assertThat(answer(ann, "/quota why")).contains("today 5 of 5 pictures", "a contest");
    moderated("/quota set @ann default");
    drawn(ann, "/imagine a cat --count 9");
  }

  @Test
  void a_limit_bounds_a_request_and_closes_a_group() {
    moderated("/limit everyone count 1");
    assertThat(answer(ann, "/imagine a cat --count 2")).contains("at most 1 in one request");
    drawn(ann, "/imagine a cat --count 1");
    moderated("/limit everyone default");
    drawn(ann, "/imagine a cat --count 2");
    moderated("/limit everyone deny");
    assertThat(answer(ann, "/imagine a cat")).contains("No pictures are drawn here.");
    drawn(ann, other, "/imagine a cat");
  }

  @Test
  void a_topic_is_closed_while_others_stay_open() {
    FakeChat forum = bot.telegram.forum("Makers").hasAdministrators(mo);
    FakeTopic quiet = forum.topic("Quiet");
    answer(mo, quiet, "/limit deny");

    assertThat(answer(ann, quiet, "/imagine a cat")).contains("No pictures are drawn in this");
    drawn(ann, forum.topic("Pictures"), "/imagine a cat");
  }

  @Test
  void who_is_banned_or_muted_is_refused_until_it_is_lifted() {
    assertThat(moderated("/ban @ann --reason spam")).contains("Ann may draw no more pictures here");
    assertThat(answer(ann, "/imagine a cat")).contains("You may not draw pictures here.", "spam");
    drawn(ann, other, "/imagine a cat");
    moderated("/unban @ann");
    drawn(ann, "/imagine a cat");
    assertThat(moderated("/mute telegram:" + ann.id() + " for 2h")).contains("Ann may draw no");
    assertThat(answer(ann, "/imagine a cat")).contains("You may not draw pictures here until");
    assertThat(moderated("/ban @mo")).contains("yourself");
  }

  @Test
  void what_is_blocked_is_refused_and_undo_brings_it_back() {
    moderated("/blocklist add zeppelin*");
    assertThat(answer(ann, "/imagine two zeppelins")).contains("is not drawn here");
    assertThat(moderated("/blocklist list")).contains("zeppelin*");
    assertThat(moderated("/blocklist test a z3ppelin")).contains("z3ppelin");
    assertThat(moderated("/undo 1")).contains("No. 1 (/blocklist add zeppelin*) is taken back");
    drawn(ann, "/imagine two zeppelins");
    moderated("/blocklist add zeppelin*");
    moderated("/blocklist remove zeppelin*");
    drawn(ann, "/imagine two zeppelins");
    assertThat(moderated("/audit"))
        .contains("Mo: /blocklist remove zeppelin*", "(takes back No. 1)");
    assertThat(answer(eve, other, "/audit")).contains("nothing here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/safe strict | /safe on | All judged pictures are hidden",
        "/raid on for 2h | /raid off | Raid mode until"
      })
  void a_strict_group_hides_what_others_show(String on, String off, String says) {
    assertThat(moderated(on)).contains(says);
    ClaimedJob job = taken(ann, "/imagine a cat --count 4");
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));

    assertThat(grid(group).isSpoiler()).isTrue();
    job = taken(ann, other, "/imagine a cat --count 4");
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));
    assertThat(grid(other).isSpoiler()).isFalse();
    moderated(off);
    assertThat(moderated(on.split(" ")[0])).isNotEmpty();
  }

  @Test
  void a_pause_refuses_and_what_waits_can_be_cleared() {
    drawn(ann, "/imagine a cat");
    FakeTelegramMessage elsewhere = drawn(ann, other, "/imagine a dog");
    assertThat(moderated("/pause We move house")).contains("Nothing new is drawn here");
    assertThat(answer(ann, "/imagine a cat")).contains("paused", "We move house");
    assertThat(moderated("/queue clear")).contains("One waiting job is withdrawn");
    group.awaitMessage(it -> it.text().contains("Cancelled"));
    moderated("/resume");
    drawn(ann, "/imagine a cat");
    assertThat(elsewhere.text()).contains("Waiting");
  }

  @Test
  void settings_hold_for_what_says_nothing_else() {
    assertThat(moderated("/settings style watercolour")).contains("style is watercolour");
    assertThat(drawn(ann, "/imagine a cat").text()).contains("watercolour");
    assertThat(drawn(ann, other, "/imagine a cat").text()).doesNotContain("watercolour");
    assertThat(moderated("/settings")).contains("style: watercolour");
    moderated("/settings language de");
    assertThat(answer(ann, "/pause")).contains("dürfen hier nur Moderatoren");
  }

  @Test
  void administrators_delete_what_others_asked_for_by_word_or_button() {
    bot.worker().finish(taken(ann, "/imagine a cat"));
    FakeTelegramMessage first = grid(group);
    assertThat(answer(eve, "/delete " + job(first))).contains("somebody else");
    assertThat(eve.clicks(first, "Delete").answerText()).contains("somebody else");
    assertThat(moderated("/delete " + job(first))).contains("are deleted");
    first.awaitDeleted();

    bot.worker().finish(taken(ann, "/imagine a dog"));
    FakeTelegramMessage second = grid(group);
    assertThat(mo.clicks(second, "Delete").answerText()).contains("are deleted", "No. 2");
    second.awaitDeleted();
    assertThat(answer(ann, "/show " + job(second))).contains("have expired");

    bot.worker().finish(taken(ann, other, "/imagine a bird"));
    FakeTelegramMessage elsewhere = grid(other);
    assertThat(moderated("/delete " + job(elsewhere))).contains("somebody else");
    assertThat(mo.clicks(elsewhere, "Delete").answerText()).contains("somebody else");
    assertThat(elsewhere.isDeleted()).isFalse();
  }

  @Test
  void what_members_report_reaches_the_administrators_of_the_group() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bot.worker().finish(taken(ann, "/imagine a dreadful cat"));
    FakeTelegramMessage grid = grid(group);

    assertThat(ann.clicks(grid, "Report").answerText()).contains("is yours");
    assertThat(bob.clicks(grid, "Report").answerText()).contains("Thank you");
    assertThat(bob.clicks(grid, "Report").answerText()).contains("before");
    assertThat(answer(eve, "/report " + job(grid))).isEqualTo(IN_PRIVATE);
    eve.chat().awaitText("Thank you");
    assertThat(moderated("/reports")).contains(job(grid), "2 people", "Ann", "a dreadful cat");
    assertThat(answer(eve, other, "/reports")).contains("Nothing is reported");
    assertThat(moderated("/reports close " + job(grid))).contains("are closed");
    assertThat(moderated("/reports")).contains("Nothing is reported");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void members_are_refused_whatever_they_try_even_where_they_decide_elsewhere(boolean isAnywhere) {
    FakeTelegramUser who = isAnywhere ? eve : bot.telegram.user("Bob");
    for (String command : COMMANDS) {
      assertThat(answer(who, command))
          .as(command)
          .contains("Only moderators may use " + command.split(" ")[0]);
    }
    assertThat(moderated("/audit")).contains("nothing here");
    drawn(ann, "/imagine a cat --count 2");
  }

  @Test
  void in_a_private_chat_nobody_decides_about_others() {
    for (String command : COMMANDS) {
      assertThat(answer(mo, mo.chat(), command)).as(command).contains("Only moderators");
    }
  }

  @Test
  void what_is_decided_elsewhere_changes_nothing_here() {
    for (String command :
        List.of(
            "/ban @ann",
            "/quota set everyone 1",
            "/limit everyone deny",
            "/blocklist add cat",
            "/pause",
            "/settings style watercolour",
            "/safe strict",
            "/raid on")) {
      assertThat(answer(eve, other, command)).as(command).contains("/undo");
    }
    assertThat(answer(ann, other, "/imagine a cat")).contains("paused");

    assertThat(drawn(ann, "/imagine a cat --count 4").text()).doesNotContain("watercolour");
    ClaimedJob job = bot.worker().take();
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));
    assertThat(grid(group).isSpoiler()).isFalse();
    assertThat(moderated("/quota")).contains("no rules");
    assertThat(moderated("/undo 1")).contains("no act No. 1 here");
  }

  @Test
  void who_stops_being_an_administrator_decides_nothing_any_more() {
    moderated("/pause");
    group.dismisses(mo);

    assertThat(answer(mo, "/resume")).contains("Only moderators");
    assertThat(answer(ann, "/imagine a cat")).contains("paused");
  }

  @Test
  void a_command_that_answers_a_message_is_about_whoever_wrote_it() {
    FakeTelegramMessage said = ann.says(group, "/about").message();
    assertThat(reply(mo, said, "/ban for 2h --reason spam")).contains("Ann may draw no", "until");
    assertThat(answer(ann, "/imagine a cat")).contains("until", "spam");
    assertThat(reply(mo, said, "/unban")).contains("Ann may draw pictures here again");
    assertThat(reply(mo, said, "/quota set 5000 until Sunday"))
        .contains("for Ann: 5,000 pictures a day", "until");
    assertThat(reply(mo, said, "/quota why")).contains("Ann:");
    assertThat(reply(mo, said, "/audit")).contains("/ban Ann");
    answer(eve, "/about");
    assertThat(reply(mo, said, "/mute @eve")).contains("Eve may draw no");
    assertThat(reply(mo, said, "/quota set everyone 7")).contains("7 pictures a day");
    drawn(ann, "/imagine a cat");
    assertThat(reply(eve, said, "/ban")).contains("Only moderators");
    assertThat(reply(mo, mo.says(group, "/about").message(), "/ban")).contains("yourself");
  }

  @Test
  void who_never_wrote_to_the_bot_is_known_by_name_once_their_message_was_answered() {
    bot.telegram.turnsPrivacyModeOff();
    FakeTelegramUser bob = bot.telegram.user("Bob").goesBy("bob");
    FakeTelegramMessage said = bob.says(group, "hello everybody").message();
    assertThat(moderated("/ban @bob")).contains("not met @bob", "Answer a message of theirs");

    assertThat(reply(mo, said, "/ban")).contains("Bob may draw no more");

    assertThat(answer(bob, "/imagine a cat")).contains("You may not draw pictures here");
    assertThat(moderated("/unban @bob")).contains("Bob may draw pictures here again");
  }

  @Test
  void a_command_that_answers_a_grid_is_about_whoever_asked_for_it() {
    bot.worker().finish(taken(ann, "/imagine a cat"));
    assertThat(reply(mo, grid(group), "/ban")).contains("Ann may draw no more");

    FakeTelegramMessage said = group.awaitMessage(it -> it.text().contains("Vitrail"));
    assertThat(reply(mo, said, "/ban")).contains("/ban is written like this");
  }

  @Test
  void in_a_topic_a_command_is_not_about_whoever_opened_it() {
    FakeChat forum = bot.telegram.forum("Makers").hasAdministrators(mo);
    FakeTopic topic = ann.opensTopic(forum, "Pictures");

    assertThat(answer(mo, topic, "/ban")).contains("/ban is written like this");
    assertThat(reply(mo, ann.says(topic, "/about").message(), "/ban")).contains("Ann may draw no");
  }

  @Test
  void a_person_is_named_by_a_mention_of_any_kind() {
    FakeTelegramUser lee = bot.telegram.user("Лия 🦊 & Co");
    SentMessage sent = mo.mentions(group, "  /ban ", lee, " until tomorrow --reason <b>spam</b>");
    assertThat(answer(sent)).contains("Лия 🦊 & Co may draw no pictures here until");
    assertThat(answer(lee, "/imagine a cat")).contains("<b>spam</b>");
    sent = mo.mentions(group, "@" + bot.telegram.botUserName() + " /quota set ", lee, " 3");
    assertThat(answer(sent)).contains("for Лия 🦊 & Co: 3 pictures a day");
    assertThat(answer(mo, "/mute@" + bot.telegram.botUserName() + " @ANN")).contains("Ann may");
    assertThat(moderated("/mute @nobody_here")).contains("not met @nobody_here");
    assertThat(moderated("/quota show @nobody_here")).contains("not met @nobody_here");
    assertThat(moderated("/audit @nobody_here")).contains("not met @nobody_here");
    assertThat(moderated("/mute whoever")).contains("I do not know whom “whoever” means");
  }

  @Test
  void an_anonymous_administrator_decides_and_a_channel_does_not() {
    FakeChat channel = bot.telegram.channel("News");
    assertThat(answer(mo.saysAs(channel, group, "/pause"))).contains("Only moderators");
    assertThat(answer(eve.saysAs(other, group, "/pause"))).contains("Only moderators");
    assertThat(answer(mo.saysAs(group, group, "/ban @ann"))).contains("Ann may draw no more");
    assertThat(answer(ann, "/imagine a cat")).contains("You may not draw pictures here");
    assertThat(moderated("/audit")).contains("Glass: /ban Ann");
    assertThat(moderated("/undo 1")).contains("is taken back");
    assertThat(answer(eve.saysAs(other, other, "/audit"))).contains("nothing here");
  }

  @Test
  void who_writes_as_a_channel_draws_is_banned_and_is_answered_nothing_private() {
    FakeChat channel = bot.telegram.channel("News");
    SentMessage sent = eve.saysAs(channel, group, "/imagine a cat");
    group.awaitMessage(hasButton("Cancel").and(it -> it.replyToId() == sent.message().id()));
    for (String command :
        List.of("/mydata", "/forget", "/queue", "/link", "/history", "/imagine a cat --private")) {
      assertThat(answer(eve.saysAs(channel, group, command))).contains("You write here as “News”");
      assertThat(answer(mo.saysAs(group, group, command))).contains("You write here as “Glass”");
    }
    assertThat(reply(mo, sent.message(), "/ban")).contains("News may draw no more");
    assertThat(answer(eve.saysAs(channel, group, "/imagine a cat"))).contains("You may not draw");
    drawn(eve, "/imagine a cat");
  }

  @Test
  void what_is_kept_about_a_person_goes_to_them_alone() {
    answer(ann, ann.chat(), "/imagine a secret cat");
    assertThat(answer(ann, "/history")).doesNotContain("secret").contains("private chat");
    ann.chat().awaitMessage(it -> it.replyToId() == 0 && it.text().contains("a secret cat"));
    assertThat(answer(ann, "/mydata")).isEqualTo(IN_PRIVATE);

    FakeTelegramMessage file =
        ann.chat().awaitMessage(it -> it.kind() == FakeTelegramMessage.Kind.DOCUMENT);
    assertThat(file.fileName()).startsWith("vitrail-telegram-").endsWith(".json");
    assertThat(new String(file.file(), UTF_8))
        .contains("a secret cat", Long.toString(ann.id()), "[ \"ann\" ]");
    assertThat(group.botMessages()).noneMatch(it -> it.kind() == FakeTelegramMessage.Kind.DOCUMENT);
    assertThat(answer(ann, "/queue")).isEqualTo(IN_PRIVATE);
    assertThat(answer(ann, "/forget")).isEqualTo(IN_PRIVATE);
    ann.chat().awaitText("/forget everything");
    assertThat(answer(ann, "/forget everything")).isEqualTo(IN_PRIVATE);
    ann.chat().awaitText("one job was erased");
    assertThat(answer(ann, ann.chat(), "/history")).contains("no recent jobs");
    assertThat(moderated("/ban @eve")).contains("not met @eve");
  }

  @Test
  void who_cannot_be_written_to_alone_is_told_what_to_do() {
    FakeTelegramUser bob = bot.telegram.user("Bob").neverStartedTheBot();
    for (String command : List.of("/mydata", "/forget", "/queue", "/link", "/history")) {
      assertThat(answer(bob, command)).contains("https://t.me/" + bot.telegram.botUserName());
    }
    assertThat(group.botMessages()).noneMatch(it -> CODE.matcher(it.text()).find());
    bob.says("/start");
    bob.chat().awaitMessage();
    answer(bob, "/mydata");
    bob.chat().awaitMessage(it -> it.kind() == FakeTelegramMessage.Kind.DOCUMENT);
  }

  @Test
  void a_file_that_telegram_does_not_take_at_first_is_not_blamed_on_the_person() {
    bot.telegram.faults().next("sendDocument", TelegramFault.status(503));

    assertThat(answer(ann, "/mydata")).isEqualTo(IN_PRIVATE);
    assertThat(ann.chat().botMessages()).hasSize(1);
  }

  @Test
  void where_no_pictures_may_be_sent_moderators_are_heard_all_the_same() {
    FakeChat plain = bot.telegram.supergroup("Plain").hasAdministrators(mo).forbids(Right.PHOTOS);

    assertThat(answer(ann, plain, "/imagine a cat")).contains("may not send pictures");
    assertThat(answer(mo, plain, "/ban @ann")).contains("Ann may draw no more pictures here");
  }

  @Test
  void two_who_share_an_account_share_its_counts_and_its_ban() {
    answer(eve, "/about");
    assertThat(answer(ann, "/link")).isEqualTo(IN_PRIVATE);
    Matcher code = CODE.matcher(ann.chat().awaitText("/link").text());
    assertThat(code.find()).isTrue();
    assertThat(answer(eve, eve.chat(), code.group())).contains("your accounts are one now");
    assertThat(answer(bot.telegram.user("Bob"), group, code.group())).contains("private chat");
    moderated("/quota set @ann 2");

    drawn(ann, "/imagine a cat --count 2");
    assertThat(answer(eve, "/imagine a cat --count 1")).contains("2 pictures for today are used");
    moderated("/ban @eve");
    assertThat(answer(ann, "/imagine a cat")).contains("You may not draw pictures here");
  }

  @Test
  void a_long_answer_comes_in_several_messages_in_their_order() {
    for (int i = 10; i < 45; i++) {
      moderated("/blocklist add word" + i + " " + "и".repeat(150));
    }
    SentMessage sent = mo.says(group, "/blocklist list");
    Predicate<FakeTelegramMessage> isPart = it -> it.replyToId() == sent.message().id();
    group.awaitMessage(isPart.and(it -> it.text().contains("word44")));

    List<FakeTelegramMessage> parts = group.botMessages().stream().filter(isPart).toList();
    assertThat(parts).hasSize(2).allMatch(it -> it.text().length() <= 4096);
    List<String> lines =
        parts.stream().flatMap(it -> it.text().lines()).filter(it -> it.startsWith("w")).toList();
    assertThat(lines).hasSize(35).isSorted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "de | /quota set @kim 2 bis Sonntag --reason Wettbewerb | 2 Bilder am Tag"
            + " | nur 2 am Tag sind erlaubt | /ban @kim bis morgen | keine Bilder zeichnen lassen"
            + " | Du darfst hier keine Bilder | ist zurückgenommen | dürfen hier nur Moderatoren",
        "ru | /quota set @kim 2 до воскресенья --reason Конкурс | 2 картинки в день"
            + " | в день можно только 2 | /ban @kim до завтра | не рисует здесь до"
            + " | Вам здесь нельзя рисовать | отменено | здесь могут только модераторы"
      })
  void moderators_speak_german_and_russian(
      String language,
      String quota,
      String granted,
      String tooMany,
      String ban,
      String banned,
      String denied,
      String undone,
      String refused) {
    FakeTelegramUser max = bot.telegram.user("Max", language);
    FakeTelegramUser kim = bot.telegram.user("Kim", language).goesBy("kim");
    group.hasAdministrators(max);
    answer(kim, "/about");

    assertThat(answer(max, quota)).contains(granted);
    assertThat(answer(kim, "/imagine a cat --count 3")).contains(tooMany);
    drawn(kim, "/imagine a cat --count 1");
    assertThat(answer(max, ban)).contains("Kim", banned);
    assertThat(answer(kim, "/imagine a cat --count 1")).contains(denied);
    assertThat(answer(max, "/undo 2")).contains(undone);
    drawn(kim, "/imagine a cat --count 1");
    assertThat(answer(kim, ban)).contains(refused);
  }

  @Test
  void administrators_are_offered_the_commands_of_moderators_as_well() {
    String scope = "all_chat_administrators";
    await().untilAsserted(() -> assertThat(commands(scope, "zh")).isNotEmpty());

    for (String language : List.of("", "ru", "de", "zh")) {
      String texts = language.isEmpty() ? "en" : language;
      assertThat(commands(scope, language))
          .hasSize(CommandSpec.values().length)
          .contains(new Command("ban", bot.instance.messages().text(texts, "command.ban.about")))
          .containsAll(commands("default", language));
      assertThat(commands("default", language))
          .isNotEmpty()
          .noneMatch(it -> it.name().equals("ban"));
    }
  }

  private List<Command> commands(String scope, String language) {
    return bot.telegram.commands().of(scope, language);
  }

  private String moderated(String text) {
    return answer(mo, text);
  }

  private String answer(FakeTelegramUser who, String text) {
    return answer(who, group, text);
  }

  private static String answer(FakeTelegramUser who, SendTarget target, String text) {
    return answer(who.says(target, text));
  }

  private static String reply(FakeTelegramUser who, FakeTelegramMessage to, String text) {
    return answer(who.replies(to, text));
  }

  /** What the bot said to it first. */
  private static String answer(SentMessage sent) {
    FakeTelegramMessage message = sent.message();
    return message.chat().awaitMessage(it -> it.replyToId() == message.id()).text();
  }

  private FakeTelegramMessage drawn(FakeTelegramUser who, String text) {
    return drawn(who, group, text);
  }

  /** The message of a job that was admitted. */
  private static FakeTelegramMessage drawn(FakeTelegramUser who, SendTarget target, String text) {
    int id = who.says(target, text).message().id();
    FakeTelegramMessage message = target.chat().awaitMessage(it -> it.replyToId() == id);
    assertThat(message)
        .matches(hasButton("Cancel").or(hasButton("Abbrechen")).or(hasButton("Отменить")));
    return message;
  }

  private ClaimedJob taken(FakeTelegramUser who, String text) {
    return taken(who, group, text);
  }

  private ClaimedJob taken(FakeTelegramUser who, SendTarget target, String text) {
    drawn(who, target, text);
    return bot.worker().take();
  }

  private static FakeTelegramMessage grid(FakeChat chat) {
    return chat.awaitMessage(hasButton("Delete").and(FakeTelegramMessage::hasPhoto));
  }

  private static String job(FakeTelegramMessage grid) {
    Matcher job = JOB.matcher(grid.text());
    assertThat(job.find()).as(grid.text()).isTrue();
    return job.group(1);
  }
}
