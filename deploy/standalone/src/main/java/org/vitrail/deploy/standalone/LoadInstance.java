package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.queue.LiveModels;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Retention;
import org.vitrail.bot.promptfilter.BlocklistFile;
import org.vitrail.bot.promptfilter.TextFilter;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.tensor.ModelMemory;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.worker.ModelProvider;
import org.vitrail.inference.worker.Worker;
import org.vitrail.inference.worker.WorkerOptions;
import redis.clients.jedis.UnifiedJedis;

/**
 * A Redis, a worker and a bot service as an operator has them, but without limits on what one
 * person may ask for, without chats and without a page, for a test of how much they bear.
 */
final class LoadInstance implements AutoCloseable {
  private static final LimitSettings NO_LIMITS =
      new LimitSettings(1_000, 9, 100_000, 100_000, Duration.ofDays(7));

  private static final QuotaSettings NO_QUOTAS =
      new QuotaSettings(
          new QuotaSettings.Rate(1_000, 6_000),
          new QuotaSettings.Pictures(0, 0, 0, 0),
          new QuotaSettings.Platforms(0, 0, 0),
          new QuotaSettings.Shares(4),
          "UTC");

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final UnifiedJedis redis;
  private final BotService bot;
  private final Worker worker;

  /**
   * @param folder for the data of Redis
   * @param models that are drawn with, the standard one first
   * @param menu what people may choose
   * @param retention how long jobs are kept once they have ended
   */
  LoadInstance(
      Installation installation,
      Path folder,
      ModelProvider models,
      ModelMenu menu,
      Duration retention) {
    Settings settings = installation.settings();
    EmbeddedRedis server = opened(EmbeddedRedis.start(folder));
    redis = opened(RedisConnection.open(server.url()));
    JobQueue queue =
        new JobQueue(
            redis,
            QueueSettings.DEFAULT
                .withMaxAttempts(settings.worker().maxAttempts())
                .withRetention(retention, QueueSettings.UNSEEN));
    ImageStore images = new ImageStore(redis, retention, QueueSettings.UNSEEN);
    worker = opened(new Worker(queue, images, models, memory(settings), options(settings)).start());
    TimeSource time = TimeSource.system();
    LiveModels live = new LiveModels(queue, models.ids()::contains, time::nanoTime);
    TextFilter blocklist =
        TextFilter.of(BlocklistFile.read(installation.configFolder(), installation.messages()));
    InstanceRules rules =
        new InstanceRules(
            menu.offering(live::presence).announcing(live::announced),
            installation.styles(),
            NO_LIMITS,
            NO_QUOTAS,
            new Retention(retention, retention),
            new InstanceSafety(SafetyLevel.of(settings.safety().level()), installation.safety()),
            () -> blocklist);
    bot = opened(new BotService(redis, queue, images, rules, installation.messages(), time));
  }

  private static ModelMemory memory(Settings settings) {
    return ModelMemory.of(ModelLoader.runOptions(settings.worker()));
  }

  private static WorkerOptions options(Settings settings) {
    return new WorkerOptions(
        settings.worker().batchImages(),
        settings.worker().memoryBytes(),
        settings.worker().lease(),
        settings.worker().jobTimeout(),
        Duration.ofSeconds(1),
        Main.version(),
        settings.images().label());
  }

  BotService bot() {
    return bot;
  }

  UnifiedJedis redis() {
    return redis;
  }

  /** The worker, to ask whether its model is loaded. */
  Worker worker() {
    return worker;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
    parts.clear();
  }
}
