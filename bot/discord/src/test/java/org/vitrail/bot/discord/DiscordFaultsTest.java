package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.isGrid;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.HandMovedTime;
import org.vitrail.bot.core.ManyTokens;
import org.vitrail.bot.testing.discord.DiscordFault;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.discord.Route;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What Discord, the network and Redis do to the bot, and what people see of it: one grid. */
@Tag("slow")
class DiscordFaultsTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** Long enough to be noticed, and what Discord usually asks for: whole seconds. */
  private static final Duration FOR_A_WHILE = Duration.ofSeconds(1);

  private static final String WENT_WRONG = "Something went wrong in the bot itself";

  private DiscordTestBot bot;

  @BeforeEach
  void open() {
    bot = DiscordTestBot.closed(REDIS.url());
  }

  @AfterEach
  void close() {
    bot.close();
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        Arguments.of("429", DiscordFault.tooManyRequests(FOR_A_WHILE)),
        Arguments.of("429 without Via", DiscordFault.cloudflareBan(FOR_A_WHILE)),
        Arguments.of("429 for all", DiscordFault.globalRateLimit(FOR_A_WHILE)),
        Arguments.of("500", DiscordFault.status(500)),
        Arguments.of("502 in HTML", DiscordFault.html(502)),
        Arguments.of("503", DiscordFault.status(503)),
        Arguments.of("a cut", DiscordFault.cut()),
        Arguments.of("a slow line", DiscordFault.slow(FOR_A_WHILE)),
        Arguments.of("a late answer", DiscordFault.answeredLate(FOR_A_WHILE)),
        Arguments.of("an answer that got lost", DiscordFault.appliedButUnanswered()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("troubles")
  void a_grid_whose_upload_fails_arrives_once(String name, DiscordFault fault) {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.faults().next(Route.EDIT_ORIGINAL, fault, fault);
    bot.drawNext();

    grid(imagine);
    settled();
    assertThat(bot.general.allMessages()).hasSize(1);
  }

  static Stream<Arguments> deafness() {
    return Stream.of(
        Arguments.of("500", DiscordFault.status(500)),
        Arguments.of("502 in HTML", DiscordFault.html(502)),
        Arguments.of("an answer that got lost", DiscordFault.appliedButUnanswered()),
        Arguments.of("a late answer", DiscordFault.answeredLate(FOR_A_WHILE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deafness")
  void a_command_whose_acknowledgement_goes_wrong_is_drawn_once(String name, DiscordFault fault) {
    bot.start();
    bot.discord.faults().next(Route.CALLBACK, fault);
    bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    await()
        .atMost(PATIENCE)
        .until(() -> bot.general.allMessages().stream().anyMatch(it -> isGrid(it.state())));
    settled();
    assertThat(bot.instance.askedFor()).isEqualTo(1);
    assertThat(grids()).hasSize(1);
    assertThat(grids().get(0).text()).contains("a red apple");
  }

  @Test
  void a_picture_that_is_too_large_is_shown_smaller() throws IOException {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord
        .faults()
        .next(
            Route.EDIT_ORIGINAL,
            DiscordFault.error(413, 40005, "Request entity too large"),
            DiscordFault.html(413),
            DiscordFault.html(413));
    ClaimedJob job = bot.drawNext();

    FakeAttachment shown = grid(imagine).attachments().get(0);
    settled();
    byte[] drawn = bot.instance.images().get(job.job().id(), "grid.png").orElseThrow();
    assertThat(shown.filename()).endsWith(".jpg");
    assertThat(shown.bytes().length).isLessThan(drawn.length);
    // 2048 pixels a side after the first refusal, half of it after each further one.
    assertThat(side(drawn)).isGreaterThan(512);
    assertThat(side(shown.bytes())).isEqualTo(512);
  }

  private static int side(byte[] picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture)).getWidth();
  }

  @Test
  void a_grid_that_comes_after_the_token_is_over_is_a_reply_in_the_channel() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.expireTokens();
    ClaimedJob job = bot.drawNext();

    FakeDiscordMessage reply = bot.general.awaitMessage(it -> isGrid(it.state()));
    settled();
    assertThat(reply.repliesTo()).hasValue(imagine.message().id());
    assertThat(reply.nonce()).isEqualTo(job.job().id());
    assertThat(grids()).hasSize(1);
  }

  @Test
  void a_reply_after_the_token_whose_answer_got_lost_is_posted_once() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.expireTokens();
    bot.discord
        .faults()
        .next(
            Route.SEND_MESSAGE,
            DiscordFault.appliedButUnanswered(),
            DiscordFault.appliedButUnanswered());
    bot.drawNext();

    bot.general.awaitMessage(it -> isGrid(it.state()));
    settled();
    assertThat(bot.general.messages()).hasSize(1);
  }

  @Test
  void an_adapter_that_dies_between_a_late_reply_and_its_acknowledgement_leaves_one_grid() {
    bot.discord.nonceWindow(Duration.ofMillis(500));
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.expireTokens();
    bot.discord.faults().next(Route.SEND_MESSAGE, DiscordFault.appliedButUnanswered());
    bot.drawNext();
    bot.general.awaitMessage(it -> true);
    bot.stop();
    bot.start();

    settled();
    assertThat(grids()).hasSize(1);
    assertThat(bot.general.messages()).hasSize(1);
  }

  @Test
  void an_adapter_that_dies_between_upload_and_acknowledgement_leaves_one_grid() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.faults().next(Route.EDIT_ORIGINAL, DiscordFault.appliedButUnanswered());
    bot.drawNext();
    grid(imagine);
    bot.stop();
    bot.start();

    settled();
    assertThat(bot.general.allMessages()).hasSize(1);
  }

  @Test
  void a_message_that_was_deleted_meanwhile_is_not_posted_again() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    imagine.message().delete();
    bot.drawNext();

    settled();
    assertThat(bot.general.allMessages()).isEmpty();
  }

  @Test
  void a_channel_that_is_gone_is_left_alone() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.general.delete();
    bot.discord.expireTokens();
    bot.drawNext();

    settled();
  }

  @Test
  void a_server_that_threw_the_bot_out_is_left_alone() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.guild.removeBot();
    bot.discord.expireTokens();
    bot.drawNext();

    settled();
  }

  @Test
  void a_permission_taken_away_meanwhile_ends_the_delivery() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.general.denyBot(Permission.MESSAGE_SEND, Permission.VIEW_CHANNEL);
    bot.discord.expireTokens();
    bot.drawNext();

    settled();
  }

  @Test
  void after_a_dropped_connection_the_session_is_resumed_and_nothing_is_lost() {
    bot.start();
    bot.discord.gateway().drop(4000);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
    assertThat(bot.discord.gateway().resumes()).isPositive();
    assertThat(bot.discord.gateway().identifies()).isEqualTo(1);
  }

  @Test
  void a_connection_that_breaks_without_a_word_is_made_again() {
    bot.start();
    bot.discord.gateway().abort();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
  }

  @Test
  void a_session_that_discord_declares_invalid_is_begun_anew() {
    bot.start();
    bot.discord.gateway().invalidateSession(false);
    await().atMost(PATIENCE).until(() -> bot.discord.gateway().identifies() == 2);
    bot.discord.gateway().awaitShards(1);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
  }

  @Test
  void when_discord_asks_to_reconnect_the_bot_does() {
    bot.start();
    bot.discord.gateway().askToReconnect();
    await().atMost(PATIENCE).until(() -> bot.discord.gateway().resumes() == 1);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
  }

  @Test
  void a_connection_that_only_looks_alive_is_replaced_after_missed_heartbeats() {
    bot.discord.gateway().heartbeatInterval(Duration.ofMillis(300));
    bot.start();
    bot.discord.gateway().zombie(true);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    await().atMost(PATIENCE).until(() -> bot.discord.gateway().handshakes() > 1);
    bot.drawNext();

    grid(imagine);
    assertThat(bot.discord.gateway().handshakes()).isGreaterThan(1);
  }

  @Test
  void an_interaction_that_is_delivered_twice_makes_one_job() {
    bot.start();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    imagine.awaitMessage(it -> has("Cancel").test(it.state()));
    bot.discord.gateway().deliverTwice(imagine);
    bot.drawNext();

    grid(imagine);
    settled();
    assertThat(bot.instance.askedFor()).isEqualTo(1);
  }

  @Test
  void interactions_out_of_order_are_all_drawn() {
    bot.start();
    bot.discord.gateway().hold();
    List<FakeInteraction> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(bot.imagine(bot.ann, "apple number " + i));
    }
    bot.discord.gateway().releaseInReverse();
    all.forEach(it -> bot.drawNext());

    all.forEach(it -> assertThat(grid(it).text()).contains("apple number"));
    assertThat(bot.instance.askedFor()).isEqualTo(4);
  }

  @Test
  void while_redis_is_away_people_are_told_and_afterwards_all_goes_on() {
    bot.start();
    REDIS.kill();
    FakeInteraction refused = bot.imagine(bot.ann, "a red apple");
    assertThat(refused.acknowledgedAfter()).isLessThan(Duration.ofSeconds(1));
    refused.awaitFollowup(it -> it.isEphemeral() && it.text().contains("queue"));
    REDIS.start();
    bot.worker().ready();
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
  }

  @Test
  void an_error_is_answered_with_an_apology_and_later_commands_are_drawn() {
    bot.close();
    BrokenClock clock = new BrokenClock();
    bot = DiscordTestBot.open(REDIS.url(), clock);
    clock.breaks(true);
    bot.imagine(bot.ann, "a red apple").awaitMessage(it -> it.text().contains(WENT_WRONG));
    clock.breaks(false);
    FakeInteraction imagine = bot.imagine(bot.ann, "a blue car");
    bot.drawNext();
    grid(imagine);

    clock.breaks(true);
    FakeInteraction again = DiscordTestBot.press(bot.ann, imagine.message(), "Again");
    again.awaitMessage(it -> it.text().contains(WENT_WRONG));
    clock.breaks(false);
    assertThat(isGrid(imagine.message().state())).isTrue();
  }

  @Test
  void a_bot_that_starts_while_discord_is_down_begins_when_it_is_back() {
    bot.discord.faults().next(Route.GET_GATEWAY_BOT, DiscordFault.html(502), DiscordFault.cut());
    bot.begin();
    bot.discord.gateway().awaitShards(1);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();

    grid(imagine);
  }

  @Test
  void a_wrong_token_is_given_up_at_once() {
    bot.discord
        .faults()
        .always(Route.GET_GATEWAY_BOT, DiscordFault.error(401, 0, "401: Unauthorized"));
    bot.begin();

    // Whoever says so has given up.
    await().until(() -> bot.problem().isPresent());
    assertThat(bot.discord.recorder().count(Route.GET_GATEWAY_BOT)).isEqualTo(1);
    assertThat(bot.discord.gateway().handshakes()).isZero();
    assertThat(bot.problem()).get().asString().contains("set DISCORD_TOKEN");
  }

  @Test
  void much_progress_makes_few_edits_and_breaks_no_limit() {
    bot.close();
    HandMovedTime time = new HandMovedTime();
    bot = DiscordTestBot.closed(REDIS.url(), time);
    bot.discord.enforceRateLimits(time::millis);
    bot.start();
    ManyTokens tokens = new ManyTokens(bot.instance.botService(), time);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    tokens.draw(bot.worker());

    tokens.moveUntil(() -> isGrid(imagine.message().state()));
    assertThat(bot.discord.recorder().countWithStatus(429)).isZero();
    assertThat(imagine.message().edits()).hasSizeLessThan(tokens.mostEdits());
  }

  private List<FakeDiscordMessage> grids() {
    return bot.general.allMessages().stream().filter(it -> isGrid(it.state())).toList();
  }

  /** Nothing is left to be delivered. */
  private void settled() {
    await().atMost(PATIENCE).until(() -> bot.instance.undelivered(DiscordMessenger.PLATFORM) == 0);
  }
}
