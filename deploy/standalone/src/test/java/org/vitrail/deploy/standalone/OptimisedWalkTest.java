package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;

/**
 * VQGAN+CLIP by the bundled networks through every door: what people send along is what pictures
 * are drawn towards.
 */
@Tag("slow")
class OptimisedWalkTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String OPTIONS =
      "--model bundled-optimised --iterations 2 --cuts 2 --count 1 --seed 7";
  private static final String PROMPT = "a red apple " + OPTIONS;
  private static final byte[] TARGET = target();

  @TempDir static Path data;
  private static FakeDiscord discord;
  private static FakeTelegram telegram;
  private static Standalone standalone;
  private static PageVisitor vera;

  /** What the same words and the same picture come to through each door. */
  private static int[] onPage;

  @BeforeAll
  static void start() {
    discord = FakeDiscord.start().patience(PATIENCE);
    telegram = FakeTelegram.start();
    Installation installation = new Installation(null, environment());
    standalone = Standalone.start(installation, installation.settings());
    discord.gateway().awaitShards(1);
    vera = new PageVisitor(standalone.url());
    onPage = pixels(picture(vera, vera.type("/imagine " + PROMPT, TARGET)));
  }

  @AfterAll
  static void stop() {
    if (standalone != null) {
      standalone.close();
    }
    telegram.close();
    discord.close();
  }

  @Test
  void a_picture_to_draw_towards_reaches_the_worker_from_the_page() {
    assertThat(onPage).isNotEqualTo(pixels(picture(vera, vera.type("/imagine " + PROMPT))));
  }

  @Test
  void and_from_discord_as_an_attachment() {
    FakeChannel general = discord.guild("Glassworks").textChannel("general");
    FakeAttachment attached = discord.attachment("style.png", "image/png", TARGET);
    byte[] grid =
        discord
            .user("ann")
            .slash(general, "imagine", Map.of("prompt", PROMPT, "target-image", attached))
            .awaitMessage(
                it ->
                    !it.attachments().isEmpty()
                        && it.buttons().stream().anyMatch(button -> button.label().equals("U1")))
            .attachments()
            .get(0)
            .bytes();

    assertThat(pixels(grid)).isEqualTo(onPage);
  }

  @Test
  void and_from_telegram_by_a_caption_or_the_answer_to_a_photo() {
    FakeTelegramUser bob = telegram.user("Bob");
    bob.sendsPhoto(bob.chat(), TARGET, PROMPT + " --target-image");
    assertThat(pixels(photo(bob, 0))).isEqualTo(onPage);

    FakeTelegramMessage sent = bob.chat().messages().get(0);
    int last = bob.chat().messages().size();
    bob.replies(sent, "/imagine " + PROMPT + " --target-weight 1");
    assertThat(pixels(photo(bob, last))).isEqualTo(onPage);
  }

  /** The first picture of a job that a command made on the page, once it is there. */
  private static byte[] picture(PageVisitor visitor, String answer) {
    String job = PageVisitor.field(answer, "id");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(PageVisitor.field(visitor.job(job), "state")).isEqualTo("done"));
    return visitor.get("/images/" + job + "/grid.png").body();
  }

  /** The first finished picture behind so many messages. */
  private static byte[] photo(FakeTelegramUser of, int after) {
    return of.chat()
        .awaitMessage(
            PATIENCE,
            it ->
                it.hasPhoto()
                    && of.chat().messages().indexOf(it) >= after
                    && it.buttons().stream().mapToInt(List::size).sum() > 1)
        .file();
  }

  private static int[] pixels(byte[] file) {
    try {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(file));
      return picture.getRGB(
          0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] target() {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i + i / 192 % 3] = (byte) (i / 3 % 64 * 4);
    }
    return PngFile.write(new Pixels(64, 64, rgb), Optional.empty());
  }

  private static Map<String, String> environment() {
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
