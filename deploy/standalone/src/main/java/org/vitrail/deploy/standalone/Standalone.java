package org.vitrail.deploy.standalone;

import java.util.Optional;
import org.vitrail.bot.web.WebServer;
import org.vitrail.config.Settings;
import org.vitrail.inference.protocol.RedisAddress;
import org.vitrail.inference.worker.Worker;

/**
 * Everything in one process: Redis, a worker, the bot service, the page and the bots, started in
 * this order.
 */
final class Standalone implements AutoCloseable {
  private final OpenParts parts;
  private final WorkerRole worker;
  private final BotRole bot;

  private Standalone(OpenParts parts, WorkerRole worker, BotRole bot) {
    this.parts = parts;
    this.worker = worker;
    this.bot = bot;
  }

  /**
   * Starts all parts; the model goes on loading afterwards.
   *
   * @throws StandaloneException if another process uses the data folder, Redis cannot be started,
   *     or the one of REDIS_URL does not do or keep what jobs need
   * @throws org.vitrail.bot.web.WebException if the page's port is taken
   */
  static Standalone start(Installation installation, Settings settings) {
    OpenParts parts = new OpenParts();
    try {
      return start(parts, Instance.of(installation, settings));
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Starts all parts among those that the caller closes. */
  static Standalone start(OpenParts parts, Instance instance) {
    Settings settings = instance.settings();
    WorkerRole.require(instance);
    DataFolderLock lock = parts.add(DataFolderLock.take(settings.dataFolder()));
    // What is wrong with addresses is found before anything large is begun.
    BotRole.require(instance, Adapter.possible(settings));
    Storage storage = Storage.open(parts, redis(parts, settings), settings);
    WorkerRole worker = WorkerRole.start(parts, instance, storage);
    BotRole bot =
        BotRole.start(parts, instance, storage, Adapter.possible(settings), worker::models);
    lock.announce(bot.page().orElseThrow().publicUrl());
    return new Standalone(parts, worker, bot);
  }

  private static RedisAddress redis(OpenParts parts, Settings settings) {
    Optional<RedisAddress> own = Installation.ownRedis(settings);
    if (own.isPresent()) {
      OwnRedis.at(own.get(), settings.redis().acceptRisk()).require();
      return own.get();
    }
    EmbeddedRedis embedded = parts.add(EmbeddedRedis.start(settings.dataFolder()));
    parts.watch(embedded::problem);
    return RedisAddress.parse(embedded.url());
  }

  /** What people speak with. */
  BotRole bot() {
    return bot;
  }

  /** Where this machine finds the page. */
  String url() {
    return bot.page().map(WebServer::url).orElseThrow();
  }

  /** What draws. */
  WorkerRole workerRole() {
    return worker;
  }

  /** The worker, to ask whether its model is loaded. */
  Worker worker() {
    return worker.worker();
  }

  @Override
  public void close() {
    parts.close();
  }
}
