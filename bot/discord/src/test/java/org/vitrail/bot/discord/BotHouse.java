package org.vitrail.bot.discord;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrail.bot.core.BrokenClock;
import org.vitrail.bot.core.Samples;
import org.vitrail.bot.core.TestHouse;
import org.vitrail.bot.core.WorkerDriver;
import org.vitrail.bot.core.studio.HouseRules;
import org.vitrail.bot.discord.fake.FakeButton;
import org.vitrail.bot.discord.fake.FakeChannel;
import org.vitrail.bot.discord.fake.FakeDiscord;
import org.vitrail.bot.discord.fake.FakeGuild;
import org.vitrail.bot.discord.fake.FakeInteraction;
import org.vitrail.bot.discord.fake.FakeMessage;
import org.vitrail.bot.discord.fake.FakeUser;
import org.vitrail.bot.discord.fake.MessageState;
import org.vitrail.config.ShardRange;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.network.Proxies;

/** The bot with its real client on a server that speaks like Discord, and a real studio. */
final class BotHouse implements AutoCloseable {
  /** How long the bot waits before it tries to reach Discord once more. */
  static final Duration RETRY = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  final FakeDiscord discord = FakeDiscord.start().patience(PATIENCE);
  final FakeGuild guild = discord.guild("Glassworks");
  final FakeChannel general = guild.textChannel("general");
  final FakeUser ann = discord.user("ann", "en-US");
  final FakeUser bob = discord.user("bob", "en-US");
  final TestHouse house;
  private DiscordBot bot;

  private BotHouse(TestHouse house) {
    this.house = house;
    house.worker().ready();
  }

  static BotHouse open(String redisUrl) {
    return closed(redisUrl).start();
  }

  static BotHouse open(String redisUrl, HouseRules rules) {
    return new BotHouse(new TestHouse(redisUrl, rules)).start();
  }

  /** With a clock that may break. */
  static BotHouse open(String redisUrl, BrokenClock clock) {
    return new BotHouse(new TestHouse(redisUrl, Samples.generous(), clock)).start();
  }

  /** With the bot not yet started. */
  static BotHouse closed(String redisUrl) {
    return new BotHouse(new TestHouse(redisUrl));
  }

  /** Starts the bot and waits until it is there. */
  BotHouse start() {
    begin();
    discord.gateway().awaitShards(1);
    return this;
  }

  /** Starts the bot and waits for nothing. */
  void begin() {
    bot = DiscordBot.start(options(new ShardRange.Auto()), house.studio(), house.messages(), RETRY);
  }

  /** Starts the bot behind proxies, and waits until it is there. */
  BotHouse startBehind(Proxies proxies) {
    DiscordOptions direct = options(new ShardRange.Auto());
    bot =
        DiscordBot.start(
            new DiscordOptions(direct.token(), direct.apiUrl(), direct.shards(), proxies),
            house.studio(),
            house.messages(),
            RETRY);
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
    return house.worker();
  }

  FakeInteraction imagine(FakeUser who, String prompt) {
    return who.slash(general, "imagine", Map.of("prompt", prompt));
  }

  /** Draws the next job from beginning to end. */
  ClaimedJob drawNext() {
    ClaimedJob job = worker().take();
    worker().finish(job);
    return job;
  }

  /** What was said to the person alone in place of a public answer. */
  static FakeMessage saidAlone(FakeInteraction interaction, String part) {
    return interaction.awaitFollowup(it -> it.isEphemeral() && it.text().contains(part));
  }

  static FakeMessage grid(FakeInteraction interaction) {
    return interaction.awaitMessage(it -> isGrid(it.state()));
  }

  static boolean isGrid(MessageState state) {
    return !state.attachments().isEmpty() && has("U1").test(state);
  }

  static Predicate<MessageState> has(String label) {
    return state -> state.buttons().stream().map(FakeButton::label).anyMatch(label::equals);
  }

  /** Presses a button by what stands on it. */
  static FakeInteraction press(FakeUser who, FakeMessage message, String label) {
    return who.click(message, message.button(label).customId());
  }

  @Override
  public void close() {
    if (bot != null) {
      bot.close();
    }
    discord.close();
    house.close();
  }
}
