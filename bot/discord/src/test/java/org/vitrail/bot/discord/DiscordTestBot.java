package org.vitrail.bot.discord;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.HurriedTime;
import org.vitrail.bot.core.SampleRequests;
import org.vitrail.bot.core.TestInstance;
import org.vitrail.bot.core.TimeSource;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.lease.ShardLease;
import org.vitrail.bot.core.service.InstanceRules;
import org.vitrail.bot.testing.discord.FakeButton;
import org.vitrail.bot.testing.discord.FakeChannel;
import org.vitrail.bot.testing.discord.FakeDiscord;
import org.vitrail.bot.testing.discord.FakeDiscordMessage;
import org.vitrail.bot.testing.discord.FakeDiscordUser;
import org.vitrail.bot.testing.discord.FakeGuild;
import org.vitrail.bot.testing.discord.FakeInteraction;
import org.vitrail.bot.testing.discord.MessageState;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.network.Proxies;

/** The bot with its real client on a server that speaks like Discord, and a real bot service. */
final class DiscordTestBot implements AutoCloseable {
  /** How long the bot waits before it tries to reach Discord once more. */
  static final Duration RETRY = Duration.ofMillis(500);

  /**
   * A bot that was killed is replaced so much later; long enough for one that lives to renew it on
   * a busy machine.
   */
  static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  final FakeDiscord discord = FakeDiscord.start().patience(PATIENCE);
  FakeGuild guild;
  FakeChannel general;
  FakeDiscordUser ann;
  FakeDiscordUser bob;
  final TestInstance instance;
  private final TimeSource time;
  private DiscordBot bot;

  private DiscordTestBot(String redisUrl, InstanceRules rules, TimeSource time) {
    this(new TestInstance(redisUrl, rules, time), time);
  }

  private DiscordTestBot(TestInstance instance, TimeSource time) {
    this.instance = instance;
    this.time = time;
    amongOthers();
  }

  /**
   * Has it meet a server and people that it never saw, so that tests can share it over an emptied
   * Redis; to start a client of Discord's is more work than most of what is asked of it.
   */
  void amongOthers() {
    guild = discord.guild("Glassworks");
    general = guild.textChannel("general");
    ann = discord.user("ann", "en-US");
    bob = discord.user("bob", "en-US");
    instance.worker().ready();
  }

  static DiscordTestBot open(String redisUrl) {
    return closed(redisUrl).start();
  }

  static DiscordTestBot open(String redisUrl, InstanceRules rules) {
    return new DiscordTestBot(redisUrl, rules, new HurriedTime()).start();
  }

  static DiscordTestBot open(String redisUrl, InstanceRules rules, TimeSource time) {
    return new DiscordTestBot(redisUrl, rules, time).start();
  }

  /** With a clock that may break; the bot's own does not. */
  static DiscordTestBot open(String redisUrl, BrokenClock clock) {
    TestInstance instance = new TestInstance(redisUrl, SampleRequests.generous(), clock);
    return new DiscordTestBot(instance, new HurriedTime()).start();
  }

  /** With the bot not yet started. */
  static DiscordTestBot closed(String redisUrl) {
    return closed(redisUrl, new HurriedTime());
  }

  /** The same with a time that the test moves. */
  static DiscordTestBot closed(String redisUrl, TimeSource time) {
    return new DiscordTestBot(redisUrl, SampleRequests.generous(), time);
  }

  /** Starts the bot and waits until it is there. */
  DiscordTestBot start() {
    begin();
    discord.gateway().awaitShards(1);
    return this;
  }

  /** Starts the bot and waits for nothing. */
  void begin() {
    begin(options(new ShardRange.Auto()));
  }

  private void begin(DiscordOptions options) {
    bot =
        DiscordBot.start(
            options,
            new ShardLease(instance.redis(), LEASE),
            instance.botService(),
            instance.messages(),
            RETRY,
            time);
  }

  /** Starts the bot behind proxies, and waits until it is there. */
  DiscordTestBot startBehind(Proxies proxies) {
    DiscordOptions direct = options(new ShardRange.Auto());
    begin(new DiscordOptions(direct.token(), direct.apiUrl(), direct.shards(), proxies));
    discord.gateway().awaitShards(1);
    return this;
  }

  void stop() {
    bot.close();
    bot = null;
    await().until(() -> discord.gateway().connectedShards() == 0);
  }

  DiscordOptions options(ShardRange shards) {
    return new DiscordOptions(discord.token(), URI.create(discord.restUrl()), shards);
  }

  /** What the bot says keeps it silent. */
  Optional<String> problem() {
    return bot.problem();
  }

  WorkerDriver worker() {
    return instance.worker();
  }

  FakeInteraction imagine(FakeDiscordUser who, String prompt) {
    return who.slash(general, "imagine", Map.of("prompt", prompt));
  }

  /** Draws the next job from beginning to end. */
  ClaimedJob drawNext() {
    ClaimedJob job = worker().take();
    worker().finish(job);
    return job;
  }

  /** What was said to the person alone in place of a public answer. */
  static FakeDiscordMessage saidAlone(FakeInteraction interaction, String part) {
    return interaction.awaitFollowup(it -> it.isEphemeral() && it.text().contains(part));
  }

  static FakeDiscordMessage grid(FakeInteraction interaction) {
    return interaction.awaitMessage(it -> isGrid(it.state()));
  }

  static boolean isGrid(MessageState state) {
    return !state.attachments().isEmpty() && has("U1").test(state);
  }

  static Predicate<MessageState> has(String label) {
    return state -> state.buttons().stream().map(FakeButton::label).anyMatch(label::equals);
  }

  /** Presses a button by what stands on it. */
  static FakeInteraction press(FakeDiscordUser who, FakeDiscordMessage message, String label) {
    return who.click(message, message.button(label).customId());
  }

  @Override
  public void close() {
    if (bot != null) {
      bot.close();
    }
    discord.close();
    instance.close();
  }
}
