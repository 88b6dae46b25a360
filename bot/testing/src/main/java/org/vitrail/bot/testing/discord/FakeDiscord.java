package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A Discord of its own for tests: interface and gateway on one port of 127.0.0.1, a world of guilds
 * and people who act in it, and faults on demand. Knows nothing of the bot but what it is sent.
 */
public final class FakeDiscord implements AutoCloseable {
  private volatile String host = "127.0.0.1";
  private final String token;
  private final Snowflakes ids = new Snowflakes();
  private final Patience patience = new Patience();
  private final DiscordFaults faults = new DiscordFaults();
  private final DiscordRecorder recorder = new DiscordRecorder();
  private final Gateway gateway = new Gateway(this);
  private final Interactions interactions = new Interactions(this);
  private final ApplicationRoutes application = new ApplicationRoutes(this);
  private final FakeDiscordUser bot;
  private final FakeDiscordUser owner;
  private final List<FakeGuild> guilds = new CopyOnWriteArrayList<>();
  private final Map<Long, FakeDiscordUser> users = new ConcurrentHashMap<>();
  private final Map<Long, FakeChannel> channels = new ConcurrentHashMap<>();
  private final Map<FakeDiscordUser, FakeChannel> privateChannels = new ConcurrentHashMap<>();
  private final Map<Long, FakeAttachment> attachments = new ConcurrentHashMap<>();
  private final WireServer server;
  private volatile int shards = 1;
  private volatile int maxConcurrency = 1;
  private volatile Duration callbackWindow = Duration.ofSeconds(3);
  private volatile Duration tokenLifetime = Duration.ofMinutes(15);
  private volatile Duration nonceWindow = Duration.ofMinutes(5);
  private volatile Duration clockSkew = Duration.ZERO;
  private volatile OptionalLong attachmentSizeLimit = OptionalLong.empty();
  private volatile LongSupplier limitMillis = System::currentTimeMillis;
  private volatile boolean enforcesRateLimits;

