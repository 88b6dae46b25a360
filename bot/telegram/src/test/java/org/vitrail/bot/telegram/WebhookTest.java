package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.bot.testing.telegram.SentMessage;
import org.vitrail.bot.testing.telegram.TelegramFault;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.network.Proxies;

/** Updates that Telegram brings instead of having them fetched. */
@Tag("slow")
class WebhookTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private TelegramTestBot bot;
  private URI address;
  private FakeTelegramUser ann;

  @BeforeEach
  void open() throws IOException {
    bot = TelegramTestBot.closed(REDIS.url());
    ann = bot.telegram.user("Ann");
    try (ServerSocket free = new ServerSocket(0)) {
      address = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/telegram");
    }
    bot.startWith(webhook(address, address.getPort()));
    await().until(() -> bot.telegram.webhook().isPresent());
  }

  @AfterEach
  void close() {
    bot.close();
  }

  @Test
  void what_telegram_brings_is_drawn_and_nothing_is_fetched() {
    ann.says("a red apple");
    bot.drawNext();

    ann.chat().awaitMessage(hasButton("U9").and(FakeTelegramMessage::hasPhoto));
    assertThat(bot.telegram.recorder().count("getUpdates")).isZero();
  }

  @Test
  void who_does_not_know_the_secret_is_sent_away() throws Exception {
    String forged =
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":0,\"text\":\"x\","
            + "\"chat\":{\"id\":1,\"type\":\"private\"},\"from\":{\"id\":1,\"is_bot\":false,\"first_name\":\"X\"}}}";

    assertThat(post(forged, "guess")).isEqualTo(401);
    assertThat(post(forged, null)).isEqualTo(401);
    assertThat(post("no json", bot.telegram.webhook().orElseThrow().secretToken())).isEqualTo(400);
    assertThat(bot.instance.askedFor()).isZero();
  }

  @Test
  void what_telegram_brings_while_redis_is_away_is_answered_before_telegram_hears_so() {
    ann.says("/help");
    ann.chat().awaitMessage();
    REDIS.kill();
    bot.telegram.faults().next("sendMessage", TelegramFault.slow(Duration.ofSeconds(1)));
    SentMessage sent = ann.says("a red apple");
    await().until(sent::isAcknowledged);
    assertThat(bot.telegram.updates().waiting()).isEqualTo(1);

    ann.chat().awaitText("The queue is not reachable right now");
    await().until(() -> bot.telegram.updates().waiting() == 0);
    assertThat(bot.telegram.webhook().orElseThrow().lastError()).isEmpty();
    assertThat(ann.chat().botMessages()).hasSize(2);
  }

  @Test
  void two_processes_share_one_address() throws IOException {
    // A proxy would choose one of them; whichever it is, both take from the same inbox.
    try (TelegramBot second =
        TelegramBot.start(
            webhook(address, 0),
            bot.instance.botService(),
            new Inbox(bot.instance.redis()),
            bot.instance.messages())) {
      await().until(() -> bot.telegram.recorder().count("setWebhook") == 2);
      for (int i = 0; i < 6; i++) {
        ann.says("a red apple --seed " + i);
        bot.drawNext();
      }

      await().untilAsserted(() -> assertThat(bot.instance.askedFor()).isEqualTo(6));
      assertThat(second).isNotNull();
    }
  }

  private TelegramOptions webhook(URI url, int port) {
    return new TelegramOptions(
        bot.telegram.token(),
        URI.create(bot.telegram.url()),
        Optional.of(new TelegramOptions.Webhook(url, port)),
        Proxies.NONE);
  }

  private int post(String body, String secret) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body));
    if (secret != null) {
      request.header("X-Telegram-Bot-Api-Secret-Token", secret);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
