package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrail.bot.discord.DiscordTestBot.grid;
import static org.vitrail.bot.discord.DiscordTestBot.has;
import static org.vitrail.bot.discord.DiscordTestBot.press;
import static org.vitrail.bot.discord.DiscordTestBot.saidAlone;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.RedisServerExtension;

/** What people see of pictures that CLIP has doubts about. */
class DiscordHiddenPicturesTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();
  private static final Map<String, Float> DOUBTFUL = Map.of("nudity", 0.6f);
  private static final Map<String, Float> BAD = Map.of("gore", 0.9f);

  private DiscordTestBot bot;

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void a_doubtful_grid_its_copy_and_its_enlargement_are_spoilers() {
    bot = DiscordTestBot.open(REDIS.url());
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    bot.worker().finish(bot.worker().take(), Map.of(2, DOUBTFUL));

    FakeDiscordMessage grid = grid(first);
    assertThat(filename(grid)).startsWith("SPOILER_").endsWith(".png");
    assertThat(grid.text()).contains("Hidden until you look. Suspected\\: nudity.");

    press(bot.bob, grid, "Copy for me").awaitMessage(it -> it.text().contains("private chat"));
    assertThat(filename(bot.bob.privateChannel().awaitMessage(it -> true))).startsWith("SPOILER_");

    FakeInteraction up = press(bot.ann, grid, "U2");
    bot.drawNext();
    assertThat(filename(up.awaitMessage(DiscordHiddenPicturesTest::isEnlarged)))
        .startsWith("SPOILER_");
    FakeInteraction fine = press(bot.ann, grid, "U1");
    bot.drawNext();
    assertThat(filename(fine.awaitMessage(DiscordHiddenPicturesTest::isEnlarged)))
        .doesNotContain("SPOILER");
  }

  @Test
  void a_picture_kept_back_is_covered_and_its_buttons_are_left_out() {
    bot = DiscordTestBot.open(REDIS.url());
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    ClaimedJob job = bot.worker().take();
    bot.worker().finish(job, Map.of(2, BAD));

    FakeDiscordMessage grid = grid(first);
    assertThat(filename(grid)).doesNotContain("SPOILER");
    assertThat(grid.attachments().get(0).bytes())
        .isNotEqualTo(TestPictures.grid("a red apple", 9, 64));
    assertThat(grid.text()).contains("One picture is covered. Suspected\\: gore.");
    assertThat(has("U3").test(grid.state())).isTrue();
    assertThat(has("U2").or(has("V2")).test(grid.state())).isFalse();

    FakeInteraction typed =
        bot.ann.slash(bot.general, "upscale", Map.of("job", job.job().id(), "picture", 2));
    saidAlone(typed, "is kept back here, so nothing can be made of it");
  }

  @Test
  void a_preview_goes_when_all_that_comes_of_it_is_kept_back() {
    bot = DiscordTestBot.open(REDIS.url());
    FakeInteraction first = bot.imagine(bot.ann, "a red apple --count 1");
    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 40, 1);
    first.awaitMessage(it -> !it.attachments().isEmpty());

    bot.worker().finish(job, Map.of(1, BAD));

    FakeDiscordMessage end =
        first.awaitMessage(it -> it.text().contains("No picture is shown here"));
    assertThat(end.attachments()).isEmpty();
    FakeInteraction show = bot.bob.slash(bot.general, "show", Map.of("job", job.job().id()));
    saidAlone(show, "No picture is shown here. Suspected\\: gore.");
  }

  @Test
  void where_it_is_strict_nothing_is_shown_beforehand_and_everything_judged_is_a_spoiler() {
    bot = DiscordTestBot.open(REDIS.url(), SampleRequests.careful(SafetyLevel.STRICT));
    FakeInteraction first = bot.imagine(bot.ann, "a red apple");
    ClaimedJob job = bot.worker().take();
    bot.worker().draw(job, 40, 1);
    first.awaitMessage(it -> it.text().contains("Drawing"));
    bot.worker().finish(job, Map.of(1, Map.of("nudity", 0.01f)));

    FakeDiscordMessage grid = grid(first);
    assertThat(filename(grid)).startsWith("SPOILER_");
    assertThat(grid.edits()).allMatch(it -> noPreview(it.state().attachments()));
  }

  private static boolean isEnlarged(FakeDiscordMessage message) {
    return message.text().contains("Enlarged in") && !message.attachments().isEmpty();
  }

  private static boolean noPreview(List<FakeAttachment> attachments) {
    return attachments.stream().noneMatch(it -> it.filename().contains("preview"));
  }

  private static String filename(FakeDiscordMessage message) {
    return message.attachments().get(0).filename();
  }
}
