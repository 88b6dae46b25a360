package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.testing.telegram.FakeChat;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see of pictures that CLIP has doubts about. */
@Tag("slow")
class TelegramHiddenPicturesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  private static final Map<String, Float> DOUBTFUL = Map.of("nudity", 0.6f);
  private static final Map<String, Float> BAD = Map.of("gore", 0.9f);

  private TelegramTestBot bot;

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void a_doubtful_grid_its_album_and_its_copy_are_spoilers() {
    bot = TelegramTestBot.open(REDIS.url());
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    FakeTelegramUser bob = bot.telegram.user("Bob");
    bob.says("/help");
    ann.says(group, "/imagine a red apple --count 4");
    bot.worker().finish(bot.worker().take(), Map.of(2, DOUBTFUL));

    FakeTelegramMessage grid =
        group.awaitMessage(hasButton("U4").and(FakeTelegramMessage::hasPhoto));
    assertThat(grid.isSpoiler()).isTrue();
    assertThat(grid.text()).contains("Hidden until you look. Suspected: nudity.");

    bob.clicks(grid, "One by one");
    group.awaitMessage(it -> !it.albumId().isEmpty());
    assertThat(group.awaitMessages(5).subList(1, 5)).allMatch(FakeTelegramMessage::isSpoiler);
    bob.clicks(grid, "Copy for me");
    assertThat(bob.chat().awaitPhoto().isSpoiler()).isTrue();
  }

  @Test
  void a_picture_kept_back_is_covered_and_missing_from_the_album() {
    bot = TelegramTestBot.open(REDIS.url());
    FakeChat group = bot.telegram.group("Glass");
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says(group, "/imagine a red apple --count 4");
    ClaimedJob job = bot.worker().take();
    bot.worker().finish(job, Map.of(2, BAD));

    FakeTelegramMessage grid =
        group.awaitMessage(hasButton("U4").and(FakeTelegramMessage::hasPhoto));
    assertThat(grid.isSpoiler()).isFalse();
    assertThat(grid.file()).isNotEqualTo(TestPictures.grid("a red apple", 4, 64));
    assertThat(hasButton("U2").or(hasButton("V2")).test(grid)).isFalse();
    assertThat(grid.text()).contains("One picture is covered. Suspected: gore.");

    ann.clicks(grid, "One by one");
    group.awaitMessage(it -> !it.albumId().isEmpty());
    assertThat(group.awaitMessages(4).subList(1, 4))
        .noneMatch(it -> Arrays.equals(it.file(), TestPictures.one("a red apple", 2, 64)));
    ann.says(group, "/vary " + job.job().id() + " 2");
    group.awaitMessage(it -> it.text().contains("is kept back here, so nothing can be made of it"));
  }

  @Test
  @Tag("slow")
  void a_preview_is_replaced_by_nothing_to_see_when_all_that_comes_of_it_is_kept_back()
      throws IOException {
    bot = TelegramTestBot.open(REDIS.url());
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says("a red apple --count 1");
    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 40, 1);
    FakeTelegramMessage message = ann.chat().awaitPhoto();

    bot.worker().finish(job, Map.of(1, BAD));

    ann.chat().awaitMessage(it -> it.text().contains("No picture is shown here"));
    int first = ImageIO.read(new ByteArrayInputStream(message.file())).getRGB(0, 0);
    assertThat(
            ImageIO.read(new ByteArrayInputStream(message.file()))
                .getRGB(0, 0, 256, 256, null, 0, 256))
        .containsOnly(first);
  }

  @Test
  void where_it_is_strict_nothing_is_shown_beforehand_and_everything_judged_is_a_spoiler() {
    bot = TelegramTestBot.open(REDIS.url(), SampleRequests.careful(SafetyLevel.STRICT));
    FakeTelegramUser ann = bot.telegram.user("Ann");
    ann.says("a red apple --count 4");
    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 40, 1);
    FakeTelegramMessage drawing = ann.chat().awaitMessage(it -> it.text().contains("Drawing"));
    assertThat(drawing.hasPhoto()).isFalse();
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));

    FakeTelegramMessage grid =
        ann.chat().awaitMessage(hasButton("U4").and(FakeTelegramMessage::hasPhoto));
    assertThat(grid.isSpoiler()).isTrue();
    assertThat(grid.text()).contains("Hidden until you look, as all pictures are here.");
  }
}
