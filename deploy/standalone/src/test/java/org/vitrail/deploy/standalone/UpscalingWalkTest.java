package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;

/**
 * A picture of the bundled model, enlarged by networks that lie where they are pulled to, as people
 * of both chats ask for it.
 */
@Tag("slow")
class UpscalingWalkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of the bundled model's pictures as they are shown. */
  private static final int SIDE = 512;

  @TempDir private Path data;

  @Test
  void what_was_pulled_enlarges_by_its_factor_and_what_was_not_is_named() throws IOException {
    TinyUpscalers.put(data.resolve("models/realesrgan-x2/RealESRGAN_x2.pth"), 2);
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start()) {
      discord.patience(PATIENCE);
      Installation installation = new Installation(null, environment(discord, telegram));
      try (Standalone ignored = Standalone.start(installation, installation.settings())) {
        discord.gateway().awaitShards(1);
        FakeChannel general = discord.guild("Glassworks").textChannel("general");
        FakeInteraction imagine =
            discord
                .user("ann")
                .slash(general, "imagine", Map.of("prompt", "a red apple", "count", 1));
        FakeDiscordMessage grid =
            imagine.awaitMessage(
                message ->
                    message.buttons().stream().anyMatch(button -> button.label().equals("U1")));
        String job = grid.text().replaceAll("(?s).*?([0-9a-hjkmnp-tv-z]{10}).*", "$1");

        FakeInteraction twice = upscale(discord, general, job, 2);
        FakeInteraction eight = upscale(discord, general, job, 8);
        FakeTelegramUser bob = telegram.user("Bob", "en");
        bob.says("/upscale " + job + " 1 x4");

        FakeDiscordMessage refused = eight.awaitFollowup(it -> it.text().contains("pull"));
        assertThat(refused.text().replace("\\", ""))
            .contains("Nobody here enlarges 8 times.", "×2, ×4", "models pull realesrgan-x8");
        FakeDiscordMessage larger =
            twice.awaitMessage(
                it -> it.text().contains("Enlarged ×2") && it.attachments().size() == 1);
        assertThat(side(larger.attachments().get(0).bytes())).isEqualTo(2 * SIDE);
        byte[] photo =
            bob.chat()
                .awaitMessage(PATIENCE, it -> it.hasPhoto() && it.text().contains("Enlarged ×4"))
                .file();
        assertThat(side(photo)).isEqualTo(4 * SIDE);
      }
    }
  }

  private static FakeInteraction upscale(
      FakeDiscord discord, FakeChannel channel, String job, int factor) {
    return discord
        .user("ann")
        .slash(channel, "upscale", Map.of("job", job, "picture", 1, "factor", factor));
  }

  private static int side(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png)).getWidth();
  }

  private Map<String, String> environment(FakeDiscord discord, FakeTelegram telegram) {
    return Map.of(
        "VITRAIL_DATA_FOLDER", UnpackedModel.in(data).toString(),
        "VITRAIL_WEB_PORT", "0",
        "VITRAIL_WORKER_THREADS", "1",
        "DISCORD_TOKEN", discord.token(),
        "VITRAIL_DISCORD_API_URL", discord.restUrl(),
        "TELEGRAM_TOKEN", telegram.token(),
        "VITRAIL_TELEGRAM_API_URL", telegram.url());
  }
}
