package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tells connected bots what happens, over connections that can be made to fail in many ways. */
public final class Gateway {
  static final long ALWAYS = 0;
  private static final long GUILD_MESSAGES = 1 << 9;
  private static final long DIRECT_MESSAGES = 1 << 12;
  private static final long PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15;

  private static final int HEARTBEAT = 1;
  private static final int IDENTIFY = 2;
  private static final int RESUME = 6;
  private static final int RECONNECT = 7;
  private static final int INVALID_SESSION = 9;
  private static final int HELLO = 10;
  private static final int HEARTBEAT_ACK = 11;

  private static final int AUTHENTICATION_FAILED = 4004;
  private static final int INVALID_SHARD = 4010;
  private static final int DISALLOWED_INTENTS = 4014;

  private final FakeDiscord discord;
  private final Map<String, GatewaySession> sessions = new ConcurrentHashMap<>();
  private final Collection<GatewayConnection> connections = ConcurrentHashMap.newKeySet();
  private final Deque<Runnable> held = new ArrayDeque<>();
  private final AtomicInteger identifies = new AtomicInteger();
  private final AtomicInteger resumes = new AtomicInteger();
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile Duration heartbeatInterval = Duration.ofMillis(41_250);
  private volatile boolean isHolding;
  private volatile boolean refusesConnections;
  private volatile boolean allowsPrivilegedIntents;

  Gateway(FakeDiscord discord) {
    this.discord = discord;
  }

  /** How often clients that connect from now on shall show that they live. */
  public Gateway heartbeatInterval(Duration interval) {
    heartbeatInterval = interval;
    return this;
  }

  public Gateway allowPrivilegedIntents() {
    allowsPrivilegedIntents = true;
    return this;
  }

  /** Closes all connections with this code, as Discord does. */
  public void drop(int closeCode) {
    connections.forEach(connection -> connection.close(closeCode, "dropped on purpose"));
  }

  /** Closes one shard's connection with this code. */
  public void drop(int closeCode, int shard) {
    connections.stream()
        .filter(connection -> isOf(connection, shard))
        .forEach(connection -> connection.close(closeCode, "dropped on purpose"));
  }

  /** Cuts all connections without a word. */
  public void abort() {
    connections.forEach(GatewayConnection::abort);
  }

  /** The connections of now stay open but neither answer nor tell anything; or come to again. */
  public void zombie(boolean deaf) {
    connections.forEach(connection -> connection.zombie(deaf));
    sessions.values().forEach(GatewaySession::flush);
  }

  /** Says to all clients that their session is invalid; whether they may try to resume it. */
  public void invalidateSession(boolean resumable) {
    if (!resumable) {
      sessions.clear();
    }
    connections.forEach(
        connection ->
            connection.send(INVALID_SESSION, JsonNodeFactory.instance.booleanNode(resumable)));
  }

  /** Asks all clients to connect anew. */
  public void askToReconnect() {
    connections.forEach(
        connection -> connection.send(RECONNECT, JsonNodeFactory.instance.nullNode()));
  }

  /** Forgets all sessions of now, so that none of them can be resumed. */
  public void refuseResume() {
    sessions.clear();
  }

  /** Whether new connections are turned away. */
  public void refuseConnections(boolean refuse) {
    refusesConnections = refuse;
  }

  /** Dispatches an interaction again, with the same id and token. */
  public void deliverTwice(FakeInteraction interaction) {
    dispatch(interaction);
  }

  /** Keeps back what happens, until it is released. */
  public void hold() {
    isHolding = true;
  }

  /** Dispatches what was kept back, in order. */
  public void release() {
    release(held::pollFirst);
  }

  /** Dispatches what was kept back, the last first. */
  public void releaseInReverse() {
    release(held::pollLast);
  }

  /** How often a client started a new session. */
  public int identifies() {
    return identifies.get();
  }

  /** How often a client went on with an earlier session. */
  public int resumes() {
    return resumes.get();
  }

  /** How often a client connected. */
  public int handshakes() {
    return handshakes.get();
  }

  public int connectedShards() {
    return (int)
        sessions.values().stream()
            .filter(GatewaySession::isConnected)
            .map(GatewaySession::shard)
            .distinct()
            .count();
  }

  /** Waits until so many shards are connected. */
  public void awaitShards(int count) {
    discord.await(
        () -> Optional.of(count).filter(wanted -> connectedShards() == wanted),
        () -> connectedShards() + " shards are connected, not " + count);
  }

  boolean acceptsConnections() {
    return !refusesConnections;
  }

  void dispatch(FakeInteraction interaction) {
    long guildId = interaction.channel().guild().map(FakeGuild::id).orElse(0L);
    boolean hasBot = interaction.channel().guild().map(FakeGuild::hasBot).orElse(false);
    dispatchToGuild(hasBot ? guildId : 0, ALWAYS, "INTERACTION_CREATE", interaction.payload());
  }

