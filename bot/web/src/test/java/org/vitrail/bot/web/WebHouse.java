package org.vitrail.bot.web;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vitrail.bot.core.Samples;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.command.ModelMenu;
import org.vitrail.bot.core.safety.HouseSafety;
import org.vitrail.bot.core.safety.SafetyLevel;
import org.vitrail.bot.core.studio.HouseRules;
import org.vitrail.bot.core.studio.Retention;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.Messages;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.Sampling;
import redis.clients.jedis.UnifiedJedis;

/** Everything but a worker, for one test: a server over a real studio over a real Redis. */
final class WebHouse implements AutoCloseable {
  static final ModelMenu.Item MODEL =
      new ModelMenu.Item(
          "bundled",
          "Vitrail small",
          "The bundled model is small: it knows colours and simple objects, not faces or scenes.",
          new Sampling(3, 0.6f, 64, 1),
          9,
          true);

  private static final ModelMenu MODELS = new ModelMenu(List.of(MODEL), MODEL);
  private static final Duration RETENTION = Duration.ofDays(1);

  /** As the settings are, unless somebody changes them. */
  private static final ProxyOptions BEHIND_A_LOCAL_PROXY =
      new ProxyOptions(Optional.empty(), List.of(), InetAddress::isLoopbackAddress);

  private static final Messages MESSAGES = Messages.load(null);

  private final UnifiedJedis redis;
  private final Studio studio;
  private final JobQueue queue;
  private final ImageStore images;
  private WebServer server;

  WebHouse(String redisUrl) {
    this(redisUrl, SafetyLevel.ON);
  }

  WebHouse(String redisUrl, SafetyLevel level) {
    this(redisUrl, level, Clock.systemUTC());
  }

  WebHouse(String redisUrl, SafetyLevel level, Clock clock) {
    redis = RedisConnection.open(redisUrl);
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    images = new ImageStore(redis, RETENTION);
    studio = new Studio(redis, queue, images, rules(level), MESSAGES, clock);
    server = serve("127.0.0.1", 0);
  }

  private static HouseRules rules(SafetyLevel level) {
    return new HouseRules(
        MODELS,
        StyleCatalogue.load(null),
        new LimitSettings(1000, 9, 100, 10),
        new QuotaSettings(
            new QuotaSettings.Rate(40, 40),
            new QuotaSettings.Pictures(0, 300, 0, 0),
            new QuotaSettings.Platforms(0, 0, 0),
            "UTC"),
        new Retention(RETENTION, RETENTION),
        new HouseSafety(level, SafetyCatalogue.load(null)),
        Samples.blocking("forbiddenword"));
  }

  WebServer serve(String host, int port) {
    return serve(host, port, BEHIND_A_LOCAL_PROXY, WebServer.BODY_PATIENCE);
  }

  WebServer serve(String host, int port, ProxyOptions proxy, Duration bodyPatience) {
    return WebServer.start(
        new WebOptions(host, port, "1.2.3", MODELS, proxy),
        studio,
        MESSAGES,
        studio::problems,
        bodyPatience);
  }

  /** Ends the server and starts another one at the same place, as an update would. */
  void restartServer(Runnable meanwhile) {
    int port = server.port();
    server.close();
    meanwhile.run();
    server = serve("127.0.0.1", port);
  }

  WebServer server() {
    return server;
  }

  WorkerDriver worker() {
    return new WorkerDriver(queue, images);
  }

  Studio studio() {
    return studio;
  }

  UnifiedJedis redis() {
    return redis;
  }

  Visitor visitor() {
    return new Visitor(server.url());
  }

  @Override
  public void close() {
    server.close();
    studio.close();
    redis.close();
  }
}
