package org.vitrail.bot.testing.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.ChannelType;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.interactions.InteractionContextType;
import net.dv8tion.jda.api.interactions.InteractionHook;
import net.dv8tion.jda.api.interactions.commands.DefaultMemberPermissions;
import net.dv8tion.jda.api.interactions.commands.OptionType;
import net.dv8tion.jda.api.interactions.commands.build.Commands;
import net.dv8tion.jda.api.interactions.commands.build.OptionData;
import net.dv8tion.jda.api.interactions.commands.build.SubcommandData;
import net.dv8tion.jda.api.requests.ErrorResponse;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.sharding.DefaultShardManagerBuilder;
import net.dv8tion.jda.api.sharding.ShardManager;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import net.dv8tion.jda.api.utils.FileUpload;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drives the unmodified JDA against the fake, so that both agree on what Discord is. */
@Tag("slow")
@Timeout(60)
final class FakeDiscordTest {
  private final FakeDiscord discord = FakeDiscord.start();
  private final FakeDiscordUser ann = discord.user("ann", "de");
  private final FakeGuild guild = discord.guild("Atelier");
  private final FakeChannel general = guild.textChannel("general");
  private final EchoBot bot = new EchoBot();
  private JDA jda;

  @BeforeEach
  void connect() throws InterruptedException {
    jda = builder(discord.token()).addEventListeners(bot).build().awaitReady();
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    jda.shutdownNow();
    jda.awaitShutdown(Duration.ofSeconds(5));
    discord.close();
  }

  private JDABuilder builder(String token) {
    return JDABuilder.createLight(token, List.of())
        .setRestConfig(new RestConfig().setBaseUrl(discord.restUrl()))
        .setSessionController(new ToTheFake())
        .setEnableShutdownHook(false);
  }

  /** Sends the gateway's clients to the fake, and lets shards connect side by side. */
  private final class ToTheFake extends ConcurrentSessionController {
    @Override
    public String getGateway() {
      return discord.gatewayUrl();
    }
  }

  @Test
  void a_slash_command_is_deferred_and_then_shows_a_picture_and_buttons() {
    FakeInteraction imagine = ann.slash(general, "imagine", Map.of("prompt", "a red äpple"));

    FakeDiscordMessage message = imagine.awaitMessage();

    assertThat(imagine.callbackType()).isEqualTo(FakeInteraction.CallbackType.DEFERRED_MESSAGE);
    assertThat(imagine.acknowledgedAfter()).isLessThan(Duration.ofSeconds(3));
    assertThat(imagine.deferredEphemeral()).isFalse();
    assertThat(message.content()).isEqualTo("a red äpple");
    assertThat(message.edits()).hasSize(1);
    assertThat(message.buttons()).extracting(FakeButton::label).containsExactly("Again", "Edit");
    FakeAttachment picture = message.attachments().get(0);
    assertThat(picture.filename()).isEqualTo("picture.png");
    assertThat(picture.description()).isEqualTo("shows a red äpple");
    assertThat(new String(picture.bytes(), StandardCharsets.UTF_8)).isEqualTo("a red äpple");
    assertThat(general.allMessages()).contains(message);
    assertThat(general.messages()).isEmpty();
  }

  @Test
  void options_carry_their_types_and_an_attachment_can_be_fetched() throws Exception {
    byte[] image = png(32, 16);
    FakeAttachment file = discord.attachment("my photo.png", "image/png", image);
    Map<String, Object> options =
        Map.of("prompt", "x", "count", 4, "strength", 0.5, "private", true, "image", file);

    FakeInteraction imagine = ann.slash(general, "imagine", options);

    assertThat(imagine.awaitMessage().isEphemeral()).isTrue();
    assertThat(imagine.deferredEphemeral()).isTrue();
    assertThat(general.allMessages()).isEmpty();
    assertThat(imagine.payload().at("/data/options"))
        .extracting(option -> option.path("type").asInt())
        .containsExactlyInAnyOrder(3, 4, 10, 5, 11);
    var resolved = imagine.payload().at("/data/resolved/attachments/" + file.id());
    assertThat(resolved.path("width").asInt()).isEqualTo(32);
    assertThat(get(resolved.path("url").asText()).body()).isEqualTo(image);
    discord.expire(file);
    assertThat(get(resolved.path("url").asText()).statusCode()).isEqualTo(404);
  }

