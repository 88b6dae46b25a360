package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage.Kind;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageTask;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.RedisServerExtension;

/** Stickers, as people get them on Telegram: once, and so that they can be passed on. */
@Tag("slow")
class TelegramStickerTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private TelegramTestBot bot;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() {
    bot = TelegramTestBot.open(REDIS.url());
    ann = bot.telegram.user("Ann");
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void a_button_makes_a_sticker_of_a_picture() throws IOException {
    ann.clicks(grid(), "S2");

    ClaimedJob job = bot.drawNext();

    FakeTelegramMessage sticker = ann.chat().awaitMessage(it -> it.kind() == Kind.STICKER);
    FakeTelegramMessage words = words("Sticker ready");
    assertThat(job.job().task().source()).map(ImageTask.Source::pictureNumber).contains(2);
    assertThat(sticker.replyToId()).isEqualTo(words.id());
    assertThat(hasButton("Delete")).accepts(words);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(sticker.file()));
    assertThat(image.getWidth()).isEqualTo(512);
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
    assertThat(image.getRGB(256, 256) >>> 24).isEqualTo(255);
  }

  @Test
  void a_sticker_is_asked_for_by_a_command_shown_again_and_deleted_with_its_message() {
    ann.says("a red apple");
    ann.says("/sticker " + bot.drawNext().job().id() + " 1");
    ClaimedJob job = bot.drawNext();
    FakeTelegramMessage sticker = ann.chat().awaitMessage(it -> it.kind() == Kind.STICKER);

    ann.says("/show " + job.job().id());
    ann.chat()
        .awaitMessage(
            it -> it.kind() == Kind.STICKER && it.id() != sticker.id() && has(it, "Delete"));
    ann.clicks(words("Sticker ready"), "Delete");

    sticker.awaitDeleted();
  }

  @Test
  void a_sticker_that_arrived_unheard_is_not_sent_again_and_words_say_how_to_get_it() {
    FakeTelegramMessage grid = grid();
    bot.telegram.faults().next("sendSticker", TelegramFault.appliedButUnanswered());
    ann.clicks(grid, "S1");
    ClaimedJob job = bot.drawNext();

    words("/show " + job.job().id());
    settled();
    assertThat(stickers()).hasSize(1);
  }

  @Test
  void a_sticker_that_was_refused_for_a_while_is_sent_later_and_once() {
    FakeTelegramMessage grid = grid();
    bot.telegram.faults().next("sendSticker", TelegramFault.tooManyRequests(1));
    ann.clicks(grid, "S1");
    bot.drawNext();

    words("Sticker ready");
    ann.chat().awaitMessage(it -> it.kind() == Kind.STICKER);
    settled();
    assertThat(stickers()).hasSize(1);
  }

  @Test
  void a_group_that_takes_no_stickers_gets_words() {
    FakeTelegramMessage grid = grid();
    bot.telegram
        .faults()
        .next(
            "sendSticker",
            TelegramFault.refusal(400, "Bad Request: not enough rights to send stickers"));
    ann.clicks(grid, "S1");
    bot.drawNext();

    words("Some groups take no stickers");
    settled();
    assertThat(stickers()).isEmpty();
  }

  @Test
  void a_sticker_that_would_have_to_be_hidden_is_a_hidden_photo() {
    bot.close();
    bot = TelegramTestBot.open(REDIS.url(), SampleRequests.careful(SafetyLevel.STRICT));
    ann = bot.telegram.user("Ann");
    Map<Integer, Map<String, Float>> judged = Map.of(1, Map.of("nudity", 0.01f));
    ann.says("a red apple");
    bot.worker().finish(bot.worker().take(), judged);
    ann.clicks(ann.chat().awaitMessage(hasButton("S1")), "S1");
    bot.worker().finish(bot.worker().take(), judged);

    FakeTelegramMessage hidden =
        ann.chat().awaitMessage(it -> it.hasPhoto() && it.text().contains("Sticker ready"));
    assertThat(hidden.isSpoiler()).isTrue();
    assertThat(stickers()).isEmpty();
  }

  @Test
  void why_nothing_can_be_cut_out_is_said_in_the_persons_language() {
    FakeTelegramUser olga = bot.telegram.user("Olga", "ru");
    olga.says("красное яблоко");
    bot.drawNext();
    FakeTelegramMessage grid = olga.chat().awaitMessage(hasButton("S1"));
    olga.clicks(grid, "S1");
    bot.worker().fail(bot.worker().take(), Failed.NO_BACKGROUND, "It has no background.");

    olga.chat().awaitMessage(it -> it.text().contains("нет одноцветного фона"));
  }

  private FakeTelegramMessage grid() {
    ann.says("a red apple");
    bot.drawNext();
    return ann.chat().awaitMessage(hasButton("S9").and(FakeTelegramMessage::hasPhoto));
  }

  private FakeTelegramMessage words(String part) {
    return ann.chat().awaitMessage(it -> it.kind() == Kind.TEXT && it.text().contains(part));
  }

  private List<FakeTelegramMessage> stickers() {
    return ann.chat().botMessages().stream().filter(it -> it.kind() == Kind.STICKER).toList();
  }

  private static boolean has(FakeTelegramMessage message, String label) {
    return hasButton(label).test(message);
  }

  private void settled() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> bot.instance.undelivered(TelegramMessenger.PLATFORM) == 0);
  }
}
