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
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;

/** Both bots at once, as {@code up} starts them: real clients, real queue, trained weights. */
@Tag("slow")
class ChatsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Twice 512 pixels, and the gap between. */
  private static final int GRID_WIDTH = 1032;

  @TempDir private Path data;

  @Test
  void a_community_on_both_platforms_draws_with_one_worker() throws IOException {
    try (FakeDiscord discord = FakeDiscord.start();
        FakeTelegram telegram = FakeTelegram.start()) {
      discord.patience(PATIENCE);
      Installation installation = new Installation(null, environment(discord, telegram));
      try (Standalone standalone = Standalone.start(installation, installation.settings())) {
        discord.gateway().awaitShards(1);
        FakeChannel general = discord.guild("Glassworks").textChannel("general");
        FakeInteraction imagine =
            discord
                .user("ann")
                .slash(general, "imagine", Map.of("prompt", "a red apple", "count", 2));
        FakeTelegramUser bob = telegram.user("Bob", "de");
        bob.says("a blue strawberry --count 2 --seed 7");

        FakeDiscordMessage grid =
            imagine.awaitMessage(message -> !message.attachments().isEmpty() && isDone(message));
        byte[] photo =
            bob.chat()
                .awaitMessage(
                    PATIENCE, it -> it.hasPhoto() && !it.buttons().isEmpty() && !isOpen(it))
                .file();

        assertThat(width(grid.attachments().get(0).bytes())).isEqualTo(GRID_WIDTH);
        assertThat(width(photo)).isEqualTo(GRID_WIDTH);
        assertThat(standalone.url()).startsWith("http://127.0.0.1:");
      }
    }
  }

  private static boolean isDone(FakeDiscordMessage message) {
    return message.buttons().stream().anyMatch(button -> button.label().equals("U1"));
  }

  /** While it is being drawn there is nothing but the button to stop it. */
  private static boolean isOpen(FakeTelegramMessage message) {
    return message.buttons().size() == 1;
  }

  private static int width(byte[] png) throws IOException {
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