  @Test
  void a_click_edits_the_clicked_message() {
    FakeInteraction imagine = ann.slash(general, "imagine", Map.of("prompt", "x"));
    imagine.awaitMessage();

    FakeInteraction click = ann.click(imagine, "again");

    assertThat(click.callbackType()).isEqualTo(FakeInteraction.CallbackType.DEFERRED_UPDATE);
    assertThat(imagine.message().awaitState(state -> state.content().equals("clicked")).buttons())
        .isEmpty();
    assertThat(imagine.message().attachments()).hasSize(1);
    assertThatThrownBy(() -> ann.click(imagine, "again")).isInstanceOf(AssertionError.class);
  }

  @Test
  void what_is_typed_is_completed() {
    assertThat(ann.autocomplete(general, "imagine", "style", "wat").choices())
        .extracting(FakeChoice::name)
        .containsExactly("wat0", "wat1", "wat2");
  }

  @Test
  void a_modal_is_opened_filled_in_and_answered_in_private() {
    FakeInteraction imagine = ann.slash(general, "imagine", Map.of("prompt", "x"));
    imagine.awaitMessage();

    FakeInteraction edit = ann.click(imagine, "edit");
    assertThat(edit.modal().fields())
        .containsExactly(new FakeModal.Field("prompt", "Prompt", "before", true, 4000));
    FakeInteraction submitted = ann.submitModal(edit, Map.of("prompt", "after"));

    assertThat(submitted.awaitMessage().content()).isEqualTo("You wrote after");
    assertThat(submitted.message().isEphemeral()).isTrue();
  }

  @Test
  void a_message_command_brings_the_message_and_its_picture() throws Exception {
    FakeAttachment photo = discord.attachment("photo.png", "image/png", png(4, 4));

    FakeInteraction command =
        ann.messageCommand(general, "Imagine from this message", "a photo", photo);

    assertThat(command.awaitMessage().content()).isEqualTo("a photo with 1 file");
  }

  @Test
  void commands_work_in_private_in_threads_and_where_only_a_person_installed_the_bot() {
    FakeChannel post = guild.thread(guild.forum("gallery"), "My pictures");
    FakeChannel elsewhere = discord.guild("Elsewhere").removeBot().textChannel("lobby");

    assertThat(ann.slash(ann.privateChannel(), "ping").awaitMessage().content()).isEqualTo("pong");
    assertThat(ann.slash(post, "ping").awaitMessage().content()).isEqualTo("pong");
    assertThat(ann.slash(elsewhere, "ping").awaitMessage().content()).isEqualTo("pong");
  }

  @Test
  void a_guild_lives_on_its_shard_and_is_not_told_to_others() {
    FakeChannel other = discord.shards(2, 2).guild("Second").textChannel("general");
    EchoBot sharded = new EchoBot();
    jda.shutdownNow();
    discord.gateway().awaitShards(0);
    ShardManager shards =
        DefaultShardManagerBuilder.createLight(discord.token(), List.of())
            .setRestConfig(new RestConfig().setBaseUrl(discord.restUrl()))
            .setSessionController(new ToTheFake())
            .setEnableShutdownHook(false)
            .addEventListeners(sharded)
            .build();
    try {
      discord.gateway().awaitShards(2);

      assertThat(ann.slash(general, "ping").awaitMessage().content()).isEqualTo("pong");
      assertThat(ann.slash(other, "ping").awaitMessage().content()).isEqualTo("pong");
      assertThat(shards.getShardById(0).getGuilds()).extracting("name").containsExactly("Atelier");
      assertThat(shards.getShardById(1).getGuilds()).extracting("name").containsExactly("Second");
    } finally {
      shards.shutdown();
    }
  }

