package org.vitrail.bot.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.vitrail.bot.telegram.TelegramTestBot.hasButton;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.telegram.FakeTelegramMessage;
import org.vitrail.bot.testing.telegram.FakeTelegramUser;
import org.vitrail.config.ProxySettings;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.network.Proxies;
import org.vitrail.network.RecordingProxy;

/** The bot where Telegram is reached through a proxy alone, which alone knows its name. */
class TelegramProxyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String TOKEN = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345";

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5h"})
  void calls_updates_pictures_and_checks_go_through_it(String scheme) throws IOException {
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url());
        RecordingProxy proxy =
            RecordingProxy.start("me:p@ss").knows("telegram.test", bot.telegram.port())) {
      TelegramOptions options =
          options(bot.telegram.token(), "http://telegram.test", proxy.url(scheme, "me:p%40ss"));
      bot.startWith(options);
      FakeTelegramUser ann = bot.telegram.user("Ann");
      ann.sendsPhoto(ann.chat(), TestPictures.one("apple", 1, 64), "a red apple");
      ClaimedJob job = bot.drawNext();

      ann.chat().awaitMessage(hasButton("U9").and(FakeTelegramMessage::hasPhoto));
      assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
      assertThat(TelegramCheck.ask(options).clockAhead()).isPresent();
      assertThat(proxy.passed()).hasSizeGreaterThan(5).allMatch(it -> it.contains("telegram.test"));
    }
  }

  @Test
  void a_server_on_this_machine_is_reached_without_it() throws IOException {
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url());
        RecordingProxy proxy = RecordingProxy.start()) {
      bot.startWith(options(bot.telegram.token(), bot.telegram.url(), proxy.url("http", "")));
      FakeTelegramUser ann = bot.telegram.user("Ann");
      ann.says("/about");

      ann.chat().awaitText("Vitrail");
      assertThat(proxy.passed()).isEmpty();
    }
  }

  /** As Telegram is in truth: the proxy sees a tunnel, with its own password and no token. */
  @Test
  void an_encrypted_way_is_a_tunnel() throws IOException {
    try (RecordingProxy proxy = RecordingProxy.start("me:pass")) {
      TelegramOptions options =
          options(TOKEN, "https://telegram.test", proxy.url("http", "me:pass"));

      // It leads nowhere; that the tunnel was asked for is what counts.
      assertThatThrownBy(() -> TelegramCheck.ask(options)).isInstanceOf(IOException.class);
      assertThat(proxy.passed()).contains("CONNECT telegram.test:443");
    }
  }

  @Test
  void a_proxy_that_refuses_or_is_gone_is_named_as_the_cause() throws IOException {
    RecordingProxy proxy = RecordingProxy.start("me:pass");
    TelegramOptions options =
        options(TOKEN, "https://telegram.test", proxy.url("socks5h", "me:hunter2"));
    assertThatThrownBy(() -> TelegramCheck.ask(options))
        .hasMessageStartingWith("the proxy socks5h://127.0.0.1:" + proxy.port())
        .hasMessageContaining("refuses the user or password")
        .hasMessageNotContaining("hunter2");
    proxy.close();

    assertThatThrownBy(() -> TelegramCheck.ask(options))
        .hasMessageContaining("cannot be reached; look whether it runs")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void the_bots_log_names_the_proxy_that_keeps_it_from_signing_in() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(TelegramBot.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try (TelegramTestBot bot = TelegramTestBot.closed(REDIS.url());
        RecordingProxy proxy = RecordingProxy.start("me:pass")) {
      bot.startWith(options(TOKEN, "http://telegram.test", proxy.url("http", "me:hunter2")));

      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  log.list.stream()
                      .map(ILoggingEvent::getFormattedMessage)
                      .anyMatch(it -> it.contains("the proxy http://127.0.0.1:")));
      assertThat(log.list).noneMatch(it -> it.getFormattedMessage().contains("hunter2"));
    } finally {
      logger.detachAppender(log);
    }
  }

  private static TelegramOptions options(String token, String api, String proxy) {
    return new TelegramOptions(
        token,
        URI.create(api),
        Optional.empty(),
        new Proxies(ProxySettings.of(Map.of("ALL_PROXY", proxy))));
  }
}