  void dispatchMessageEvent(FakeChannel channel, String type, ObjectNode event) {
    long guildId = channel.guild().map(FakeGuild::id).orElse(0L);
    if (guildId != 0) {
      event.put("guild_id", String.valueOf(guildId));
    }
    dispatchToGuild(guildId, guildId == 0 ? DIRECT_MESSAGES : GUILD_MESSAGES, type, event);
  }

  /** Dispatches to every session that covers the guild, 0 for none, and has any of the intents. */
  void dispatchToGuild(long guildId, long intents, String type, ObjectNode data) {
    Predicate<GatewaySession> isTold = session -> session.covers(guildId) && session.wants(intents);
    Runnable dispatch =
        () ->
            sessions.values().stream()
                .filter(isTold)
                .forEach(session -> session.dispatch(type, data));
    synchronized (held) {
      if (isHolding) {
        held.add(dispatch);
        return;
      }
    }
    dispatch.run();
  }

  /** Serves one connection until it ends. */
  void serve(WebSocket socket) throws IOException {
    GatewayConnection connection = new GatewayConnection(socket);
    connections.add(connection);
    handshakes.incrementAndGet();
    try {
      connection.send(
          HELLO, DiscordJson.object().put("heartbeat_interval", heartbeatInterval.toMillis()));
      for (Optional<String> frame = socket.read(); frame.isPresent(); frame = socket.read()) {
        receive(connection, DiscordJson.parse(frame.get().getBytes(StandardCharsets.UTF_8)));
      }
    } finally {
      connections.remove(connection);
      end(connection);
    }
  }

  private void end(GatewayConnection connection) {
    GatewaySession session = connection.session();
    if (session == null) {
      return;
    }
    session.disconnect(connection);
    int code = connection.socket().closeCode();
    if (code == 1000 || code == 1001) {
      sessions.remove(session.id());
    }
  }

  private void receive(GatewayConnection connection, JsonNode frame) {
    JsonNode data = frame.path("d");
    switch (frame.path("op").asInt()) {
      case HEARTBEAT -> {
        if (!connection.isZombie()) {
          connection.send(HEARTBEAT_ACK, JsonNodeFactory.instance.nullNode());
        }
      }
      case IDENTIFY -> identify(connection, data);
      case RESUME -> resume(connection, data);
      default -> {}
    }
  }

  private void identify(GatewayConnection connection, JsonNode data) {
    int shard = data.path("shard").path(0).asInt(0);
    int count = data.path("shard").path(1).asInt(1);
    long intents = data.path("intents").asLong();
    if (!data.path("token").asText().equals(discord.token())) {
      connection.close(AUTHENTICATION_FAILED, "Authentication failed.");
    } else if (shard >= count) {
      connection.close(INVALID_SHARD, "Invalid shard.");
    } else if (!allowsPrivilegedIntents && (intents & PRIVILEGED) != 0) {
      connection.close(DISALLOWED_INTENTS, "Disallowed intent(s).");
    } else {
      identifies.incrementAndGet();
      String id = Long.toHexString(discord.newId());
      begin(connection, new GatewaySession(id, shard, count, intents, connection), count);
    }
  }

  private void begin(GatewayConnection connection, GatewaySession session, int shardCount) {
    connection.session(session);
    List<FakeGuild> guilds =
        discord.guilds().stream()
            .filter(guild -> guild.hasBot() && session.covers(guild.id()))
            .toList();
    ObjectNode ready =
        DiscordJson.object()
            .put("v", 10)
            .put("session_id", session.id())
            .put("resume_gateway_url", discord.gatewayUrl());
    ready.set("user", discord.bot().json());
    ready.putArray("shard").add(session.shard()).add(shardCount);
    ready.putArray("private_channels");
    ready.putObject("application").put("id", String.valueOf(discord.bot().id())).put("flags", 0);
    var unavailable = ready.putArray("guilds");
    guilds.forEach(
        guild ->
            unavailable.addObject().put("id", String.valueOf(guild.id())).put("unavailable", true));
    session.dispatch("READY", ready);
    sessions.put(session.id(), session);
    guilds.stream()
        .filter(FakeGuild::isAvailable)
        .forEach(guild -> session.dispatch("GUILD_CREATE", guild.json()));
  }

  private void resume(GatewayConnection connection, JsonNode data) {
    GatewaySession session = sessions.get(data.path("session_id").asText());
    if (session == null) {
      connection.send(INVALID_SESSION, JsonNodeFactory.instance.booleanNode(false));
      return;
    }
    resumes.incrementAndGet();
    connection.session(session);
    session.resume(connection, data.path("seq").asInt());
  }

  private void release(Supplier<Runnable> next) {
    synchronized (held) {
      isHolding = false;
      for (Runnable dispatch = next.get(); dispatch != null; dispatch = next.get()) {
        dispatch.run();
      }
    }
  }

  private static boolean isOf(GatewayConnection connection, int shard) {
    GatewaySession session = connection.session();
    return session != null && session.shard() == shard;
  }
}
