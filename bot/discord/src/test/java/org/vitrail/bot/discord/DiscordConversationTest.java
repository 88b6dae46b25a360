package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.press;
import static org.vitrail.bot.discord.DiscordTestBot.saidAlone;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.dv8tion.jda.api.Permission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeChoice;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.Keep;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see who speak with the bot. */
class DiscordConversationTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** One for all: each test has a server and people of its own, over an emptied Redis. */
  private static DiscordTestBot bot;

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = DiscordTestBot.open(REDIS.url());
    }
    bot.amongOthers();
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en-US | Drawing | best first | Again | Cancel | Enlarged in | will stop",
        "ru | Рисую | лучшие впереди | Ещё раз | Отменить | Увеличено | остановится"
      })
  void a_prompt_becomes_a_grid_that_is_enlarged_varied_cancelled_and_remembered(
      String locale,
      String drawing,
      String done,
      String again,
      String cancel,
      String enlarged,
      String willStop) {
    FakeDiscordUser eve = bot.discord.user("eve", locale);
    FakeInteraction imagine = bot.imagine(eve, "a red apple --seed 7");
    assertThat(imagine.acknowledgedAfter()).isLessThan(Duration.ofSeconds(1));

    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 32, 1);
    imagine.awaitMessage(it -> it.text().contains(drawing) && !it.attachments().isEmpty());
    assertThat(imagine.message().button(cancel)).isNotNull();
    bot.worker().finish(job);
    FakeDiscordMessage message = grid(imagine);
    message.awaitState(has("U9"));
    assertThat(message.text()).contains("a red apple", done, job.job().id(), " 7 ");
    assertThat(message.attachments()).hasSize(1);
    assertThat(bot.general.allMessages()).hasSize(1);

    FakeInteraction up = press(eve, message, "U2");
    assertThat(bot.drawNext().job().task()).isInstanceOf(ImageTask.Upscale.class);
    up.awaitMessage(it -> it.text().contains(enlarged) && !it.attachments().isEmpty());

    FakeInteraction vary = press(eve, message, "V3");
    String varied = bot.drawNext().job().id();
    grid(vary);

    FakeInteraction third = press(eve, message, again);
    third.awaitMessage(it -> has(cancel).test(it.state()));
    ClaimedJob running = bot.worker().take();
    FakeInteraction stop = press(eve, third.message(), cancel);
    stop.awaitFollowup(it -> it.text().contains(willStop) && it.isEphemeral());
    assertThat(bot.worker().cancelIfAsked(running)).isTrue();
    third.awaitMessage(it -> !has(cancel).test(it.state()));

    FakeInteraction history = eve.slash(bot.general, "history");
    history.awaitMessage(
        it -> it.text().contains(varied) && it.text().contains(job.job().id()) && it.isEphemeral());
  }

  /** The job of a request of Ann's whose pictures are there. */
  private String drawn() {
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    String id = bot.drawNext().job().id();
    grid(imagine);
    return id;
  }

  @Test
  void a_picture_is_enlarged_as_chosen_with_a_bar_and_stopped_by_its_button() {
    String id = drawn();

    FakeInteraction up =
        bot.ann.slash(
            bot.general, "upscale", Map.of("job", id, "picture", 3, "factor", 8, "denoise", 0.5));
    ClaimedJob job = bot.worker().take();
    assertThat(job.job().task())
        .isEqualTo(new ImageTask.Upscale(id, 3, OptionalInt.of(8), OptionalDouble.of(.5)));
    bot.worker().enlarge(job, 50);
    up.awaitMessage(it -> it.text().contains("▰▰▰▰▱▱▱▱▱▱ 48 %") && has("Cancel").test(it.state()));

    press(bot.ann, up.message(), "Cancel").awaitFollowup(it -> it.isEphemeral());
    assertThat(bot.worker().cancelIfAsked(job)).isTrue();
    up.awaitMessage(it -> it.text().contains("Cancelled"));

    FakeInteraction again =
        bot.ann.slash(bot.general, "upscale", Map.of("job", id, "picture", 3, "factor", 2));
    bot.drawNext();
    again.awaitMessage(it -> it.text().contains("Enlarged ×2 in") && !it.attachments().isEmpty());
  }

  @Test
  void a_sticker_is_a_file_with_alpha() {
    String id = drawn();

    FakeInteraction made = bot.ann.slash(bot.general, "sticker", Map.of("job", id, "picture", 2));
    ClaimedJob job = bot.drawNext();

    made.awaitMessage(it -> it.text().contains("Sticker ready") && it.attachments().size() == 1);
    assertThat(job.job().task()).isEqualTo(new ImageTask.Sticker(id, 2));
    assertThat(made.message().attachments().get(0).filename()).isEqualTo(job.job().id() + ".webp");
    assertThat(made.message().attachments().get(0).bytes()).isEqualTo(TestPictures.sticker());
  }

  @Test
  void a_film_comes_with_the_pictures_that_it_was_asked_for_with() {
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple --video");
    String id = bot.drawNext().job().id();

    imagine.awaitMessage(it -> it.attachments().size() == 2);
    assertThat(imagine.message().attachments().get(1).filename()).isEqualTo(id + ".mp4");
    assertThat(imagine.message().attachments().get(1).bytes()).isEqualTo(TestPictures.film());
    assertThat(has("Film")).rejects(imagine.message().state());
  }

  @Test
  void a_film_that_was_kept_is_shown_by_its_button_and_by_its_command() {
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    ClaimedJob job = bot.worker().take();
    bot.worker().finishFilmed(job);
    FakeDiscordMessage message = grid(imagine);
    message.awaitState(has("Film"));

    FakeInteraction pressed = press(bot.bob, message, "Film");
    FakeInteraction typed = bot.bob.slash(bot.general, "film", Map.of("job", job.job().id()));

    for (FakeInteraction asked : List.of(pressed, typed)) {
      asked.awaitMessage(it -> it.attachments().size() == 1 && it.text().contains("a red apple"));
      assertThat(asked.message().attachments().get(0).bytes()).isEqualTo(TestPictures.film());
    }
  }

  @Test
  void commands_are_listed_with_what_they_do_in_each_language() {
    await().until(() -> !bot.discord.commands().isEmpty());

    assertThat(bot.discord.commands()).hasSize(CommandSpec.values().length + 1);
    JsonNode imagine = null;
    for (JsonNode command : bot.discord.commands()) {
      imagine = command.path("name").asText().equals("imagine") ? command : imagine;
    }
    assertThat(imagine.path("description_localizations").path("ru").asText())
        .isEqualTo(bot.instance.messages().text("ru", "command.imagine.about"));
    assertThat(imagine.path("description_localizations").path("zh-CN").asText())
        .isEqualTo(bot.instance.messages().text("zh", "command.imagine.about"));
    assertThat(imagine.path("options")).hasSizeGreaterThan(9);
    JsonNode upscale = command("upscale");
    assertThat(upscale.path("options")).hasSize(4);
    assertThat(upscale.path("options").get(2).path("choices").get(1).path("value").asInt())
        .isEqualTo(4);
    assertThat(upscale.path("options").get(3).path("max_value").asDouble()).isEqualTo(1);
  }

  private JsonNode command(String name) {
    for (JsonNode command : bot.discord.commands()) {
      if (command.path("name").asText().equals(name)) {
        return command;
      }
    }
    throw new AssertionError("There is no command " + name);
  }

  @Test
  void styles_models_and_jobs_are_proposed_while_typing() {
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "style", "stain").choices())
        .extracting(FakeChoice::value)
        .contains("stained-glass");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "model", "").choices())
        .extracting(FakeChoice::value)
        .contains("bundled");
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
    String id = bot.drawNext().job().id();
    grid(imagine);
    assertThat(bot.ann.autocomplete(bot.general, "show", "job", "").choices())
        .extracting(FakeChoice::value)
        .contains(id);
  }

  @Test
  void a_prompt_goes_on_with_what_the_model_knows_behind_what_is_typed() {
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "prompt", "").choices())
        .extracting(FakeChoice::value)
        .contains("a fox in the snow");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "prompt", "Two CAS").choices())
        .extracting(FakeChoice::value)
        .containsExactly("Two CAS", "Two castle");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "prompt", "a cat").choices())
        .extracting(FakeChoice::value)
        .startsWith("a cat")
        .contains("a cat on the grass");
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "prompt", "x".repeat(101)).choices())
        .isEmpty();
  }

  @Test
  void who_asks_for_help_may_be_surprised() {
    FakeInteraction help = bot.ann.slash(bot.general, "help", Map.of());
    FakeDiscordMessage last =
        await()
            .until(
                () ->
                    Stream.concat(Stream.ofNullable(help.message()), help.followups().stream())
                        .filter(it -> !it.buttons().isEmpty())
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();

    FakeInteraction surprise = bot.ann.click(last, last.button("Surprise me").customId());
    ClaimedJob job = bot.drawNext();
    assertThat(SampleCommands.PROPOSALS.prompts())
        .contains(job.job().task().asDraw().orElseThrow().prompt());
    grid(surprise);
  }

  @Test
  void all_options_reach_the_job() {
    bot.ann.slash(
        bot.general,
        "imagine",
        Map.of(
            "prompt",
            "a red apple",
            "count",
            4,
            "seed",
            "12345678901",
            "temperature",
            0.5,
            "guidance",
            7.5,
            "top-k",
            64,
            "style",
            "watercolour",
            "model",
            "bundled"));

    ImageTask.Draw task = (ImageTask.Draw) bot.drawNext().job().task();
    assertThat(task.imageCount()).isEqualTo(4);
    assertThat(task.toString()).contains("12345678901", "0.5", "7.5", "64");
  }

  @Test
  void a_message_of_anybody_becomes_a_prompt_by_its_menu() {
    FakeInteraction imagine =
        bot.bob.messageCommand(bot.general, "Imagine from this message", "a **lighthouse** at sea");

    ClaimedJob job = bot.drawNext();

    assertThat(((ImageTask.Draw) job.job().task()).prompt()).isEqualTo("a lighthouse at sea");
    grid(imagine);
  }

  @Test
  void options_of_other_bots_are_left_out_of_such_a_message_and_told_alone() {
    FakeInteraction imagine =
        bot.bob.messageCommand(
            bot.general, "Imagine from this message", "a castle --chaos 20 --count 2 --v 6");

    ImageTask.Draw task = (ImageTask.Draw) bot.drawNext().job().task();

    assertThat(task.prompt()).isEqualTo("a castle");
    assertThat(task.imageCount()).isEqualTo(2);
    grid(imagine);
    imagine.awaitFollowup(
        it -> it.isEphemeral() && it.text().replace("\\", "").contains("--chaos 20 --v 6"));
  }

  @Test
  void a_form_for_another_prompt_draws_no_option_as_a_word() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();
    FakeInteraction form = press(bot.ann, grid(first), "Edit prompt");

    FakeInteraction second =
        bot.ann.submitModal(
            form, Map.of(form.modal().fields().get(0).customId(), "a green pear --seed 7"));

    second.awaitFollowup(it -> it.isEphemeral() && it.text().contains("takes the prompt alone"));
  }

  @Test
  void a_prompt_is_edited_in_a_form_before_it_is_drawn_again() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();
    FakeInteraction form = press(bot.ann, grid(first), "Edit prompt");
    assertThat(form.modal().fields().get(0).value()).isEqualTo("a red apple");

    FakeInteraction second =
        bot.ann.submitModal(form, Map.of(form.modal().fields().get(0).customId(), "a green pear"));
    ClaimedJob job = bot.drawNext();

    assertThat(((ImageTask.Draw) job.job().task()).prompt()).isEqualTo("a green pear");
    grid(second);
  }

  @Test
  void a_copy_goes_into_the_private_chat_and_a_closed_one_is_explained() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();
    FakeDiscordMessage grid = grid(first);

    press(bot.bob, grid, "Copy for me").awaitMessage(it -> it.text().contains("private chat"));
    assertThat(bot.bob.privateChannel().awaitMessage(it -> true).attachments()).hasSize(1);
    FakeDiscordUser closed = bot.discord.user("closed").blockBot();
    press(closed, grid, "Copy for me").awaitMessage(it -> it.text().contains("may not write"));
  }

  @Test
  void only_the_owner_cancels_and_deletes() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    first.awaitMessage(it -> has("Cancel").test(it.state()));
    press(bot.bob, first.message(), "Cancel")
        .awaitFollowup(it -> it.text().contains("Only the person") && it.isEphemeral());
    bot.drawNext();
    FakeDiscordMessage grid = grid(first);
    press(bot.bob, grid, "Delete").awaitFollowup(it -> it.text().contains("somebody else"));
    assertThat(grid.isDeleted()).isFalse();

    press(bot.ann, grid, "Delete");
    grid.awaitDeletion();
  }

  @Test
  void a_button_that_was_not_made_here_explains_itself() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();
    FakeDiscordMessage grid = grid(first);

    saidAlone(bot.bob.clickAnyway(grid, "1u1.forged.AAAAAAAAAAA"), "too old");
    bot.bob
        .clickAnyway(grid, "something else")
        .awaitMessage(it -> it.text().contains("too old") && it.isEphemeral());
  }

  @Test
  void buttons_of_before_a_restart_still_work_for_others_too() {
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.drawNext();
    FakeDiscordMessage grid = grid(first);
    bot.stop();
    bot.start();

    FakeInteraction up = press(bot.bob, grid, "U1");
    bot.drawNext();

    up.awaitMessage(it -> it.text().contains("Enlarged"));
  }

  @Test
  void a_private_request_is_seen_by_its_person_alone() {
    FakeInteraction imagine =
        bot.ann.slash(bot.general, "imagine", Map.of("prompt", "a red apple", "private", true));
    String id = bot.drawNext().job().id();

    assertThat(imagine.deferredEphemeral()).isTrue();
    assertThat(grid(imagine).isEphemeral()).isTrue();
    saidAlone(bot.bob.slash(bot.general, "show", Map.of("job", id)), "There is no job");

    FakeInteraction again = bot.ann.slash(bot.general, "again", Map.of("job", id));
    bot.drawNext();
    again.awaitFollowup(it -> it.isEphemeral() && it.text().contains("private chat"));
    bot.ann.privateChannel().awaitMessage(it -> DiscordTestBot.isGrid(it.state()));
    assertThat(bot.general.messages()).noneMatch(it -> !it.attachments().isEmpty());
  }

  @Test
  void a_mistake_is_explained_to_its_maker_alone() {
    FakeInteraction imagine =
        bot.ann.slash(bot.general, "imagine", Map.of("prompt", "a cat", "count", 77));

    imagine.awaitMessage(it -> it.text().contains("77") && it.isEphemeral());
    assertThat(bot.instance.askedFor()).isZero();
  }

  @Test
  void markup_and_mentions_in_a_prompt_do_nothing() {
    String prompt = "**bold** @everyone <@1> `code` # title";
    FakeInteraction imagine = bot.imagine(bot.ann, prompt);
    bot.drawNext();
    FakeDiscordMessage grid = grid(imagine);

    assertThat(grid.text()).contains("\\*\\*bold\\*\\*").doesNotContain("**bold**");
    assertThat(grid.allowedMentions().path("parse")).isEmpty();
    assertThat(grid.allowedMentions().has("parse")).isTrue();
  }

  @Test
  void a_picture_goes_through_a_codec_and_comes_back() {
    FakeAttachment photo =
        bot.discord.attachment("apple.png", "image/png", TestPictures.one("apple", 1, 64));

    FakeInteraction made =
        bot.ann.slash(bot.general, "reconstruct", Map.of("image", photo, "codec", "bundled"));
    ClaimedJob job = bot.drawNext();

    assertThat(job.job().task()).isEqualTo(new ImageTask.Reconstruct("bundled"));
    assertThat(bot.instance.images().get(job.job().id(), "init.png")).isPresent();
    made.awaitMessage(
        it -> it.text().contains("Put through the codec in") && it.attachments().size() == 1);
    saidAlone(
        bot.ann.slash(bot.general, "reconstruct", Map.of("image", photo, "codec", "dall-f")),
        "There is no codec");
  }

  @Test
  void a_picture_to_begin_from_is_read_and_what_is_none_is_refused() {
    FakeAttachment picture =
        bot.discord.attachment("apple.png", "image/png", TestPictures.one("apple", 1, 64));
    FakeInteraction imagine =
        bot.ann.slash(
            bot.general,
            "imagine",
            Map.of("prompt", "an apple", "image", picture, "keep", "left 30%, up 3"));
    ClaimedJob job = bot.drawNext();
    grid(imagine);
    assertThat(bot.instance.images().get(job.job().id(), "init.png")).isPresent();
    assertThat(job.job().task().asDraw().orElseThrow().beginFrom().keep())
        .contains(Keep.read("up 3 left 30%"));
    assertThat(bot.ann.autocomplete(bot.general, "imagine", "keep", "").choices())
        .extracting(FakeChoice::value)
        .containsExactly("up", "down", "left", "right", "border");
    saidAlone(
        bot.ann.slash(bot.general, "imagine", Map.of("prompt", "an apple", "keep", "up")),
        "There is no picture that something could be kept of.");

    saidAlone(
        bot.ann.slash(
            bot.general, "imagine", Map.of("prompt", "an apple", "target-image", picture)),
        "draws towards words and no picture");

    FakeAttachment text = bot.discord.attachment("apple.png", "image/png", "no picture".getBytes());
    saidAlone(
        bot.ann.slash(bot.general, "imagine", Map.of("prompt", "an apple", "image", text)),
        "PNG, JPEG, WebP or GIF");
    FakeAttachment gone =
        bot.discord.attachment("b.png", "image/png", TestPictures.one("b", 1, 64));
    bot.discord.expire(gone);
    saidAlone(
        bot.ann.slash(bot.general, "imagine", Map.of("prompt", "an apple", "image", gone)),
        "could not be fetched");
  }

  @Test
  void a_channel_where_the_bot_may_not_attach_files_is_told_before_any_work() {
    bot.general.denyBot(Permission.MESSAGE_ATTACH_FILES);
    FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");

    saidAlone(imagine, "Attach Files");
    assertThat(bot.instance.askedFor()).isZero();
  }

  @Test
  void whoever_manages_the_server_chooses_its_language() {
    FakeInteraction refused = bot.ann.slash(bot.general, "language", Map.of("language", "ru"));
    refused.awaitMessage(it -> it.text().contains("Only moderators"));
    bot.guild
        .owner()
        .slash(bot.general, "language", Map.of("language", "ru"))
        .awaitMessage(it -> it.text().matches("(?s).*[а-я]{4}.*"));
    bot.ann.slash(bot.general, "queue").awaitMessage(it -> it.text().matches("(?s).*[а-я]{4}.*"));
  }

  @Tag("slow")
  @Test
  void in_a_private_chat_everything_works_as_well() {
    FakeInteraction imagine =
        bot.ann.slash(bot.ann.privateChannel(), "imagine", Map.of("prompt", "a red apple"));
    bot.drawNext();

    assertThat(grid(imagine).attachments()).hasSize(1);
  }

  @Test
  void in_a_thread_everything_works_as_well() {
    FakeChannel thread = bot.guild.thread(bot.general, "apples");
    FakeInteraction imagine = bot.ann.slash(thread, "imagine", Map.of("prompt", "a red apple"));
    bot.drawNext();

    assertThat(grid(imagine).channel()).isEqualTo(thread);
  }
}