  private FakeDiscord(String token, int port) {
    this.token = token;
    this.bot = new FakeDiscordUser(this, newId(), "vitrail", "en-US", true);
    this.owner = user("owner");
    RestApi api = new RestApi(this, application);
    try {
      this.server = new WireServer(port, new Endpoints(api, gateway));
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  private record Endpoints(RestApi api, Gateway gateway) implements WireServer.Handler {
    @Override
    public WireAnswer answer(WireRequest request) throws IOException {
      return api.answer(request);
    }

    @Override
    public boolean acceptsWebSockets() {
      return gateway.acceptsConnections();
    }

    @Override
    public void serve(WebSocket socket) throws IOException {
      gateway.serve(socket);
    }
  }

  public static FakeDiscord start() {
    return start("a-valid.bot.token");
  }

  /** Starts one that knows a bot with this token. */
  public static FakeDiscord start(String token) {
    return new FakeDiscord(token, 0);
  }

  public String token() {
    return token;
  }

  /** Where the versioned interface is, with a slash at its end. */
  public String restUrl() {
    return baseUrl() + Route.BASE;
  }

  /** Goes by another name from now on, which somebody else has to lead here. */
  public FakeDiscord calls(String name) {
    host = name;
    return this;
  }

  public int port() {
    return server.port();
  }

  public String gatewayUrl() {
    return "ws://" + host + ":" + server.port() + "/gateway";
  }

  public FakeGuild guild(String name) {
    return guild(name, owner);
  }

  /** A guild that the bot is in; consecutive ones live on consecutive shards. */
  public FakeGuild guild(String name, FakeDiscordUser guildOwner) {
    FakeGuild guild = new FakeGuild(this, ids.nextGuild(), name, guildOwner);
    guilds.add(guild);
    gateway.dispatchToGuild(guild.id(), Gateway.ALWAYS, "GUILD_CREATE", guild.json());
    return guild;
  }

  public FakeDiscordUser user(String name) {
    return user(name, "en-US");
  }

  public FakeDiscordUser user(String name, String locale) {
    FakeDiscordUser user = new FakeDiscordUser(this, newId(), name, locale, false);
    users.put(user.id(), user);
    return user;
  }

  /** The person to whom the bot belongs, and guilds that name no other owner. */
  public FakeDiscordUser owner() {
    return owner;
  }

  /** The bot's own account, which is also its application. */
  public FakeDiscordUser bot() {
    return bot;
  }

  /** A file on somebody's computer, to be attached to a message or an option. */
  public FakeAttachment attachment(String filename, String contentType, byte[] bytes) {
    return store(owner.privateChannel(), filename, contentType, bytes);
  }

  /** The file's url leads nowhere from now on. */
  public void expire(FakeAttachment attachment) {
    attachments.remove(attachment.id());
  }

  /** The commands that the bot registered for all guilds, as it sent them. */
  public ArrayNode commands() {
    return application.commands();
  }

  public ArrayNode commands(FakeGuild guild) {
    return application.commands(guild);
  }

  public Gateway gateway() {
    return gateway;
  }

  public DiscordFaults faults() {
    return faults;
  }

  public DiscordRecorder recorder() {
    return recorder;
  }

  /** How many shards are recommended, and how many may identify at once. */
  public FakeDiscord shards(int count, int concurrency) {
    shards = count;
    maxConcurrency = concurrency;
    return this;
  }

  /** Within which time an interaction must be acknowledged. */
  public FakeDiscord callbackWindow(Duration window) {
    callbackWindow = window;
    return this;
  }

  /** How long an interaction's webhook lives. */
  public FakeDiscord tokenLifetime(Duration lifetime) {
    tokenLifetime = lifetime;
    return this;
  }

  /** For how long a nonce is remembered. */
  public FakeDiscord nonceWindow(Duration window) {
    nonceWindow = window;
    return this;
  }

  /** How far the clock is ahead of the bot's. */
  public FakeDiscord clockSkew(Duration skew) {
    clockSkew = skew;
    return this;
  }

  /** The largest file in answers to interactions, whatever the guild allows. */
  public FakeDiscord attachmentSizeLimit(long bytes) {
    attachmentSizeLimit = OptionalLong.of(bytes);
    return this;
  }

  /** From now on only so many requests may be sent to each webhook and channel, as in reality. */
  public FakeDiscord enforceRateLimits() {
    return enforceRateLimits(System::currentTimeMillis);
  }

  /** The same by a clock that a test moves. */
  public FakeDiscord enforceRateLimits(LongSupplier millis) {
    limitMillis = millis;
    enforcesRateLimits = true;
    return this;
  }

  /** How long the awaiting methods wait before they fail. */
  public FakeDiscord patience(Duration longest) {
    patience.limit(longest);
    return this;
  }

  /** The tokens of all interactions of now become invalid. */
  public void expireTokens() {
    interactions.all().forEach(FakeInteraction::expireToken);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  long newId() {
    return ids.next();
  }

  <T> T await(Supplier<Optional<T>> look, Supplier<String> otherwise) {
    return patience.await(look, otherwise);
  }

  Interactions interactions() {
    return interactions;
  }

  Collection<FakeGuild> guilds() {
    return guilds;
  }

  Optional<FakeDiscordUser> user(long id) {
    return Optional.ofNullable(users.get(id));
  }

  void add(FakeChannel channel) {
    channels.put(channel.id(), channel);
  }

  Optional<FakeChannel> channel(long id) {
    return Optional.ofNullable(channels.get(id));
  }

  FakeChannel privateChannel(FakeDiscordUser user) {
    FakeChannel channel =
        privateChannels.computeIfAbsent(user, recipient -> new FakeChannel(this, recipient));
    add(channel);
    return channel;
  }

  FakeAttachment store(FakeChannel channel, String filename, String contentType, byte[] bytes) {
    long id = newId();
    String safeName = filename.replaceAll("[^\\w.-]", "_");
    String url =
        "%s/attachments/%d/%d/%s?ex=%x&is=%x&hm=%x&"
            .formatted(baseUrl(), channel.id(), id, safeName, id, id, safeName.hashCode());
    FakeAttachment attachment = new FakeAttachment(id, safeName, contentType, "", bytes, url);
    attachments.put(id, attachment);
    return attachment;
  }

  Optional<FakeAttachment> attachment(long id) {
    return Optional.ofNullable(attachments.get(id));
  }

  /** The id of a registered command; any id for one that is not. */
  long commandId(String name) {
    return DiscordJson.stream(commands())
        .filter(command -> command.path("name").asText().equals(name))
        .findFirst()
        .map(command -> command.path("id").asLong())
        .orElseGet(this::newId);
  }

  int shards() {
    return shards;
  }

  int maxConcurrency() {
    return maxConcurrency;
  }

  Duration callbackWindow() {
    return callbackWindow;
  }

  Duration tokenLifetime() {
    return tokenLifetime;
  }

  Duration nonceWindow() {
    return nonceWindow;
  }

  Duration clockSkew() {
    return clockSkew;
  }

  long limitMillis() {
    return limitMillis.getAsLong();
  }

  boolean enforcesRateLimits() {
    return enforcesRateLimits;
  }

  OptionalLong attachmentSizeLimit() {
    return attachmentSizeLimit;
  }

  long attachmentSizeLimit(FakeInteraction interaction) {
    return interaction.payload().path("attachment_size_limit").asLong();
  }

  private String baseUrl() {
    return "http://" + host + ":" + server.port();
  }
}
