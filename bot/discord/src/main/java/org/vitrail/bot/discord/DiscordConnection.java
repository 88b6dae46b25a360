package org.vitrail.bot.discord;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
import net.dv8tion.jda.api.JDA;
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
import org.vitrail.config.Messages;
import org.vitrail.config.ShardRange;

/** What a bot has of Discord while it serves its shards: their connections and who listens. */
final class DiscordConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiscordConnection.class);

  /**
   * Discord does not want such a connection again, for example because the token was taken back.
   */
  private static final Set<JDA.Status> ENDED =
      EnumSet.of(JDA.Status.SHUTDOWN, JDA.Status.FAILED_TO_LOGIN);

  private final BotService botService;
  private final Messages messages;
  private final ShardManager shards;
  private final MessageUpdater messageUpdater;

  /**
   * Begins to connect, and returns at once.
   *
   * @param shards their connections, not yet signed in
   * @param workers deal with what people ask
   */
  DiscordConnection(
      DiscordOptions options,
      BotService botService,
      Messages messages,
      ShardManager shards,
      ExecutorService workers,
      TimeSource time) {
    this.botService = botService;
    this.messages = messages;
    this.shards = shards;
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

  /** Connections of those shards, which sign in later. */
  static ShardManager shards(
      DiscordOptions options, String gateway, ShardRange.Part part, ExecutorService events) {
    return DefaultShardManagerBuilder.createLight(options.token(), List.of())
        .setRestConfig(new RestConfig().setBaseUrl(options.apiUrl().toString()))
        .setHttpClientBuilder(Clients.forJda(options.proxies()))
        .setWebsocketFactory(Clients.webSockets(options.proxies(), URI.create(gateway)))
        .setSessionController(new Gateways(gateway))
        .setActivity(Activity.customStatus("/" + CommandSpec.IMAGINE.word()))
        .setEventPool(events, false)
        .setEnableShutdownHook(false)
        .setShardsTotal(part.total())
        .setShards(IntStream.rangeClosed(part.first(), part.last()).toArray())
        .build(false);
  }

  /** Whether a connection has ended that does not come back. */
  boolean hasEnded() {
    return shards.getStatuses().values().stream().anyMatch(ENDED::contains);
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
        LOG.info(
            "Invite the bot: {}", DiscordBot.inviteUrl(shard.getSelfUser().getApplicationIdLong()));
        shard
            .updateCommands()
            .addCommands(new DiscordCommandMenu(messages, botService.imagineOptions()).commands())
            .queue(
                listed -> LOG.info("Discord lists {} commands.", listed.size()),
                failure -> LOG.error("The commands could not be listed.", failure));
      }
    }
  }

  @Override
  public void close() {
    messageUpdater.close();
    shards.shutdown();
  }
}
