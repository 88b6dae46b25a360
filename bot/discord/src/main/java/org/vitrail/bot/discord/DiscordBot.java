package org.vitrail.bot.discord;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Activity;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.sharding.DefaultShardManagerBuilder;
import net.dv8tion.jda.api.sharding.ShardManager;
import net.dv8tion.jda.api.utils.ConcurrentSessionController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.CommandSpec;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.messaging.MessageUpdater;
import org.vitrail.bot.core.messaging.Pacer;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.Messages;
import org.vitrail.config.ShardRange;

/**
 * The Discord bot: signs in, lists its commands, deals with interactions side by side and keeps the
 * messages of jobs up to date. While Discord cannot be reached it goes on trying.
 */
public final class DiscordBot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordBot.class);
  private static final int EVENT_THREADS = 8;
  private static final int WORKERS = 32;
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  /**
   * Discord does not want such a connection again, for example because the token was taken back.
   */
  private static final Set<JDA.Status> ENDED =
      EnumSet.of(JDA.Status.SHUTDOWN, JDA.Status.FAILED_TO_LOGIN);

  private final DiscordOptions options;
  private final BotService botService;
  private final Messages messages;
  private final Duration retry;
  private final TimeSource time;
  private final ExecutorService events =
      Executors.newFixedThreadPool(EVENT_THREADS, DaemonThreads.named("discord-events"));
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("discord-work"));
  private final Thread signingIn;
  private volatile ShardManager shards;
  private MessageUpdater messageUpdater;
  private volatile boolean closed;
  private volatile boolean isUnknown;

  private DiscordBot(
      DiscordOptions options,
      BotService botService,
      Messages messages,
      Duration retry,
      TimeSource time) {
    this.options = options;
    this.botService = botService;
    this.messages = messages;
    this.retry = retry;
    this.time = time;
    this.signingIn = DaemonThreads.named("discord-sign-in").newThread(this::signIn);
  }

  /** Starts the bot and returns at once. */
  public static DiscordBot start(DiscordOptions options, BotService botService, Messages messages) {
    return start(options, botService, messages, RETRY, TimeSource.system());
  }

  /**
   * Starts the bot and returns at once.
   *
   * @param retry how long it waits before it tries to reach Discord once more
   */
  static DiscordBot start(
      DiscordOptions options,
      BotService botService,
      Messages messages,
      Duration retry,
      TimeSource time) {
    DiscordBot bot = new DiscordBot(options, botService, messages, retry, time);
    bot.signingIn.start();
    return bot;
  }

  /** What keeps the bot silent until somebody acts, in a sentence for the operator. */
  public Optional<String> problem() {
    if (closed) {
      return Optional.empty();
    }
    if (isUnknown) {
      return Optional.of("Discord does not know the token; set DISCORD_TOKEN and start again.");
    }
    ShardManager running = shards;
    boolean ended =
        running == null
            ? signingIn.getState() == Thread.State.TERMINATED
            : running.getStatuses().values().stream().anyMatch(ENDED::contains);
    return ended
        ? Optional.of(
            "Discord's connection has ended for good, so Discord is not served. The log says why.")
        : Optional.empty();
  }

  private void signIn() {
    DiscordApi api = new DiscordApi(options);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        connect(api.gateway());
        return;
      } catch (DiscordApi.UnknownTokenException e) {
        LOG.error(
            "Discord does not know this token. Make a new one at"
                + " https://discord.com/developers/applications, page Bot, Reset Token, and set"
                + " DISCORD_TOKEN.");
        isUnknown = true;
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("Discord cannot be reached ({}); trying again in {}.", e.getMessage(), retry);
        pause();
      } catch (Error e) {
        LOG.error("Signing in to Discord failed; it is tried again in {}.", retry, e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(retry.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void connect(DiscordApi.Gateway gateway) {
    if (closed) {
      return;
    }
    shards = builder(gateway).build(false);
    DiscordText text = new DiscordText(botService.chats().buttons());
    DiscordMessenger messenger = new DiscordMessenger(shards, text, time);
    messageUpdater =
        botService
            .chats()
            .messageUpdater(messenger, new Pacer(DiscordMessenger.ALL, time::nanoTime));

    Apology apology = new Apology(messages, time);
    InteractionAcker acker = new InteractionAcker(workers, apology);
    DiscordReplies replies =
        new DiscordReplies(botService, messageUpdater, messenger, text, messages);
    DiscordPostingRights postingRights = new DiscordPostingRights(messages);
    AttachmentReader attachments = new AttachmentReader(options.apiUrl(), options.proxies());
    Copies copies = new Copies(shards, botService, messenger, text, messages);
    shards.addEventListener(
        new DiscordListener(
            new SlashCommands(acker, replies, botService, postingRights, attachments),
            new Buttons(acker, replies, botService, postingRights, copies, messages, workers),
            new Autocomplete(botService, messages, replies, workers),
            apology),
        new CommandLister());
    shards.login();
  }

  private DefaultShardManagerBuilder builder(DiscordApi.Gateway gateway) {
    DefaultShardManagerBuilder builder =
        DefaultShardManagerBuilder.createLight(options.token(), List.of())
            .setRestConfig(new RestConfig().setBaseUrl(options.apiUrl().toString()))
            .setHttpClientBuilder(Clients.forJda(options.proxies()))
            .setWebsocketFactory(Clients.webSockets(options.proxies(), URI.create(gateway.url())))
            .setSessionController(new Gateways(gateway.url()))
            .setActivity(Activity.customStatus("/" + CommandSpec.IMAGINE.word()))
            .setEventPool(events, false)
            .setEnableShutdownHook(false);
    if (options.shards() instanceof ShardRange.Part part) {
      builder
          .setShardsTotal(part.total())
          .setShards(IntStream.rangeClosed(part.first(), part.last()).toArray());
    } else {
      builder.setShardsTotal(gateway.recommendedShards());
    }
    return builder;
  }

  /** Connects to where the configured API says. */
  private static final class Gateways extends ConcurrentSessionController {
    private final String url;

    Gateways(String url) {
      this.url = url;
    }

    @Override
    public String getGateway() {
      return url;
    }
  }

  /** The first shard lists the commands for all of them. */
  private final class CommandLister extends ListenerAdapter {
    @Override
    public void onReady(ReadyEvent event) {
      JDA shard = event.getJDA();
      LOG.info(
          "Discord knows the bot as {}, shard {} in {} servers.",
          shard.getSelfUser().getName(),
          shard.getShardInfo().getShardId(),
          event.getGuildAvailableCount());
      if (shard.getShardInfo().getShardId() == 0) {
        LOG.info("Invite the bot: {}", inviteUrl(shard.getSelfUser().getApplicationIdLong()));
        shard
            .updateCommands()
            .addCommands(new DiscordCommandMenu(messages, botService.imagineOptions()).commands())
            .queue(
                listed -> LOG.info("Discord lists {} commands.", listed.size()),
                failure -> LOG.error("The commands could not be listed.", failure));
      }
    }
  }

  /** Where a server's owner lets the bot in, with the permissions that it needs and no others. */
  public static String inviteUrl(long application) {
    Set<Permission> needed = DiscordPostingRights.NEEDED;
    return "https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d"
        .formatted(Long.toUnsignedString(application), Permission.getRaw(needed));
  }

  /** Lets what was taken on be answered; messages of jobs are left to the next process. */
  @Override
  public void close() {
    signingIn.interrupt();
    synchronized (this) {
      closed = true;
    }
    events.shutdown();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (shards != null) {
      messageUpdater.close();
      shards.shutdown();
    }
  }
}
