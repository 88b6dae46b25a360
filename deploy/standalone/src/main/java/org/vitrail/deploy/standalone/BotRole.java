package org.vitrail.deploy.standalone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.promptfilter.BlocklistFile;
import org.vitrail.bot.web.Health;
import org.vitrail.bot.web.ProxyOptions;
import org.vitrail.bot.web.WebOptions;
import org.vitrail.bot.web.WebServer;
import org.vitrail.config.AddressRange;
import org.vitrail.config.Settings;
import org.vitrail.config.WebSettings;

/** The role that speaks with people: the page and the bots of the chat platforms. */
final class BotRole {
  private final Optional<WebServer> page;
  private final Optional<String> newOperatorKey;

  private BotRole(Optional<WebServer> page, Optional<String> newOperatorKey) {
    this.page = page;
    this.newOperatorKey = newOperatorKey;
  }

  /**
   * Whether what is to be served can be, before anything large is begun.
   *
   * @throws org.vitrail.bot.web.WebException if the page's port is taken
   * @throws StandaloneException if the webhook's port is taken
   */
  static void require(Instance instance, Set<Adapter> adapters) {
    if (adapters.contains(Adapter.WEB)) {
      WebServer.requireFree(webOptions(instance.settings().web(), instance.menu()));
    }
    if (adapters.contains(Adapter.TELEGRAM)) {
      Ports.requireFreeForWebhook(instance.settings());
    }
  }

  /**
   * Starts to serve.
   *
   * @param models the states of the models that this very process draws with, for its health
   */
  static BotRole start(
      OpenParts parts,
      Instance instance,
      Storage storage,
      Set<Adapter> adapters,
      Supplier<Map<String, String>> models) {
    Installation installation = instance.installation();
    Settings settings = instance.settings();
    TimeSource time = TimeSource.system();
    ModelMenu menu = instance.menu(storage.queue(), time);
    BotService botService =
        parts.add(
            new BotService(
                storage.redis(),
                storage.queue(),
                storage.images(),
                rules(parts, instance, storage, menu),
                installation.messages(),
                time,
                Optional.of(parts.add(DataFolder.requestJournal(settings.dataFolder())))));
    parts.watch(() -> botService.problems().stream().findFirst());
    Optional<WebServer> page =
        adapters.contains(Adapter.WEB)
            ? Optional.of(
                parts.add(
                    WebServer.start(
                        webOptions(settings.web(), menu),
                        botService,
                        installation.messages(),
                        () -> new Health(parts.problems(), models.get()))))
            : Optional.empty();
    Optional<String> key = page.flatMap(it -> botService.operator().key().makeIfMissing());
    for (Bots.Started bot : Bots.start(instance, adapters, botService, storage.redis())) {
      parts.add(bot.bot());
      parts.watch(bot.problem());
    }
    return new BotRole(page, key);
  }

  private static InstanceRules rules(
      OpenParts parts, Instance instance, Storage storage, ModelMenu menu) {
    Installation installation = instance.installation();
    Settings settings = instance.settings();
    BlocklistFile blocklist =
        parts.add(
            BlocklistFile.open(
                installation.configFolder(), installation.messages(), BlocklistFile.LOOK_EVERY));
    return new InstanceRules(
        menu,
        installation.styles(),
        settings.limits(),
        settings.quotas(),
        storage.retention(),
        new InstanceSafety(SafetyLevel.of(settings.safety().level()), installation.safety()),
        blocklist);
  }

  private static WebOptions webOptions(WebSettings web, ModelMenu menu) {
    List<AddressRange> proxies = web.trustedProxyRanges();
    ProxyOptions proxy =
        new ProxyOptions(
            web.publicAddress(),
            web.allowedHostNames(),
            address -> proxies.stream().anyMatch(range -> range.contains(address)));
    return new WebOptions(web.host(), web.port(), Main.version(), menu, proxy);
  }

  /** The page, where it is served. */
  Optional<WebServer> page() {
    return page;
  }

  /** A key for the moderator's page, where there was none until now. */
  Optional<String> newOperatorKey() {
    return newOperatorKey;
  }
}