  @Test
  void a_nonce_sent_twice_makes_one_message() {
    FakeDiscordMessage asked = ann.say(general, "please");
    Runnable post =
        () ->
            channel(general)
                .sendMessage("done")
                .setNonce("job-1")
                .setMessageReference(asked.id())
                .setAllowedMentions(List.of(Message.MentionType.USER))
                .complete();

    post.run();
    post.run();

    assertThat(general.messages()).hasSize(1);
    assertThat(general.messages().get(0).repliesTo()).hasValue(asked.id());
    assertThat(general.messages().get(0).allowedMentions().path("parse"))
        .extracting(kind -> kind.asText())
        .containsExactly("users");
    discord.nonceWindow(Duration.ZERO);
    post.run();
    assertThat(general.messages()).hasSize(2);
  }

  @Test
  void an_upload_that_is_cut_takes_no_effect_and_one_that_is_unanswered_does() throws Exception {
    ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    jda.setRequestTimeoutRetry(false);
    discord
        .faults()
        .next(Route.EDIT_ORIGINAL, DiscordFault.cut(), DiscordFault.cut(), DiscordFault.cut());
    FileUpload big = FileUpload.fromData(new byte[4 << 20], "big.png");
    assertThatThrownBy(() -> hook.editOriginalAttachments(big).complete())
        .hasStackTraceContaining("IOException");
    discord.faults().clear();
    FakeDiscordMessage message =
        discord.interactions().withToken(token(hook)).orElseThrow().message();
    assertThat(message.edits()).isEmpty();

    discord.faults().always(Route.EDIT_ORIGINAL, DiscordFault.appliedButUnanswered());
    assertThatThrownBy(() -> hook.editOriginal("arrived").complete())
        .hasStackTraceContaining("IOException");
    assertThat(message.content()).isEqualTo("arrived");
    assertThat(discord.recorder().requests(Route.EDIT_ORIGINAL))
        .allMatch(request -> request.status() == 0);
  }

  @Test
  void faults_are_met_one_request_after_the_other() throws Exception {
    ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    discord
        .faults()
        .next(
            Route.EDIT_ORIGINAL,
            DiscordFault.tooManyRequests(Duration.ofMillis(600)),
            DiscordFault.status(502),
            DiscordFault.html(500));
    assertThatThrownBy(() -> hook.editOriginal("lost").complete())
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(500));
    hook.editOriginal("at last").complete();

