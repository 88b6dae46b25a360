package org.vitrail.deploy.standalone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.queue.LiveModels;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Retention;
import org.vitrail.bot.promptfilter.BlocklistFile;
import org.vitrail.bot.web.Health;
import org.vitrail.bot.web.ProxyOptions;
import org.vitrail.bot.web.WebOptions;
import org.vitrail.bot.web.WebServer;
import org.vitrail.config.AddressRange;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Settings;
import org.vitrail.config.WebSettings;
import org.vitrail.config.WorkerSettings;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.spool.Spool;
import org.vitrail.inference.worker.Worker;
import org.vitrail.inference.worker.WorkerOptions;
import redis.clients.jedis.UnifiedJedis;

/**
 * Everything in one process: Redis, a worker, the bot service, the page and the bots, started in
 * this order.
 */
final class Standalone implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

  /** Whoever stops a container waits ten seconds, then kills; what is not done is given back. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(6);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Supplier<Optional<String>>> health = new CopyOnWriteArrayList<>();
  private WebServer page;
  private Worker worker;
  private Optional<String> operatorKey = Optional.empty();

  private Standalone() {}

  /**
   * Starts all parts; the model goes on loading afterwards.
   *
   * @throws StandaloneException if another process uses the data folder, Redis cannot be started,
   *     or the one of REDIS_URL does not do or keep what jobs need
   * @throws org.vitrail.bot.web.WebException if the page's port is taken
   */
  static Standalone start(Installation installation, Settings settings) {
    Standalone standalone = new Standalone();
    try {
      standalone.startParts(installation, settings);
      return standalone;
    } catch (RuntimeException e) {
      standalone.close();
      throw e;
    }
  }

  private void startParts(Installation installation, Settings settings) {
    ModelCatalogue catalogue = installation.models();
    String standard = catalogue.require(settings.model().defaultId()).id();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    InstalledModels installed =
        new InstalledModels(
            catalogue, settings, shelf, ModelLoader.concepts(installation.safety()));
    installed.requireHere();
    shelf.chooseNatives();
    ModelMenu every = ModelLoader.menu(catalogue, standard).pulling(catalogue.parts());
    DataFolderLock lock = opened(DataFolderLock.take(settings.dataFolder()));
    // What is wrong with addresses is found before anything large is begun.
    WebServer.requireFree(webOptions(settings.web(), every));
    Ports.requireFreeForWebhook(settings);
    UnifiedJedis redis = opened(RedisConnection.open(redis(settings)));

    Retention retention =
        new Retention(settings.images().retention(), settings.history().retention());
    JobQueue queue =
        new JobQueue(
            redis,
            QueueSettings.DEFAULT
                .withMaxAttempts(settings.worker().maxAttempts())
                .withRetention(retention.history())
                .withLongestWait(settings.limits().longestWait()));
    ImageStore images = new ImageStore(redis, retention.pictures());

    Spool drawn = opened(DataFolder.drawnPictures(settings.dataFolder()));
    worker = opened(worker(settings, installed, queue, images, drawn)).start();

    TimeSource time = TimeSource.system();
    LiveModels live =
        new LiveModels(queue, id -> shelf.isHere(catalogue.require(id)), time::nanoTime);
    ModelMenu menu =
        every
            .offering(live::presence)
            .announcing(live::announced)
            .holding(live::mostPixels)
            .proposing(live::proposals);
    BlocklistFile blocklist =
        opened(
            BlocklistFile.open(
                installation.configFolder(), installation.messages(), BlocklistFile.LOOK_EVERY));
    InstanceRules instance =
        new InstanceRules(
            menu,
            installation.styles(),
            settings.limits(),
            settings.quotas(),
            retention,
            new InstanceSafety(SafetyLevel.of(settings.safety().level()), installation.safety()),
            blocklist);
    Spool journal = opened(DataFolder.requestJournal(settings.dataFolder()));
    BotService botService =
        opened(
            new BotService(
                redis,
                queue,
                images,
                instance,
                installation.messages(),
                time,
                Optional.of(journal)));

    health.add(() -> botService.problems().stream().findFirst());
    health.add(worker::problem);
    page =
        opened(
            WebServer.start(
                webOptions(settings.web(), menu),
                botService,
                installation.messages(),
                this::state));
    operatorKey = botService.operator().key().makeIfMissing();
    lock.announce(page.publicUrl());
    for (Bots.Started bot :
        Bots.start(settings, installation.proxies(), botService, redis, installation.messages())) {
      opened(bot.bot());
      health.add(bot.problem());
    }
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

  private RedisAddress redis(Settings settings) {
    Optional<RedisAddress> own = Installation.ownRedis(settings);
    if (own.isPresent()) {
      OwnRedis.at(own.get(), settings.redis().acceptLoss()).require();
      return own.get();
    }
    EmbeddedRedis embedded = opened(EmbeddedRedis.start(settings.dataFolder()));
    health.add(embedded::problem);
    return RedisAddress.parse(embedded.url());
  }

  private Health state() {
    Map<String, String> models = new LinkedHashMap<>();
    worker.models().forEach(it -> models.put(it.id(), it.state().name().toLowerCase(Locale.ROOT)));
    return new Health(
        health.stream().map(Supplier::get).flatMap(Optional::stream).toList(), models);
  }

  private static Worker worker(
      Settings settings, InstalledModels models, JobQueue queue, ImageStore images, Spool drawn) {
    WorkerSettings chosen = settings.worker();
    return new Worker(
        queue,
        images,
        models,
        ModelMemory.of(ModelLoader.runOptions(chosen)),
        new WorkerOptions(
            chosen.batchImages(),
            chosen.memoryBytes(),
            chosen.lease(),
            chosen.jobTimeout(),
            DRAIN_TIMEOUT,
            Main.version(),
            settings.images().label()),
        Optional.of(drawn));
  }

  /** A key for the moderator's page, where there was none until now. */
  Optional<String> newOperatorKey() {
    return operatorKey;
  }

  /** Where people find the page, perhaps through a proxy. */
  String publicUrl() {
    return page.publicUrl();
  }

  /** Where this machine finds it. */
  String url() {
    return page.url();
  }

  /** The worker, to ask whether its model is loaded. */
  Worker worker() {
    return worker;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /**
   * The worker first, so that what it finishes meanwhile still arrives; then the others, the last
   * opened first.
   */
  @Override
  public void close() {
    if (parts.remove(worker)) {
      parts.push(worker);
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly.", part.getClass().getSimpleName(), e);
      }
    }
    parts.clear();
  }
}
