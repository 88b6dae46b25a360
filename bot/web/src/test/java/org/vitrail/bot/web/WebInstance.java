package org.vitrail.bot.web;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.bot.command.SampleCommands;
import org.vitrail.bot.command.catalogue.AnnouncedModel;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.imagesafety.InstanceSafety;
import org.vitrail.bot.core.imagesafety.SafetyLevel;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.core.service.Retention;
import org.vitrail.bot.promptfilter.SampleFilters;
import org.vitrail.config.AllowedValues;
import org.vitrail.config.LimitSettings;
import org.vitrail.config.Messages;
import org.vitrail.config.OptionChoice;
import org.vitrail.config.QuotaSettings;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.StyleCatalogue;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.Proposals;
import org.vitrail.inference.protocol.QueueSettings;
import org.vitrail.inference.protocol.RedisConnection;
import org.vitrail.inference.protocol.ServedModel;
import redis.clients.jedis.UnifiedJedis;

/** Everything but a worker, for one test: a server over a real bot service over a real Redis. */
final class WebInstance implements AutoCloseable {
  private static final Map<String, AllowedValues> OPTIONS = withRank();

  static final ModelMenu.Item MODEL =
      new ModelMenu.Item(
          "bundled",
          "Vitrail small",
          "The bundled model is small: it knows colours and simple objects, not faces or scenes.",
          OPTIONS,
          9,
          true);

  private static final Proposals PROPOSALS =
      new Proposals(
          List.of("three carrots", "a castle at night", "a fox in the snow"),
          List.of("cat", "castle"),
          List.of("{} on the grass"));

  /** With what a worker would announce. */
  private static final ModelMenu MODELS =
      new ModelMenu(List.of(MODEL), MODEL)
          .announcing(
              id ->
                  Optional.of(
                      new AnnouncedModel(
                          Set.of(
                              ModelAbility.VARY,
                              ModelAbility.STICKER,
                              ModelAbility.INIT_IMAGE,
                              ModelAbility.IMAGE_PROMPTS,
                              ModelAbility.END_EARLY,
                              ModelAbility.KEEP,
                              ModelAbility.ASPECT),
                          OPTIONS,
                          List.of(),
                          Optional.of(new ServedModel.Cells(16, 16)),
                          List.of("en", "de", "ru", "zh"),
                          List.of("bundled", "dall-e"))))
          .proposing((id, language) -> Optional.of(PROPOSALS));

  private static Map<String, AllowedValues> withRank() {
    Map<String, AllowedValues> options = new LinkedHashMap<>(SampleCommands.OPTIONS);
    options.put("rank", OptionChoice.of("clip", "clip", "perplexity"));
    return options;
  }

  private static final Duration RETENTION = Duration.ofDays(1);

  /** As the settings are, unless somebody changes them. */
  private static final ProxyOptions BEHIND_A_LOCAL_PROXY =
      new ProxyOptions(Optional.empty(), List.of(), InetAddress::isLoopbackAddress);

  private static final Messages MESSAGES = Messages.load(null);

  private final UnifiedJedis redis;
  private final BotService botService;
  private final JobQueue queue;
  private final ImageStore images;
  private WebServer server;

  WebInstance(String redisUrl) {
    this(redisUrl, SafetyLevel.ON);
  }

  WebInstance(String redisUrl, SafetyLevel level) {
    this(redisUrl, level, new HurriedTime());
  }

  WebInstance(String redisUrl, SafetyLevel level, TimeSource clock) {
    redis = RedisConnection.open(redisUrl);
    queue = new JobQueue(redis, QueueSettings.DEFAULT);
    images = new ImageStore(redis, RETENTION);
    botService = new BotService(redis, queue, images, rules(level), MESSAGES, clock);
    server = serve("127.0.0.1", 0);
  }

  private static InstanceRules rules(SafetyLevel level) {
    return new InstanceRules(
        MODELS,
        StyleCatalogue.load(null),
        new LimitSettings(1000, 9, 100, 10, Duration.ofHours(12)),
        new QuotaSettings(
            new QuotaSettings.Rate(40, 40),
            new QuotaSettings.Pictures(0, 300, 0, 0),
            new QuotaSettings.Platforms(0, 0, 0),
            new QuotaSettings.Shares(4),
            "UTC"),
        new Retention(RETENTION, RETENTION),
        new InstanceSafety(level, SafetyCatalogue.load(null)),
        SampleFilters.blocking("forbiddenword"));
  }

  WebServer serve(String host, int port) {
    return serve(host, port, BEHIND_A_LOCAL_PROXY, WebServer.BODY_PATIENCE);
  }

  WebServer serve(String host, int port, ProxyOptions proxy, Duration bodyPatience) {
    return WebServer.start(
        new WebOptions(host, port, "1.2.3", MODELS, proxy),
        botService,
        MESSAGES,
        () -> new Health(botService.problems(), Map.of("bundled", "loaded")),
        bodyPatience);
  }

  /** Ends the server and starts another one at the same address, as an update would. */
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

  ImageStore images() {
    return images;
  }

  BotService botService() {
    return botService;
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
    botService.close();
    redis.close();
  }
}