    assertThat(discord.recorder().requests(Route.EDIT_ORIGINAL))
        .extracting(DiscordRecordedRequest::status)
        .containsExactly(429, 502, 500, 200);
    assertThat(discord.faults().unmet(Route.EDIT_ORIGINAL)).isZero();
  }

  @Test
  void a_slow_upload_takes_its_time_and_a_late_answer_too() throws Exception {
    ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    discord
        .faults()
        .next(
            Route.EDIT_ORIGINAL,
            DiscordFault.slow(Duration.ofMillis(300)),
            DiscordFault.answeredLate(Duration.ofMillis(300)));
    hook.editOriginal("slow").complete();
    hook.editOriginal("late").complete();

    assertThat(discord.recorder().requests(Route.EDIT_ORIGINAL))
        .allMatch(request -> request.took().toMillis() >= 290);
  }

  @Test
  void too_many_requests_to_one_webhook_are_held_back_by_its_limit() throws Exception {
    discord.enforceRateLimits();
    ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    for (int edit = 0; edit < 7; edit++) {
      hook.editOriginal("edit " + edit).complete();
    }

    assertThat(discord.recorder().countWithStatus(429)).isZero();
    assertThat(discord.recorder().mostWithin(Duration.ofSeconds(4), Route.EDIT_ORIGINAL))
        .isEqualTo(5);
  }

  @Test
  void an_interaction_missed_while_the_gateway_was_down_is_replayed_once() {
    discord.gateway().refuseConnections(true);
    discord.gateway().drop(4000);
    discord.gateway().awaitShards(0);
    FakeInteraction missed = ann.slash(general, "ping");
    discord.gateway().refuseConnections(false);

    assertThat(missed.awaitMessage().content()).isEqualTo("pong");
    assertThat(discord.gateway().identifies()).isOne();
    assertThat(discord.gateway().resumes()).isOne();
    assertThat(discord.recorder().count(Route.CALLBACK)).isOne();
  }

  @Test
  void a_session_goes_on_after_an_abort_a_reconnect_and_a_resumable_invalidation() {
    discord.gateway().abort();
    awaitResumes(1);
    discord.gateway().askToReconnect();
    awaitResumes(2);
    discord.gateway().invalidateSession(true);
    awaitResumes(3);

    assertThat(ann.slash(general, "ping").awaitMessage().content()).isEqualTo("pong");
    assertThat(discord.gateway().identifies()).isOne();
  }

  @Test
  void a_session_that_cannot_be_resumed_is_begun_anew() {
    discord.gateway().refuseResume();
    discord.gateway().drop(4000);

    discord.await(
        () -> Optional.of(1).filter(one -> discord.gateway().identifies() == 2),
        () -> "The bot did not identify anew.");
    awaitGuild();
    assertThat(ann.slash(general, "ping").awaitMessage().content()).isEqualTo("pong");
    assertThat(discord.gateway().resumes()).isZero();
  }

  @Test
  void a_zombie_connection_is_noticed_and_left() {
    discord.gateway().heartbeatInterval(Duration.ofMillis(200)).askToReconnect();
    awaitResumes(1);

    discord.gateway().zombie(true);
    FakeInteraction missed = ann.slash(general, "ping");

    assertThat(missed.awaitMessage().content()).isEqualTo("pong");
    assertThat(discord.gateway().resumes()).isEqualTo(2);
  }

  @Test
  void an_interaction_delivered_twice_is_refused_the_second_time() {
    FakeInteraction once = ann.slash(general, "imagine", Map.of("prompt", "x"));
    once.awaitMessage();

    discord.gateway().deliverTwice(once);

    ErrorResponseException refused =
        discord.await(
            () ->
                Optional.ofNullable(bot.failures().poll()).map(ErrorResponseException.class::cast),
            () -> "Nothing failed.");
    assertThat(refused.getErrorResponse())
        .isEqualTo(ErrorResponse.INTERACTION_ALREADY_ACKNOWLEDGED);
  }

  @Test
  void what_is_held_back_can_arrive_in_reverse() throws Exception {
    discord.gateway().hold();
    FakeInteraction first = ann.slash(general, "imagine");
    FakeInteraction second = ann.slash(general, "imagine");
    discord.gateway().releaseInReverse();

    first.message();
    second.message();
    // Their answers are on their way side by side and may overtake each other.
    assertThat(bot.commands()).containsExactly(second.id(), first.id());
  }

  @Test
  void an_interaction_acknowledged_too_late_is_unknown() {
    discord.callbackWindow(Duration.ZERO);

    FakeInteraction late = ann.slash(general, "imagine", Map.of("prompt", "x"));

    ErrorResponseException refused =
        discord.await(
            () ->
                Optional.ofNullable(bot.failures().poll()).map(ErrorResponseException.class::cast),
            () -> "Nothing failed.");
    assertThat(refused.getErrorResponse()).isEqualTo(ErrorResponse.UNKNOWN_INTERACTION);
    assertThat(late.isAcknowledged()).isFalse();
  }

  @Test
  void an_expired_token_is_invalid_and_the_channel_still_serves() throws Exception {
    FakeInteraction imagine = ann.slash(general, "imagine", Map.of("prompt", "x"));
    InteractionHook hook = InteractionHook.from(jda, imagine.token());
    FakeDiscordMessage message = imagine.awaitMessage();
    hook.editOriginal("from a new process").complete();

    discord.expireTokens();

    assertRefused(() -> hook.editOriginal("late").complete(), 50027);
    channel(general).editMessageById(message.id(), "through the channel").complete();
    assertThat(message.content()).isEqualTo("through the channel");
  }

  @Test
  void a_follow_up_takes_the_place_of_a_deferred_answer_and_the_next_does_not() throws Exception {
    FakeInteraction imagine = ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    hook.sendMessage("first").complete();
    hook.sendMessage("second").setEphemeral(true).complete();

    assertThat(imagine.awaitMessage().content()).isEqualTo("first");
    FakeDiscordMessage second = imagine.awaitFollowup(message -> true);
    assertThat(second.isEphemeral()).isTrue();
    assertThat(imagine.followups()).hasSize(1);
    assertRefused(() -> channel(general).editMessageById(second.id(), "?").complete(), 10008);
    hook.deleteMessageById(second.id()).complete();
    assertThat(second.isDeleted()).isTrue();
  }

  @Test
  void what_people_deleted_is_unknown() {
    channel(general).sendMessage("going").complete();
    FakeDiscordMessage post = general.messages().get(0);

    post.delete();
    assertRefused(() -> channel(general).editMessageById(post.id(), "?").complete(), 10008);

    GuildMessageChannel gone = channel(general);
    general.delete();
    assertRefused(() -> gone.sendMessage("anyone?").complete(), 10003);
  }

  @Test
  void permissions_agree_between_the_world_and_what_jda_believes() {
    general.denyBot(Permission.MESSAGE_ATTACH_FILES);
    discord.await(
        () -> Optional.of(1).filter(one -> !selfMay(Permission.MESSAGE_ATTACH_FILES)),
        () -> "JDA did not learn of the permission.");
    assertThat(selfMay(Permission.MESSAGE_SEND)).isTrue();
    assertThat(ann.slash(general, "ping").payload().path("app_permissions").asLong())
        .isEqualTo(Permission.getRaw(guildChannelPermissions()));

    FakeChannel hidden = guild.textChannel("staff").denyBot(Permission.VIEW_CHANNEL);
    assertThat(refusal("channels/" + hidden.id() + "/messages", "{\"content\": \"?\"}"))
        .contains("50001");
    FakeChannel mute = guild.textChannel("news").denyBot(Permission.MESSAGE_SEND);
    assertThat(refusal("channels/" + mute.id() + "/messages", "{\"content\": \"?\"}"))
        .contains("50013");
  }

  @Test
  void a_person_who_blocks_the_bot_cannot_be_written_to() {
    ann.blockBot();

    assertRefused(
        () ->
            jda.openPrivateChannelById(ann.id())
                .flatMap(channel -> channel.sendMessage("hello"))
                .complete(),
        50007);

    ann.unblockBot();
    jda.openPrivateChannelById(ann.id())
        .flatMap(channel -> channel.sendMessage("hello"))
        .complete();
    assertThat(ann.privateChannel().messages()).hasSize(1);
  }

  @Test
  void messages_that_the_real_one_refuses_are_refused() {
    String send = "channels/" + general.id() + "/messages";
    assertThat(refusal(send, "{\"content\": \"" + "x".repeat(2001) + "\"}")).contains("50035");
    assertThat(refusal(send, "{\"content\": \"\"}")).contains("50006");
    assertThat(refusal(send, "{")).contains("50109");
    assertThat(refusal(send, rows(button("a", "x".repeat(101))))).contains("BASE_TYPE_BAD_LENGTH");
    assertThat(refusal(send, rows(button("a", "same") + "," + button("b", "same"))))
        .contains("COMPONENT_CUSTOM_ID_DUPLICATED");
    assertThat(refusal(send, rows("{\"type\": 99}"))).contains("50035");
    String six =
        String.join(",", IntStream.range(0, 6).mapToObj(n -> button("a", "b" + n)).toList());
    assertThat(refusal(send, rows(six))).contains("Must be between 1 and 5");
    assertThat(refusal(send, "{\"content\": \"x\", \"nonce\": \"" + "n".repeat(26) + "\"}"))
        .contains("nonce");
    assertThat(refusal(send, "{\"attachments\": [{\"id\": \"7\"}]}"))
        .contains("INVALID_ATTACHMENT_ID");
    assertThat(general.messages()).isEmpty();
  }

  @Test
  void a_file_beyond_the_limit_is_refused() throws Exception {
    discord.attachmentSizeLimit(1000);
    ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();

    FileUpload large = FileUpload.fromData(new byte[1001], "large.png");
    assertRefused(() -> hook.editOriginalAttachments(large).complete(), 40005);
    FileUpload small = FileUpload.fromData(new byte[1000], "small.png");
    hook.editOriginalAttachments(small).complete();
  }

  @Test
  void an_edit_keeps_the_attachments_that_it_names_and_drops_the_others() throws Exception {
    FakeInteraction imagine = ann.slash(general, "imagine");
    InteractionHook hook = bot.takeHook();
    Message sent =
        hook.editOriginalAttachments(
                FileUpload.fromData(new byte[] {1}, "one.png"),
                FileUpload.fromData(new byte[] {2}, "two.png"))
            .complete();

    hook.editOriginalAttachments(
            sent.getAttachments().get(1), FileUpload.fromData(new byte[] {3}, "three.png"))
        .complete();

    assertThat(imagine.message().attachments())
        .extracting(FakeAttachment::filename)
        .containsExactlyInAnyOrder("two.png", "three.png");
  }

  @Test
  void people_can_send_only_what_a_command_takes() {
    jda.updateCommands()
        .addCommands(
            Commands.slash("limit", "Bounds what is drawn")
                .setContexts(InteractionContextType.GUILD)
                .setDefaultPermissions(
                    DefaultMemberPermissions.enabledFor(Permission.MODERATE_MEMBERS))
                .addSubcommands(
                    new SubcommandData("count", "How many")
                        .addOptions(
                            new OptionData(OptionType.INTEGER, "most", "At most", true)
                                .setRequiredRange(1, 9),
                            new OptionData(OptionType.MENTIONABLE, "target", "Whom"),
                            new OptionData(OptionType.CHANNEL, "channel", "Where")
                                .setChannelTypes(ChannelType.TEXT),
                            new OptionData(OptionType.STRING, "mode", "How")
                                .addChoice("on", "on"))))
        .complete();
    FakeDiscordUser mod = discord.user("mod");
    mod.give(guild.role("moderators", Permission.MODERATE_MEMBERS));

    Map<String, Object> options =
        Map.of("most", 3, "target", ann, "channel", general, "mode", "on");
    FakeInteraction sent = mod.slash(general, "limit count", options);
    assertThat(sent.payload().at("/data/options/0/name").asText()).isEqualTo("count");
    assertThat(sent.payload().at("/data/options/0/options").findValuesAsText("type"))
        .containsExactlyInAnyOrder("3", "4", "7", "9");
    assertThat(sent.payload().at("/data/resolved/members/" + ann.id()).isMissingNode()).isFalse();
    cannotBeSent("is not shown", () -> ann.slash(general, "limit count", Map.of("most", 3)));
    cannotBeSent(
        "is not shown", () -> mod.slash(mod.privateChannel(), "limit count", Map.of("most", 3)));
    cannotBeSent("is not listed", () -> mod.slash(general, "quota"));
    cannotBeSent("without a subcommand", () -> mod.slash(general, "limit"));
    cannotBeSent("no such subcommand", () -> mod.slash(general, "limit none"));
    cannotBeSent("requires", () -> mod.slash(general, "limit count"));
    cannotBeSent("of type 4", () -> mod.slash(general, "limit count", Map.of("most", "3")));
    cannotBeSent("as far as", () -> mod.slash(general, "limit count", Map.of("most", 10)));
    cannotBeSent(
        "no choice", () -> mod.slash(general, "limit count", Map.of("most", 3, "mode", "off")));
    cannotBeSent(
        "no option", () -> mod.slash(general, "limit count", Map.of("most", 3, "who", ann)));
    FakeChannel thread = guild.thread(general, "apples");
    cannotBeSent(
        "no channel",
        () -> mod.slash(general, "limit count", Map.of("most", 3, "channel", thread)));
    guild.showAllCommands();
    ann.slash(general, "limit count", Map.of("most", 3));
  }

  private static void cannotBeSent(String why, ThrowingCallable act) {
    assertThatThrownBy(act).isInstanceOf(AssertionError.class).hasMessageContaining(why);
  }

  @Test
  void commands_are_kept_if_they_are_valid() {
    jda.updateCommands()
        .addCommands(
            Commands.slash("imagine", "Makes a picture")
                .addOption(OptionType.STRING, "prompt", "What to show", true),
            Commands.message("Imagine from this message"))
        .complete();
    assertThat(discord.commands()).hasSize(2);
    assertThat(ann.slash(general, "imagine", Map.of("prompt", "x")).payload().at("/data/id"))
        .isEqualTo(discord.commands().at("/0/id"));

    String path = "applications/" + discord.bot().id() + "/commands";
    String optional = "{\"name\": \"a\", \"description\": \"d\", \"type\": 3}";
    String required = "{\"name\": \"b\", \"description\": \"d\", \"type\": 3, \"required\": true}";
    assertThat(refusal("PUT", path, command("\"options\": [" + optional + "," + required + "]")))
        .contains("REQUIRED_INVALID");
    assertThat(refusal("PUT", path, command("\"name\": \"Upper\""))).contains("INVALID_NAME");
    assertThat(refusal("PUT", path, command("\"description\": \"\""))).contains("description");
    assertThat(refusal("PUT", path, command("\"name_localizations\": {\"en\": \"x\"}")))
        .contains("is not a locale");
    assertThat(discord.commands()).hasSize(2);
  }

  @Test
  void a_wrong_token_is_unauthorized_and_what_exists_can_be_asked_for() throws Exception {
    assertThatThrownBy(() -> builder("another.token").build())
        .isInstanceOf(InvalidTokenException.class);

    discord.clockSkew(Duration.ofHours(1));
    HttpResponse<byte[]> self = request("GET", "users/@me", "");
    assertThat(self.statusCode()).isEqualTo(200);
    assertThat(self.headers().firstValue("Date")).isPresent();
    assertThat(request("GET", "applications/@me", "").statusCode()).isEqualTo(200);
    assertThat(request("GET", "channels/" + general.id(), "").statusCode()).isEqualTo(200);
    assertThat(request("GET", "channels/1", "").statusCode()).isEqualTo(404);
    assertThat(request("GET", "nowhere", "").statusCode()).isEqualTo(404);
  }

  @Test
  @Tag("slow")
  void five_hundred_interactions_at_once_are_all_served() {
    // Whether all are served is the question, not how fast the machine is.
    discord.callbackWindow(Duration.ofSeconds(30));
    List<FakeInteraction> all = new ArrayList<>();
    for (int number = 0; number < 500; number++) {
      all.add(ann.slash(general, "imagine", Map.of("prompt", "picture " + number)));
    }
    discord.patience(Duration.ofSeconds(30));

    for (int number = 0; number < 500; number++) {
      assertThat(all.get(number).awaitMessage().content()).isEqualTo("picture " + number);
    }
    assertThat(discord.recorder().countWithStatus(200)).isGreaterThanOrEqualTo(1000);
  }

  private GuildMessageChannel channel(FakeChannel channel) {
    return jda.getChannelById(GuildMessageChannel.class, channel.id());
  }

  private boolean selfMay(Permission permission) {
    return jda.getGuildById(guild.id()).getSelfMember().hasPermission(channel(general), permission);
  }

  private EnumSet<Permission> guildChannelPermissions() {
    return jda.getGuildById(guild.id()).getSelfMember().getPermissions(channel(general));
  }

  private void awaitGuild() {
    discord.await(
        () -> Optional.ofNullable(jda.getGuildById(guild.id())),
        () -> "JDA does not know the guild.");
  }

  private void awaitResumes(int count) {
    discord.await(
        () -> Optional.of(count).filter(it -> discord.gateway().resumes() == count),
        () -> "Resumed " + discord.gateway().resumes() + " times.");
    discord.gateway().awaitShards(1);
    discord.await(
        () -> Optional.of(jda).filter(it -> it.getStatus() == JDA.Status.CONNECTED),
        () -> "JDA is " + jda.getStatus());
  }

  private static void assertRefused(ThrowingCallable request, int code) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            ErrorResponseException.class,
            refused -> assertThat(refused.getErrorCode()).isEqualTo(code));
  }

  private static String token(InteractionHook hook) {
    return hook.getInteraction().getToken();
  }

  private static String rows(String components) {
    return "{\"components\": [{\"type\": 1, \"components\": [" + components + "]}]}";
  }

  private static String button(String label, String customId) {
    return "{\"type\": 2, \"style\": 1, \"label\": \"%s\", \"custom_id\": \"%s\"}"
        .formatted(label, customId);
  }

  private static String command(String override) {
    return "[{\"name\": \"a\", \"description\": \"d\", " + override + "}]";
  }

  private String refusal(String path, String body) {
    return refusal("POST", path, body);
  }

  private String refusal(String method, String path, String body) {
    HttpResponse<byte[]> answer = request(method, path, body);
    assertThat(answer.statusCode()).isBetween(400, 499);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> request(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(discord.restUrl() + path))
            .header("Authorization", "Bot " + discord.token())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request);
  }

  private static HttpResponse<byte[]> get(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  private static HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }
}
