package org.vitrail.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeChoice;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.telegram.FakeTelegram;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;

/**
 * A ruDALL-E of a few thousand weights, from its download to what people of page and chats make of
 * its pictures, in Russian.
 */
@Tag("slow")
class RudalleWalkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Sixteen pixels a side, which are shown as large as this. */
  private static final int SIDE = 256;

  @TempDir static Path home;
  private static TinyRudalleHub hub;
  private static FakeDiscord discord;
  private static FakeTelegram telegram;
  private static Standalone standalone;

  @BeforeAll
  static void pullAndStart() throws IOException {
    hub = TinyRudalleHub.start(home.resolve("hub"));
    discord = FakeDiscord.start().patience(PATIENCE);
    telegram = FakeTelegram.start();
    Files.createDirectory(home.resolve("config"));
    Files.writeString(home.resolve("config/models.yaml"), hub.catalogue());
    Installation installation = new Installation(home.resolve("config"), environment());
    StringWriter out = new StringWriter();
    int code =
        Main.commandLine(installation)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute("models", "pull", "malevich", "larger", "cutter");
    assertThat(code).as(out.toString()).isZero();
    standalone = Standalone.start(installation, installation.settings());
    discord.gateway().awaitShards(1);
  }

  @AfterAll
  static void stop() {
    if (standalone != null) {
      standalone.close();
    }
    telegram.close();
    discord.close();
    hub.close();
  }

  @Test
  void on_telegram_a_picture_is_drawn_varied_drawn_again_enlarged_and_cut_out() throws IOException {
    FakeTelegramUser boris = telegram.user("Борис", "ru");
    boris.says("рыжий кот --count 2 --rank perplexity --crop first");
    FakeTelegramMessage grid = photo(boris, 0, "рыжий кот", "перплексия");
    boris.clicks(grid, "V2");
    FakeTelegramMessage varied = photo(boris, grid.id(), "рыжий кот", "перплексия");
    boris.says("/again " + job(grid.text()));
    FakeTelegramMessage again = photo(boris, varied.id(), "рыжий кот", "перплексия");

    boris.says("/upscale " + job(grid.text()) + " 1 4");
    FakeTelegramMessage larger = photo(boris, again.id(), "рыжий кот", "×4");
    boris.clicks(grid, "S1");
    FakeTelegramMessage sticker =
        boris.chat().awaitMessage(PATIENCE, it -> it.kind() == FakeTelegramMessage.Kind.STICKER);

    assertThat(width(larger.file())).isEqualTo(4 * SIDE);
    assertThat(width(sticker.file())).isEqualTo(512);
  }

  @Test
  void on_discord_too_where_its_own_options_are_proposed() throws IOException {
    FakeDiscordUser olga = discord.user("ольга", "ru");
    FakeChannel general = discord.guild("Витраж").textChannel("общий");
    FakeDiscordMessage grid =
        drawn(
            olga.slash(
                general,
                "imagine",
                Map.of("prompt", "рыжий кот", "count", 2, "rank", "perplexity", "crop", "first")));
    String job = job(grid.text());
    drawn(olga.click(grid, grid.button("V1").customId()));
    drawn(olga.slash(general, "again", Map.of("job", job)));

    FakeDiscordMessage larger =
        answered(
            olga.slash(general, "upscale", Map.of("job", job, "picture", 2, "factor", 4)), "×4");
    FakeDiscordMessage sticker =
        answered(olga.slash(general, "sticker", Map.of("job", job, "picture", 2)), "рыжий кот");

    assertThat(olga.autocomplete(general, "imagine", "rank", "").choices())
        .extracting(FakeChoice::value)
        .containsExactly("perplexity");
    assertThat(width(larger.attachments().get(0).bytes())).isEqualTo(4 * SIDE);
    assertThat(width(sticker.attachments().get(0).bytes())).isEqualTo(512);
  }

  private static FakeDiscordMessage drawn(FakeInteraction asked) {
    return asked.awaitMessage(
        it ->
            it.text().contains("перплексия")
                && it.buttons().stream().anyMatch(button -> button.label().equals("U1")));
  }

  private static FakeDiscordMessage answered(FakeInteraction asked, String word) {
    return asked.awaitMessage(it -> !it.attachments().isEmpty() && it.text().contains(word));
  }

  @Test
  void on_the_page_too_and_a_prompt_in_another_script_is_drawn_with_a_hint() throws IOException {
    PageVisitor vera = new PageVisitor(standalone.url(), "ru");
    String job = finished(vera, "/imagine рыжий кот --count 2 --rank perplexity --seed 7");
    finished(vera, "/vary " + job + " 1");
    finished(vera, "/again " + job);
    String larger = finished(vera, "/upscale " + job + " 1 4");
    String sticker = finished(vera, "/sticker " + job + " 1");
    String english = finished(vera, "/imagine a red cat --count 1");

    assertThat(width(vera.get("/images/" + job + "/1.png").body())).isEqualTo(SIDE);
    assertThat(width(vera.get("/images/" + larger + "/1.png").body())).isEqualTo(4 * SIDE);
    assertThat(width(vera.get("/images/" + sticker + "/sticker.webp").body())).isEqualTo(512);
    assertThat(vera.job(english)).contains("Языки этой модели: русский");
    assertThat(vera.job(job)).doesNotContain("Языки этой модели");
  }

  /** The id of a job that a command made, once its pictures are there. */
  private static String finished(PageVisitor visitor, String command) {
    String job = PageVisitor.field(visitor.type(command), "id");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(PageVisitor.field(visitor.job(job), "state")).isEqualTo("done"));
    return job;
  }

  private static int width(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes)).getWidth();
  }

  /** The first finished picture after a message, whose words have all of these. */
  private static FakeTelegramMessage photo(FakeTelegramUser of, int after, String... words) {
    return of.chat()
        .awaitMessage(
            PATIENCE,
            it ->
                it.id() > after
                    && it.hasPhoto()
                    && it.buttons().stream().mapToInt(List::size).sum() > 1
                    && List.of(words).stream().allMatch(it.text()::contains));
  }

  private static String job(String text) {
    return text.replaceAll("(?s).*?([0-9a-hjkmnp-tv-z]{10}).*", "$1");
  }

  private static Map<String, String> environment() {
    return Map.of(
        "HF_ENDPOINT", hub.url(),
        "VITRAIL_MODEL_DEFAULT", "malevich",
        "VITRAIL_WEB_PORT", "0",
        "VITRAIL_WORKER_THREADS", "1",
        "VITRAIL_QUOTAS_RATE_BURST", "60",
        "DISCORD_TOKEN", discord.token(),
        "VITRAIL_DISCORD_API_URL", discord.restUrl(),
        "TELEGRAM_TOKEN", telegram.token(),
        "VITRAIL_TELEGRAM_API_URL", telegram.url());
  }
}
