package org.vitrail.bot.discord;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.Permission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.config.DaemonThreads;
import org.vitrail.config.Messages;
import org.vitrail.config.ShardRange;

/**
 * The Discord bot: signs in, lists its commands, deals with interactions side by side and keeps the
 * messages of jobs up to date. While Discord cannot be reached it goes on trying, and while another
 * process serves the same shards it stands by.
 */
public final class DiscordBot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordBot.class);
  private static final int EVENT_THREADS = 8;
  private static final int WORKERS = 32;
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);

  private final DiscordOptions options;
  private final ShardLease lease;
  private final BotService botService;
  private final Messages messages;
  private final Duration retry;
  private final TimeSource time;
  private final ExecutorService events =
      Executors.newFixedThreadPool(EVENT_THREADS, DaemonThreads.named("discord-events"));
  private final ExecutorService workers =
      Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("discord-work"));
  private final Thread serving;
  private volatile Optional<DiscordConnection> connection = Optional.empty();
  private volatile boolean standsBy;
  private volatile boolean closed;
  private volatile boolean isUnknown;

  private DiscordBot(
      DiscordOptions options,
      ShardLease lease,
      BotService botService,
      Messages messages,
      Duration retry,
      TimeSource time) {
    this.options = options;
    this.lease = lease;
    this.botService = botService;
    this.messages = messages;
    this.retry = retry;
    this.time = time;
    this.serving = DaemonThreads.named("discord-sign-in").newThread(this::serve);
  }

  /**
   * Starts the bot and returns at once.
   *
   * @param lease of its shards: while another process has it, this one stands by
   */
  public static DiscordBot start(
      DiscordOptions options, ShardLease lease, BotService botService, Messages messages) {
    return start(options, lease, botService, messages, RETRY, TimeSource.system());
  }

  /**
   * Starts the bot and returns at once.
   *
   * @param retry how long it waits before it tries to reach Discord once more
   */
  static DiscordBot start(
      DiscordOptions options,
      ShardLease lease,
      BotService botService,
      Messages messages,
      Duration retry,
      TimeSource time) {
    DiscordBot bot = new DiscordBot(options, lease, botService, messages, retry, time);
    bot.serving.start();
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
    boolean ended =
        connection
            .map(DiscordConnection::hasEnded)
            .orElse(serving.getState() == Thread.State.TERMINATED);
    return ended
        ? Optional.of(
            "Discord's connection has ended for good, so Discord is not served. The log says why.")
        : Optional.empty();
  }

  /** Signs in as soon as no other process serves these shards, and keeps that known. */
  private void serve() {
    DiscordApi api = new DiscordApi(options);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        DiscordApi.Gateway gateway = api.gateway();
        long application = api.application().id();
        ShardRange.Part shards = part(gateway);
        try {
          keep(gateway, application, shards);
        } finally {
          giveBack(application);
        }
      } catch (DiscordApi.UnknownTokenException e) {
        LOG.error(
            "Discord does not know this token. Make a new one at"
                + " https://discord.com/developers/applications, page Bot, Reset Token, and set"
                + " DISCORD_TOKEN.");
        isUnknown = true;
        return;
      } catch (IOException | RuntimeException e) {
        LOG.warn("Discord cannot be reached ({}); trying again in {}.", e.getMessage(), retry);
        pause(retry);
      } catch (Error e) {
        LOG.error("Signing in to Discord failed; it is tried again in {}.", retry, e);
        pause(retry);
      }
    }
  }

  private ShardRange.Part part(DiscordApi.Gateway gateway) {
    int recommended = gateway.recommendedShards();
    return options.shards() instanceof ShardRange.Part part
        ? part
        : new ShardRange.Part(0, recommended - 1, recommended);
  }

  /** Returns when the bot is closed. */
  private void keep(DiscordApi.Gateway gateway, long application, ShardRange.Part shards) {
    while (!Thread.currentThread().isInterrupted()) {
      ShardLease.Holder holder = lease.take(application, shards);
      if (holder instanceof ShardLease.Holder.Other other) {
        standBy(other.shards());
      } else if (holder instanceof ShardLease.Holder.Unknown unknown) {
        // Nobody else gets the lease meanwhile: who serves goes on, with what people can be told.
        LOG.debug("The lease of Discord's shards cannot be asked for: {}", unknown.why());
      } else if (connection.isEmpty()) {
        connect(gateway, shards);
      }
      pause(lease.interval());
    }
  }

  private synchronized void standBy(String other) {
    if (closed) {
      return;
    }
    if (!standsBy) {
      LOG.info(
          "Another process serves Discord's shards {}; this one stands by, and takes over when that ends.",
          other);
    }
    standsBy = true;
    connection.ifPresent(DiscordConnection::close);
    connection = Optional.empty();
  }

  private synchronized void connect(DiscordApi.Gateway gateway, ShardRange.Part part) {
    if (closed) {
      return;
    }
    if (standsBy) {
      LOG.info("No other process serves Discord's shards {} any more; this one does now.", part);
    }
    standsBy = false;
    connection =
        Optional.of(
            new DiscordConnection(
                options,
                botService,
                messages,
                DiscordConnection.shards(options, gateway.url(), part, events),
                workers,
                time));
  }

  private void giveBack(long application) {
    // An interrupted thread waits for no connection of the pool.
    boolean interrupted = Thread.interrupted();
    try {
      lease.giveBack(application);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void pause(Duration pause) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    connection.ifPresent(DiscordConnection::close);
    serving.interrupt();
    try {
      serving.join(PATIENCE_AT_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
