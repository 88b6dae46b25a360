package org.vitrail.bot.discord;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.core.Typing.type;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.press;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.service.Reply;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeChoice;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeGuild;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.discord.FakeRole;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What moderators do with Discord's own options, and what comes of it for everybody else. */
@Tag("slow")
class DiscordModeratorTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** What is decided holds within a second; what is remembered of accounts, within two. */
  private static final Duration CACHED = Duration.ofMillis(2_100);

  /** Ids beyond it are garbled by whoever reads them as numbers with a fraction. */
  private static final long MAX_EXACT_IN_JSON = 1L << 53;

  private static final Pattern LINK_CODE = Pattern.compile("/link (\\S+)");

  /** One for all: each test has a server and people of its own, over an emptied Redis. */
  private static DiscordTestBot bot;

  private static final HurriedTime TIME = new HurriedTime();
  private FakeDiscordUser mod;
  private FakeDiscordUser stranger;
  private FakeChannel elsewhere;

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = DiscordTestBot.open(REDIS.url(), SampleRequests.generous(), TIME);
      await().until(() -> !bot.discord.commands().isEmpty());
    }
    bot.amongOthers();
    mod = bot.discord.user("mod");
    mod.give(bot.guild.role("moderators", Permission.MODERATE_MEMBERS));
    stranger = bot.discord.user("stranger");
    FakeGuild other = bot.discord.guild("Elsewhere");
    stranger.give(other.role("administrators", Permission.ADMINISTRATOR));
    elsewhere = other.textChannel("general");
    assertThat(List.of(bot.guild.id(), other.id(), elsewhere.id(), mod.id(), bot.bob.id()))
        .allMatch(id -> id > MAX_EXACT_IN_JSON);
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  @Test
  void pictures_are_granted_explained_added_and_counted_afresh() {
    assertThat(said(mod, "quota set", "amount", "1", "target", bot.bob, "reason", "a contest"))
        .contains("1 picture a day", "/undo");
    refused(bot.bob, 2, "only one a day", "a contest");
    drawn(bot.bob, 1);
    assertThat(said(mod, "quota show", "target", bot.bob)).contains("bob", "today 1 of 1 picture");
    assertThat(said(mod, "quota show")).contains("bob: 1 picture a day for one person");
    assertThat(said(mod, "quota why", "user", bot.bob)).contains("today 1 of 1", "a contest");
    said(mod, "quota add", "amount", "2", "target", bot.bob);
    drawn(bot.bob, 2);
    refused(bot.bob, 1, "3 pictures for today are used up");
    said(mod, "quota reset", "user", bot.bob);
    drawn(bot.bob, 1);
    assertThat(said(mod, "quota set", "amount", "5", "reason", "nobody is named"))
        .contains("is written like this");

    said(mod, "quota set", "amount", "default", "target", bot.bob);
    drawn(bot.bob, 9);
  }

  @Test
  void rules_of_roles_channels_and_everyone_hold_for_those_they_are_about() {
    FakeRole glaziers = bot.guild.role("glaziers");
    bot.bob.give(glaziers);
    FakeChannel workshop = bot.guild.textChannel("workshop");
    said(mod, "quota set", "amount", "2", "target", bot.guild.everyone());
    said(mod, "quota set", "amount", "3", "target", glaziers, "expiry", "2h");
    said(mod, "quota set", "amount", "4", "channel", workshop, "expiry", "Sunday");

    refused(bot.ann, 3, "only 2 a day");
    refused(bot.bob, 4, "only 3 a day");
    drawn(bot.bob, 3);
    drawn(workshop, bot.ann, 4);
    assertThat(said(mod, "quota why", "user", bot.bob)).contains("for a role, until");
    assertThat(said(mod, "quota why")).contains("for everybody here");
    bot.guild.showAllCommands();
    assertThat(said(bot.bob, "quota why", "user", bot.bob)).contains("for a role, until");
    refusedTo(bot.ann, "quota why", "user", bot.bob);
    assertThat(said(mod, "quota show", "target", glaziers)).contains("3 pictures a day");
    assertThat(said(mod, "quota show"))
        .contains("<@&" + glaziers.id() + ">: 3 pictures", "<#" + workshop.id() + ">: 4 pictures");
    assertThat(said(mod, "audit"))
        .contains("<@&" + glaziers.id() + ">", "<#" + workshop.id() + ">");
  }

  @Test
  void a_channel_is_closed_with_its_threads_and_opened_again() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    FakeChannel workshop = bot.guild.textChannel("workshop");
    said(mod, "limit deny", "channel", bot.general, "reason", "it is for talking");
    refused(thread, bot.ann, 1, "No pictures are drawn in this channel", "for talking");
    refused(bot.ann, 1, "No pictures are drawn in this channel");
    drawn(workshop, bot.ann, 1);
    assertThat(text(mod.slash(thread, "limit default"))).contains("general rules");
    drawn(thread, bot.ann, 1);

    said(mod, "limit deny", "role", bot.guild.everyone());
    said(mod, "limit allow", "channel", workshop, "expiry", "30m");
    refused(bot.ann, 1, "No pictures are drawn here");
    drawn(workshop, bot.ann, 1);
    said(mod, "limit default", "role", bot.guild.everyone());
    said(mod, "limit count", "most", 1, "role", bot.guild.everyone());
    refused(bot.ann, 2, "at most 1 in one request");
    drawn(bot.ann, 1);
    said(mod, "limit queue", "most", 1);
    refused(bot.ann, 1, "The queue is full");
  }

  @Test
  void a_banned_person_is_refused_until_it_is_lifted_or_taken_back() {
    assertThat(said(mod, "ban", "reason", "spam", "expiry", "Sunday", "user", bot.bob))
        .contains("may draw no pictures here until", mention(bot.bob));
    refused(bot.bob, 1, "You may not draw pictures here until", "spam");
    drawn(bot.ann, 1);
    drawn(elsewhere, bot.bob, 1);
    said(mod, "unban", "user", bot.bob);
    drawn(bot.bob, 1);
    String banned = said(mod, "ban", "user", bot.bob);
    assertThat(banned).contains("bob may draw no more pictures here");
    refused(bot.bob, 1, "You may not draw pictures here.");
    said(mod, "undo", "number", number(banned));
    drawn(bot.bob, 1);
    said(mod, "mute", "user", bot.bob);
    refused(bot.bob, 1, "You may not draw pictures here until");
    assertThat(said(mod, "ban", "user", mod)).contains("yourself");
    assertThat(said(mod, "audit", "user", bot.bob, "since", "2 days"))
        .contains("/mute bob", "/undo", "/ban bob", "spam", "mod");
  }

  @Test
  void a_blocked_word_is_refused_until_it_is_off_the_list() {
    String added = said(mod, "blocklist add", "rule", "zeppelin*");
    assertThat(refusal(bot.imagine(bot.ann, "two z3ppelins"))).contains("not drawn here");
    assertThat(said(mod, "blocklist list")).contains("zeppelin*");
    assertThat(said(mod, "blocklist test", "text", "two z3ppelins")).contains("z3ppelins");
    said(mod, "blocklist remove", "rule", "zeppelin*");
    awaitDrawing(bot.imagine(bot.ann, "two zeppelins"));
    assertThat(said(mod, "undo", "number", number(added))).contains("changed since");
  }

  @Test
  void pictures_are_hidden_where_it_is_strict_or_a_raid_goes_on() {
    assertThat(said(mod, "safe", "level", "strict")).contains("hidden until clicked");
    assertThat(said(mod, "safe")).contains("hidden until clicked");
    assertThat(filename(judged())).startsWith("SPOILER_");
    said(mod, "safe", "level", "off");
    assertThat(filename(judged())).doesNotContain("SPOILER");
    assertThat(said(mod, "raid", "mode", "on", "expiry", "30m")).contains("Raid mode until");
    assertThat(filename(judged())).startsWith("SPOILER_");
    assertThat(said(mod, "raid", "mode", "off")).contains("is off");
    assertThat(said(mod, "raid")).contains("is off");
  }

  @Test
  void a_pause_refuses_and_what_waits_can_be_withdrawn() {
    FakeInteraction waiting = drawn(bot.ann, 1);
    FakeInteraction far = drawn(elsewhere, bot.ann, 1);
    said(mod, "pause", "reason", "We move house");
    refused(bot.bob, 1, "Drawing is paused here", "We move house");
    drawn(elsewhere, bot.bob, 1);
    assertThat(said(mod, "queue", "action", "clear")).contains("One waiting job is withdrawn");
    waiting.awaitMessage(it -> it.text().contains("Cancelled"));
    assertThat(has("Cancel").test(far.message().state())).isTrue();
    said(mod, "resume");
    drawn(bot.bob, 1);
  }

  @Test
  void pictures_of_others_are_reported_by_a_button_and_deleted_by_moderators() {
    FakeInteraction first = bot.imagine(bot.ann, "a dreadful apple");
    String job = bot.drawNext().job().id();
    FakeDiscordMessage grid = grid(first);
    assertThat(said(mod, "reports")).contains("Nothing is reported");
    assertThat(text(press(bot.ann, grid, "Report"))).contains("is yours");
    FakeInteraction report = press(bot.bob, grid, "Report");
    assertThat(text(report)).contains("Thank you");
    assertThat(report.message().isEphemeral()).isTrue();
    assertThat(said(mod, "reports")).contains(job, "one person", "ann", "a dreadful apple");
    assertThat(text(stranger.slash(elsewhere, "reports"))).contains("Nothing is reported");
    assertThat(said(mod, "reports", "close", job)).contains("are closed");

    assertThat(said(bot.bob, "delete", "job", job)).contains("somebody else");
    assertThat(text(stranger.slash(elsewhere, "delete", Map.of("job", job))))
        .contains("somebody else");
    assertThat(said(mod, "delete", "job", job)).contains("are deleted");
    grid.awaitDeletion();

    FakeInteraction second = bot.imagine(bot.ann, "another apple");
    bot.drawNext();
    FakeDiscordMessage next = grid(second);
    press(mod, next, "Delete")
        .awaitFollowup(it -> it.isEphemeral() && it.text().contains("are deleted"));
    next.awaitDeletion();
    assertThat(said(mod, "audit")).contains("/delete " + job, "/reports close " + job);
  }

  @Test
  void what_can_be_removed_closed_or_taken_back_is_proposed_to_moderators_alone() {
    said(mod, "blocklist add", "rule", "zeppelin*");
    bot.imagine(bot.ann, "a dreadful apple");
    String job = bot.drawNext().job().id();
    said(bot.bob, "report", "job", job);

    assertThat(choices(mod, "blocklist remove", "rule"))
        .containsExactly(new FakeChoice("zeppelin*", "zeppelin*"));
    assertThat(choices(mod, "reports", "close"))
        .containsExactly(new FakeChoice(job + " – a dreadful apple", job));
    assertThat(choices(mod, "undo", "number"))
        .containsExactly(new FakeChoice("1 – /blocklist add zeppelin*", "1"));
    bot.guild.showAllCommands();
    assertThat(choices(bot.bob, "reports", "close")).isEmpty();
  }

  private List<FakeChoice> choices(FakeDiscordUser who, String command, String option) {
    return who.autocomplete(bot.general, command, option, "").choices();
  }

  @Test
  void a_community_has_settings_whose_values_are_proposed() {
    assertThat(proposed("style")).contains("watercolour", "default");
    assertThat(proposed("private")).containsExactly("yes", "no", "default");
    FakeRole helpers = bot.guild.role("helpers");
    await().until(() -> proposed("moderators").contains("<@&" + helpers.id() + ">"));
    said(mod, "settings", "setting", "style", "value", "watercolour");
    bot.imagine(bot.ann, "a cat").awaitMessage(it -> it.text().contains("watercolour"));
    said(mod, "settings", "setting", "style", "value", "default");
    said(mod, "settings", "setting", "moderators", "value", "<@&" + helpers.id() + ">");
    bot.guild.showAllCommands();
    bot.bob.give(helpers);
    assertThat(said(bot.bob, "settings")).contains("moderators: " + helpers.id());
    assertThat(said(mod, "settings", "setting", "model", "value", "gigantic"))
        .contains("bundled, mega");
  }

  @Test
  void members_and_administrators_of_other_servers_are_refused_whatever_they_try() {
    bot.guild.showAllCommands();
    FakeInteraction imagine = bot.imagine(bot.ann, "an apple");
    String job = bot.drawNext().job().id();
    grid(imagine);
    for (FakeDiscordUser who : new FakeDiscordUser[] {bot.bob, stranger}) {
      refusedTo(who, "quota show");
      refusedTo(who, "quota why", "user", bot.ann);
      refusedTo(who, "quota set", "amount", "9", "target", who);
      refusedTo(who, "quota add", "amount", "9", "target", who);
      refusedTo(who, "quota reset", "user", who);
      refusedTo(who, "limit allow");
      refusedTo(who, "limit deny", "channel", bot.general);
      refusedTo(who, "limit default");
      refusedTo(who, "limit count", "most", 1);
      refusedTo(who, "limit queue", "most", 1);
      refusedTo(who, "ban", "user", bot.ann);
      refusedTo(who, "unban", "user", bot.ann);
      refusedTo(who, "mute", "user", bot.ann);
      refusedTo(who, "blocklist add", "rule", "apple");
      refusedTo(who, "blocklist remove", "rule", "apple");
      refusedTo(who, "blocklist list");
      refusedTo(who, "blocklist test", "text", "apple");
      refusedTo(who, "safe", "level", "off");
      refusedTo(who, "raid", "mode", "on");
      refusedTo(who, "pause");
      refusedTo(who, "resume");
      refusedTo(who, "queue", "action", "clear");
      refusedTo(who, "reports");
      refusedTo(who, "audit");
      refusedTo(who, "undo", "number", 1);
      refusedTo(who, "settings", "setting", "safe", "value", "off");
      assertThat(said(who, "delete", "job", job)).contains("somebody else");
      assertThat(said(who, "quota why")).contains(mention(who), "waiting or running 0 of");
    }
    assertThat(said(mod, "audit")).contains("have done nothing here");

    assertThat(text(stranger.slash(elsewhere, "pause"))).contains("Nothing new is drawn here");
    assertThat(text(stranger.slash(elsewhere, "ban", Map.of("user", bot.ann)))).contains("ann");
    refused(elsewhere, bot.bob, 1, "paused");
    drawn(bot.ann, 1);
    assertThat(said(mod, "audit")).contains("have done nothing here");
    assertThat(said(mod, "undo", "number", 1)).contains("no act No. 1 here");
  }

  @ParameterizedTest
  @CsvSource({"ru, 1 в день, 2 дня", "de, 1 am Tag, 2 Tage"})
  void all_of_it_is_understood_and_answered_in_other_languages(
      String locale, String amount, String expiry) {
    mod.locale(locale);
    bot.bob.locale(locale);
    bot.ann.locale(locale);
    bot.guild.showAllCommands();
    assertThat(said(mod, "quota set", "amount", amount, "target", bot.ann))
        .contains(words(locale, "rule.day", 1));
    refused(bot.ann, 2, words(locale, "refused.quota-never.day", 2, 1));
    assertThat(said(mod, "ban", "user", bot.bob, "expiry", expiry))
        .startsWith(mention(bot.bob))
        .contains(words(locale, "ban.until", "", "|").split("\\|")[0].strip());
    refused(bot.bob, 1, words(locale, "refused.denied.user-until", "").split(" \\.")[0]);
    assertThat(said(mod, "unban", "user", bot.bob))
        .contains(words(locale, "ban.lifted", mention(bot.bob)));
    String added = said(mod, "blocklist add", "rule", "zeppelin");
    assertThat(added).contains(words(locale, "blocklist.added", "zeppelin"));
    assertThat(said(mod, "undo", "number", number(added))).contains("/blocklist add zeppelin");
    bot.imagine(bot.bob, "a zeppelin").awaitMessage(it -> !it.buttons().isEmpty());
    assertThat(said(bot.bob, "pause")).isEqualTo(words(locale, "moderate.not-allowed", "/pause"));
    said(mod, "pause");
    refused(bot.bob, 1, words(locale, "refused.paused"));
  }

  @Test
  void what_is_kept_about_a_person_is_theirs_to_read_and_to_erase() {
    FakeInteraction imagine = bot.imagine(bot.ann, "a secret apple");
    bot.drawNext();
    FakeDiscordMessage grid = grid(imagine);
    FakeDiscordMessage file =
        bot.ann.slash(bot.general, "mydata").awaitMessage(it -> !it.attachments().isEmpty());
    assertThat(file.isEphemeral()).isTrue();
    assertThat(new String(file.attachments().get(0).bytes(), UTF_8))
        .contains("a secret apple", "\"" + bot.ann.id() + "\"");
    assertThat(said(bot.ann, "forget")).contains("/forget everything");
    assertThat(grid.isDeleted()).isFalse();

    assertThat(said(bot.ann, "forget", "confirm", "everything")).contains("one job was erased");
    grid.awaitDeletion();
    assertThat(said(bot.ann, "history")).contains("no recent jobs");
  }

  @Test
  void one_account_on_two_platforms_counts_once() {
    Matcher code = LINK_CODE.matcher(said(bot.ann, "link"));
    assertThat(code.find()).isTrue();
    Person there = new Person("telegram", "9007199254740993", "Anja", "en");
    Reply joined = type(bot.instance.botService(), there, "/link " + code.group(1));
    assertThat(joined).isInstanceOf(Reply.Said.class);
    assertThat(said(bot.bob, "link", "code", code.group(1))).contains("unknown, used");
    said(mod, "ban", "user", bot.ann);
    refused(bot.ann, 1, "You may not draw");
    Matcher second = LINK_CODE.matcher(said(bot.ann, "link"));
    assertThat(second.find()).isTrue();
    said(bot.bob, "link", "code", second.group(1));

    TIME.skip(CACHED);
    refused(bot.bob, 1, "You may not draw");
    said(bot.bob, "link", "code", "off");
    TIME.skip(CACHED);
    drawn(bot.bob, 1);
  }

  @Test
  void help_explains_each_command_and_a_long_answer_comes_on_several_pages() {
    assertThat(bot.ann.autocomplete(bot.general, "help", "command", "undo").choices())
        .extracting(FakeChoice::value)
        .containsExactly("undo");
    assertThat(said(mod, "help", "command", "undo")).contains("/undo NUMBER");
    FakeInteraction help = bot.ann.slash(bot.general, "help");
    help.awaitMessage(it -> it.text().contains("/imagine PROMPT"));
    FakeDiscordMessage last = help.awaitFollowup(it -> it.text().contains("top\\-p"));
    assertThat(last.isEphemeral()).isTrue();
    assertThat(last.allowedMentions().path("parse")).isEmpty();
  }

  /** What the bot says to somebody alone, without the signs that only Discord reads. */
  private String said(FakeDiscordUser who, String command, Object... options) {
    FakeInteraction interaction = who.slash(bot.general, command, options(options));
    String text = text(interaction);
    assertThat(interaction.message().isEphemeral()).isTrue();
    return text;
  }

  private void refusedTo(FakeDiscordUser who, String command, Object... options) {
    assertThat(said(who, command, options)).as(command).contains("Only moderators may use");
  }

  private static String text(FakeInteraction interaction) {
    return interaction.awaitMessage(it -> !it.text().isBlank()).text().replace("\\", "").strip();
  }

  private static Map<String, Object> options(Object... namesAndValues) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return options;
  }

  private static FakeInteraction imagine(FakeChannel channel, FakeDiscordUser who, int count) {
    return who.slash(channel, "imagine", Map.of("prompt", "an apple", "count", count));
  }

  private FakeInteraction drawn(FakeDiscordUser who, int count) {
    return drawn(bot.general, who, count);
  }

  private static FakeInteraction drawn(FakeChannel channel, FakeDiscordUser who, int count) {
    return awaitDrawing(imagine(channel, who, count));
  }

  private static FakeInteraction awaitDrawing(FakeInteraction imagine) {
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    return imagine;
  }

  private void refused(FakeDiscordUser who, int count, String... parts) {
    refused(bot.general, who, count, parts);
  }

  private static void refused(
      FakeChannel channel, FakeDiscordUser who, int count, String... parts) {
    assertThat(refusal(imagine(channel, who, count))).contains(parts);
  }

  /** What is said to the person alone in the place of pictures. */
  private static String refusal(FakeInteraction imagine) {
    FakeDiscordMessage answer = imagine.awaitFollowup(it -> !it.text().isBlank());
    assertThat(answer.isEphemeral()).isTrue();
    return answer.text().replace("\\", "");
  }

  /** A grid that was judged, with nothing found in it. */
  private FakeDiscordMessage judged() {
    FakeInteraction imagine = bot.imagine(bot.ann, "an apple");
    ClaimedJob job = bot.worker().take();
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));
    return grid(imagine);
  }

  private static String filename(FakeDiscordMessage message) {
    return message.attachments().get(0).filename();
  }

  private List<String> proposed(String setting) {
    return mod
        .autocomplete(bot.general, "settings", "value", "", Map.of("setting", setting))
        .choices()
        .stream()
        .map(FakeChoice::value)
        .toList();
  }

  /** By which number an act can be taken back. */
  private static int number(String answer) {
    Matcher undo = Pattern.compile("/undo (\\d+)").matcher(answer);
    assertThat(undo.find()).as(answer).isTrue();
    return Integer.parseInt(undo.group(1));
  }

  private String words(String locale, String key, Object... values) {
    return bot.instance.messages().text(locale, key, values);
  }

  private static String mention(FakeDiscordUser user) {
    return "<@" + user.id() + ">";
  }
}
