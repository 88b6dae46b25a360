package org.vitrail.bot.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vitrail.bot.discord.DiscordTestBot.grid;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.bot.core.TestPictures;
import org.vitrail.bot.testing.discord.FakeAttachment;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.config.ProxySettings;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisServerExtension;
import org.vitrail.network.Proxies;
import org.vitrail.network.RecordingProxy;

/** The bot where Discord is reached through a proxy alone, which alone knows its name. */
class DiscordProxyTest {
  @RegisterExtension static final RedisServerExtension REDIS = new RedisServerExtension();

  private static final String HOST = "discord.test";

  @ParameterizedTest
  @ValueSource(strings = {"http", "socks5h"})
  void calls_gateway_and_pictures_go_through_it(String scheme) throws IOException {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url());
        RecordingProxy proxy = RecordingProxy.start("me:p@ss").knows(HOST, bot.discord.port())) {
      bot.discord.calls(HOST);
      bot.startBehind(proxies(proxy.url(scheme, "me:p%40ss")));
      FakeAttachment picture =
          bot.discord.attachment("apple.png", "image/png", TestPictures.one("apple", 1, 64));
      FakeInteraction imagine =
          bot.ann.slash(bot.general, "imagine", Map.of("prompt", "an apple", "image", picture));
      ClaimedJob job = bot.drawNext();

      grid(imagine);
      assertThat(bot.instance.images().get(job.job().id(), ImageStore.INIT_IMAGE)).isPresent();
      assertThat(proxy.passed()).isNotEmpty().allMatch(it -> it.contains(HOST));
      if (scheme.equals("http")) {
        // The gateway is the one that asks for a tunnel.
        assertThat(proxy.passed()).contains("CONNECT " + HOST + ":" + bot.discord.port());
      }
    }
  }

  @Test
  void a_server_on_this_machine_is_reached_without_it() throws IOException {
    try (DiscordTestBot bot = DiscordTestBot.closed(REDIS.url());
        RecordingProxy proxy = RecordingProxy.start()) {
      bot.startBehind(proxies(proxy.url("http", "")));
      FakeInteraction imagine = bot.imagine(bot.ann, "a red apple");
      bot.drawNext();

      grid(imagine);
      assertThat(proxy.passed()).isEmpty();
    }
  }

  @Test
  void a_proxy_that_refuses_is_named_as_the_cause() throws IOException {
    try (RecordingProxy proxy = RecordingProxy.start("me:pass")) {
      DiscordApi api =
          new DiscordApi(
              new DiscordOptions(
                  "a.b.c",
                  URI.create("https://discord.test/api/v10/"),
                  new ShardRange.Auto(),
                  proxies(proxy.url("http", "me:hunter2"))));

      assertThatThrownBy(api::gateway)
          .hasMessageStartingWith("the proxy http://127.0.0.1:" + proxy.port())
          .hasMessageContaining("refuses the user or password")
          .hasMessageNotContaining("hunter2");
    }
  }

  private static Proxies proxies(String all) {
    return new Proxies(ProxySettings.of(Map.of("ALL_PROXY", all)));
  }
}
