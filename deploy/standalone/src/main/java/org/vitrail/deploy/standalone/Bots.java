package org.vitrail.deploy.standalone;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.discord.DiscordBot;
import org.vitrail.bot.discord.DiscordOptions;
import org.vitrail.bot.telegram.Inbox;
import org.vitrail.bot.telegram.TelegramBot;
import org.vitrail.bot.telegram.TelegramOptions;
import org.vitrail.config.Messages;
import org.vitrail.config.Settings;
import org.vitrail.config.TelegramSettings;
import org.vitrail.network.Proxies;
import redis.clients.jedis.UnifiedJedis;

/** Starts the bots of the chat platforms. */
final class Bots {
  /**
   * A bot, and what keeps it silent until somebody acts.
   *
   * @param problem a sentence, empty while all is well
   */
  record Started(AutoCloseable bot, Supplier<Optional<String>> problem) {}

  private Bots() {}

  /** Returns at once; the bots sign in by themselves, and go on trying. */
  static List<Started> start(
      Instance instance, Set<Adapter> adapters, BotService botService, UnifiedJedis redis) {
    Settings settings = instance.settings();
    Proxies proxies = instance.installation().proxies();
    Messages messages = instance.installation().messages();
    List<Started> bots = new ArrayList<>();
    if (adapters.contains(Adapter.DISCORD)) {
      DiscordBot bot =
          DiscordBot.start(discord(settings, proxies), new ShardLease(redis), botService, messages);
      bots.add(new Started(bot, bot::problem));
    }
    if (adapters.contains(Adapter.TELEGRAM)) {
      TelegramBot bot =
          TelegramBot.start(telegram(settings, proxies), botService, new Inbox(redis), messages);
      bots.add(new Started(bot, bot::problem));
    }
    return bots;
  }

  static DiscordOptions discord(Settings settings, Proxies proxies) {
    return new DiscordOptions(
        settings.discordToken(),
        URI.create(settings.discord().apiUrl()),
        settings.discord().shards(),
        proxies);
  }

  static TelegramOptions telegram(Settings settings, Proxies proxies) {
    TelegramSettings telegram = settings.telegram();
    Optional<TelegramOptions.Webhook> webhook =
        Optional.of(telegram.webhookUrl())
            .filter(url -> !url.isEmpty())
            .map(url -> new TelegramOptions.Webhook(URI.create(url), telegram.webhookPort()));
    return new TelegramOptions(
        settings.telegramToken(), URI.create(telegram.apiUrl()), webhook, proxies);
  }
}
