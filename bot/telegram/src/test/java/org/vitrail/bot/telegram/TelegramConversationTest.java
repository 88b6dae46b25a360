package org.vitrail.bot.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
import org.vitrail.bot.testing.telegram.BotCommands.Command;
import org.vitrail.bot.testing.telegram.Click;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.FakeTopic;
import org.vitrail.bot.testing.telegram.KeyboardButton;
import org.vitrail.bot.testing.telegram.Right;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.bot.testing.telegram.TelegramFaults;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see who write to the bot. */
@Tag("slow")
class TelegramConversationTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  /** One for all: each test has people and groups of its own, over an emptied Redis. */
  private static TelegramTestBot bot;

  @BeforeEach
  void open() {
    if (bot == null) {
      bot = TelegramTestBot.open(REDIS.url());
    }
    bot.worker().ready();
  }

  @AfterAll
  static void close() {
    bot.close();
  }

  /** Another one, in a database of its own, for what is about all that there is. */
  private static TelegramTestBot alone() {
    return TelegramTestBot.open(REDIS.url() + "/1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | Drawing | pictures in | Again | Cancel | Enlarged in | will stop | a red apple",
        "ru | Рисую | лучшие впереди | Ещё раз | Отменить | Увеличено | остановится | a red apple"
      })
  void a_prompt_becomes_a_grid_that_is_enlarged_varied_cancelled_and_remembered(
      String language,
      String drawing,
      String done,
      String again,
      String cancel,
      String enlarged,
      String willStop,
      String prompt) {
    FakeTelegramUser ann = bot.telegram.user("Ann", language);
    ann.says("/imagine " + prompt + " --seed 7");

    FakeTelegramMessage message = ann.chat().awaitMessage(hasButton(cancel));
    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 32, 1);
    message.awaitText(drawing);
    message.awaitPhoto();
    bot.worker().finish(job);

    message.await(hasButton("U9"));
    assertThat(message.text()).contains(prompt, done, "seed 7".substring(5), job.job().id());
    assertThat(message.buttons().get(message.buttons().size() - 2))
        .extracting(KeyboardButton::text)
        .contains(again);
    assertThat(message.replyToId()).isNotZero();
    assertThat(ann.chat().botMessages()).hasSize(1);

    assertThat(ann.clicks(message, "U2").answeredAfter()).isLessThan(Duration.ofSeconds(1));
    assertThat(bot.drawNext().job().task()).isInstanceOf(ImageTask.Upscale.class);
    ann.chat().awaitMessage(it -> it.hasPhoto() && it.text().contains(enlarged));

    ann.clicks(message, "V3");
    ClaimedJob vary = bot.drawNext();
    ann.chat().awaitMessage(it -> it.text().contains(vary.job().id()) && hasButton("V1").test(it));

    ann.clicks(message, again);
    FakeTelegramMessage third =
        ann.chat().awaitMessage(it -> hasButton(cancel).test(it) && it.id() > message.id());
    ClaimedJob running = bot.worker().take();
    Click stop = ann.clicks(third, cancel);
    assertThat(stop.answerText()).contains(willStop);
    assertThat(bot.worker().cancelIfAsked(running)).isTrue();
    third.await(
        it -> it.buttons().stream().flatMap(List::stream).noneMatch(b -> b.text().equals(cancel)));

    ann.says("/history");
    ann.chat()
        .awaitMessage(
            it -> it.text().contains(vary.job().id()) && it.text().contains(job.job().id()));
  }

  @Test
  void a_picture_is_enlarged_as_typed_with_a_bar_and_a_wrong_factor_is_asked_about() {
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says("a red apple");
    String id = bot.drawNext().job().id();
    ann.chat().awaitPhoto();

    ann.says("/upscale " + id + " 2 huge");
    ann.chat().awaitMessage(it -> it.text().contains("huge is no factor; give 2, 4 or 8"));
    ann.says("/upscale " + id + " 2 x8 —denoise 0,5");
    ClaimedJob job = bot.worker().take();
    assertThat(job.job().task())
        .isEqualTo(new ImageTask.Upscale(id, 2, OptionalInt.of(8), OptionalDouble.of(.5)));
    bot.worker().enlarge(job, 50);
    ann.chat().awaitMessage(it -> it.text().contains("▰▰▰▰▱▱▱▱▱▱ 48 %"));
    bot.worker().finish(job);
    ann.chat().awaitMessage(it -> it.hasPhoto() && it.text().contains("Enlarged ×8 in"));
  }

  private static final String LEFT_OUT = "Left out of that message, as it means nothing here: ";

  @Test
  void in_a_private_chat_every_message_is_a_prompt() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.says("a blue car");

    bot.drawNext();

    assertThat(bob.chat().awaitPhoto().text()).contains("a blue car");
  }

  @Test
  void in_a_group_only_commands_and_mentions_are_answered() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bot.telegram.turnsPrivacyModeOff();
    bob.says(group, "lovely weather today");
    bob.says(group, "/imagine@other_bot a cat");
    bob.says(group, "@" + bot.telegram.botUserName() + " a green star");

    ClaimedJob job = bot.drawNext();
    group.awaitMessage(hasButton("U1"));

    assertThat(((ImageTask.Draw) job.job().task()).prompt()).isEqualTo("a green star");
    assertThat(group.botMessages()).hasSize(1);
  }

  @Test
  void a_reply_takes_the_message_replied_to_as_its_prompt() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeTelegramMessage said = ann.says(group, "a lighthouse in the fog").message();
    bot.telegram.user("Bob").replies(said, "/imagine");

    assertThat(((ImageTask.Draw) bot.drawNext().job().task()).prompt())
        .isEqualTo("a lighthouse in the fog");
  }

  @Test
  void options_of_other_bots_in_the_message_replied_to_are_left_out() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeTelegramMessage said = ann.says(group, "a castle —chaos 20 --count 2 --v 6").message();
    bot.telegram.user("Bob").replies(said, "/imagine");

    ImageTask.Draw task = (ImageTask.Draw) bot.drawNext().job().task();
    assertThat(task.prompt()).isEqualTo("a castle");
    assertThat(task.imageCount()).isEqualTo(2);
    group.awaitMessage(it -> it.text().equals(LEFT_OUT + "—chaos 20 --v 6"));
  }

  @Test
  void options_of_other_bots_in_a_forwarded_text_or_caption_are_left_out() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.forwards(bob.chat(), "/imagine prompt: a castle --chaos 20 --count 2");
    ImageTask.Draw text = (ImageTask.Draw) bot.drawNext().job().task();
    assertThat(text.prompt()).isEqualTo("a castle");
    assertThat(text.imageCount()).isEqualTo(2);
    bob.chat().awaitMessage(it -> it.text().equals(LEFT_OUT + "--chaos 20"));

    bob.forwardsPhoto(bob.chat(), TestPictures.one("apple", 1, 64), "an apple --stylize 250");
    ImageTask.Draw caption = (ImageTask.Draw) bot.drawNext().job().task();
    assertThat(caption.prompt()).isEqualTo("an apple");
    bob.chat().awaitMessage(it -> it.text().equals(LEFT_OUT + "--stylize 250"));
  }

  @Test
  void a_caption_replied_to_is_read_as_a_message_of_others_and_an_own_one_is_asked_about() {
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramMessage photo =
        ann.sendsPhoto(group, TestPictures.one("apple", 1, 64), "an apple --iw 2").message();
    bot.telegram.user("Bob").replies(photo, "/imagine");

    assertThat(((ImageTask.Draw) bot.drawNext().job().task()).prompt()).isEqualTo("an apple");
    group.awaitMessage(it -> it.text().equals(LEFT_OUT + "--iw 2"));

    ann.says("a castle --chaos 20");
    ann.chat().awaitMessage(it -> it.text().contains("--chaos") && !it.text().contains(LEFT_OUT));
  }

  @Test
  void a_photo_with_a_caption_is_what_the_pictures_begin_from() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.sendsPhoto(bob.chat(), TestPictures.one("apple", 1, 64), "a red apple");
    ClaimedJob job = bot.drawNext();

    assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
    bob.chat().awaitMessage(hasButton("U1"));

    FakeTelegramMessage photo = bob.chat().messages().get(0);
    bot.telegram.user("Ann").replies(photo, "/imagine a green apple");
    ClaimedJob second = bot.drawNext();
    assertThat(bot.instance.images().get(second.job().id(), ImageStore.INIT_IMAGE)).isPresent();

    FakeTelegramMessage grid = bob.chat().awaitMessage(hasButton("U1"));
    bob.replies(grid, "a yellow apple");
    ClaimedJob third = bot.drawNext();
    assertThat(bot.instance.images().get(third.job().id(), ImageStore.INIT_IMAGE)).isEmpty();
  }

  @Test
  void a_photo_is_what_to_draw_towards_where_its_caption_or_the_answer_to_it_says_so() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.sendsPhoto(bob.chat(), TestPictures.one("apple", 1, 64), "a red apple --target-image");
    bob.chat().awaitMessage(it -> it.text().contains("draws towards words and no picture"));

    FakeTelegramMessage photo = bob.chat().messages().get(0);
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.replies(photo, "/imagine a green apple --target-weight 0.5");
    FakeTelegramMessage refusal =
        bob.chat().awaitMessage(it -> bob.chat().botMessages().size() == 2);
    assertThat(refusal.text()).contains("draws towards words and no picture");
  }

  @Test
  void a_photo_goes_through_a_codec_by_its_caption_or_an_answer_to_it() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.sendsPhoto(bob.chat(), TestPictures.one("apple", 1, 64), "/reconstruct bundled");
    ClaimedJob byCaption = bot.drawNext();

    assertThat(byCaption.job().task()).isEqualTo(new ImageTask.Reconstruct("bundled"));
    assertThat(bot.instance.images().get(byCaption.job().id(), "init.png")).isPresent();
    FakeTelegramMessage made =
        bob.chat()
            .awaitMessage(it -> it.hasPhoto() && it.text().contains("Put through the codec in"));

    bob.replies(made, "/reconstruct");
    assertThat(bot.drawNext().job().task()).isEqualTo(new ImageTask.Reconstruct("bundled"));
    bob.says("/reconstruct");
    bob.chat().awaitMessage(it -> it.text().contains("Send the picture along, please"));
  }

  @Test
  void a_file_that_is_no_picture_and_one_that_is_gone_are_explained() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.sendsDocument(bob.chat(), "no picture".getBytes(UTF_8), "image/png", "a red apple");
    bob.chat().awaitText("PNG, JPEG, WebP or GIF");
    bot.telegram.faults().next(TelegramFaults.FILE_DOWNLOAD, TelegramFault.status(404));
    bob.sendsPhoto(bob.chat(), TestPictures.one("apple", 1, 64), "a red apple");
    bob.chat().awaitText("could not be fetched");

    assertThat(bot.instance.askedFor()).isZero();
  }

  @Test
  void a_topic_of_a_forum_gets_its_answers_in_the_topic() {
    FakeChat forum = bot.telegram.forum("Makers");
    FakeTopic topic = forum.topic("Pictures");
    bot.telegram.user("Ann").says(topic, "/imagine a red apple");

    bot.drawNext();

    assertThat(forum.awaitMessage(hasButton("U1")).threadId()).isEqualTo(topic.threadId());
  }

  @Test
  void a_prompt_with_markup_is_shown_as_typed_and_pings_nobody() {
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.says("<b>bold</b> & *stars* _under_ @ann tg://user?id=1");

    bot.drawNext();
    FakeTelegramMessage message = bob.chat().awaitMessage(hasButton("U1"));

    assertThat(message.text()).startsWith("<b>bold</b> & *stars* _under_ @ann tg://user?id=1");
  }

  @Test
  void a_long_prompt_fits_below_the_picture() {
    try (TelegramTestBot alone = alone()) {
      alone.telegram.enforceLimits();
      FakeTelegramUser bob = alone.telegram.user("Bob");
      bob.says("/imagine " + "стекло & свет ".repeat(17).strip());

      alone.drawNext();

      assertThat(bob.chat().awaitMessage(hasButton("U1")).text()).hasSizeLessThanOrEqualTo(1024);
    }
  }

  @Test
  void people_with_ids_above_two_to_the_53_are_told_apart() {
    try (TelegramTestBot alone = alone()) {
      FakeTelegramUser one = alone.telegram.user(9_007_199_254_740_993L, "One", "en");
      FakeTelegramUser two = alone.telegram.user(9_007_199_254_740_992L, "Two", "en");
      one.says("a red apple");
      ClaimedJob job = alone.drawNext();
      FakeTelegramMessage grid = one.chat().awaitMessage(hasButton("Delete"));
      two.says("/history");

      assertThat(two.chat().awaitMessage().text()).doesNotContain(job.job().id());
      assertThat(grid.chat().id()).isEqualTo(9_007_199_254_740_993L);
    }
  }

  @Test
  void a_mistake_is_explained_and_costs_nothing() {
    FakeTelegramUser bob = bot.telegram.user("Bob", "de");
    bob.says("/imagine --count 77 a cat");

    assertThat(bob.chat().awaitMessage().text()).contains("77");
  }

  @Test
  void who_says_nothing_to_draw_may_be_surprised() {
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says("/imagine");
    FakeTelegramMessage answer = ann.chat().awaitMessage(hasButton("Surprise me"));
    assertThat(answer.text()).contains("/surprise");

    ann.clicks(answer, "Surprise me");
    String prompt = bot.drawNext().job().task().asDraw().orElseThrow().prompt();
    assertThat(SampleCommands.PROPOSALS.prompts()).contains(prompt);
    ann.chat().awaitMessage(hasButton("U1").and(FakeTelegramMessage::hasPhoto));
  }

  @Test
  void album_and_copy_show_the_pictures_once_more() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.says("/help");
    ann.says(group, "/imagine a varied apple --count 4");
    bot.drawNext();
    FakeTelegramMessage grid = group.awaitMessage(hasButton("U4"));

    String drawnAs = "a cartoon of a varied apple";
    bob.clicks(grid, "One by one");
    group.awaitMessage(it -> !it.albumId().isEmpty());
    assertThat(group.awaitMessages(5).subList(1, 5))
        .allMatch(it -> it.hasPhoto() && !it.albumId().isEmpty())
        .extracting(FakeTelegramMessage::text)
        .containsExactly("", drawnAs, drawnAs, drawnAs);

    Click copy = bob.clicks(grid, "Copy for me");
    bob.chat().awaitPhoto();
    assertThat(copy.answerText()).contains("private chat");
  }

  @Test
  void a_private_request_in_a_group_is_shown_to_its_person_alone() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says("/about");
    ann.says(group, "/imagine a red apple --private");
    bot.drawNext();

    ann.chat().awaitMessage(hasButton("U1").and(FakeTelegramMessage::hasPhoto));
    assertThat(group.awaitMessage().text()).contains("private chat");
    assertThat(group.botMessages()).noneMatch(FakeTelegramMessage::hasPhoto);
  }

  @Test
  void a_private_request_of_somebody_whom_the_bot_may_not_write_to_is_not_drawn() {
    try (TelegramTestBot alone = alone()) {
      FakeChat group = alone.telegram.group("Glass");
      FakeTelegramUser ann = alone.telegram.user("Ann").blocksTheBot();
      ann.says(group, "/imagine a red apple --private");

      assertThat(group.awaitMessage().text())
          .contains("https://t.me/" + alone.telegram.botUserName());
      assertThat(alone.instance.redis().keys("vitrail:*job:*")).isEmpty();
    }
  }

  @Test
  void a_group_where_the_bot_may_not_send_photos_is_told_before_any_work() {
    FakeChat group = bot.telegram.supergroup("Glass").forbids(Right.PHOTOS);
    bot.telegram.user("Ann").says(group, "/imagine a red apple");

    assertThat(group.awaitMessage().text()).contains("may not send pictures");
  }

  @Test
  void only_the_owner_deletes_and_a_foreign_button_explains_itself() {
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeTelegramUser bob = bot.telegram.user("Bob");
    ann.says(group, "/imagine a red apple");
    bot.drawNext();
    FakeTelegramMessage grid = group.awaitMessage(hasButton("Delete"));

    assertThat(bob.clicks(grid, "Delete").answerText()).contains("somebody else");
    assertThat(bob.clicksData(grid, "1u1.forged.AAAAAAAAAAA").answerText()).contains("too old");
    assertThat(grid.isDeleted()).isFalse();
    assertThat(ann.clicks(grid, "Delete").answerText()).contains("deleted");
    grid.awaitDeleted();
  }

  @Test
  void an_administrator_chooses_the_groups_language() {
    FakeTelegramUser ann = bot.telegram.user("Ann", "en");
    FakeTelegramUser bob = bot.telegram.user("Bob", "en");
    FakeChat group = bot.telegram.supergroup("Стекло").hasAdministrators(ann);
    bob.says(group, "/language ru");
    group.awaitText("Only moderators");
    ann.says(group, "/language ru");
    group.awaitMessages(2);
    bob.says(group, "/styles");

    assertThat(group.awaitMessages(3).get(2).text()).containsPattern("[а-я]{4}");
  }

  @Test
  void each_language_has_its_menu_of_commands() {
    await()
        .untilAsserted(() -> assertThat(bot.telegram.commands().of("default", "zh")).isNotEmpty());

    assertThat(bot.telegram.commands().standard())
        .contains(
            new Command("imagine", bot.instance.messages().text("en", "command.imagine.about")));
    for (String language : List.of("ru", "de", "zh")) {
      assertThat(bot.telegram.commands().of("default", language))
          .hasSize(CommandSpec.QUOTA.ordinal())
          .contains(
              new Command(
                  "imagine", bot.instance.messages().text(language, "command.imagine.about")));
    }
  }
}
