package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one shard of a bot was told since it identified; outlives the connections it was told on.
 */
final class GatewaySession {
  private final String id;
  private final int shard;
  private final int shardCount;
  private final long intents;
  private final List<String> frames = new ArrayList<>();
  private GatewayConnection connection;
  private int written;

  GatewaySession(String id, int shard, int shardCount, long intents, GatewayConnection connection) {
    this.id = id;
    this.shard = shard;
    this.shardCount = shardCount;
    this.intents = intents;
    this.connection = connection;
  }

  String id() {
    return id;
  }

  int shard() {
    return shard;
  }

  /** Whether it is told of this guild; 0 stands for private conversations. */
  boolean covers(long guildId) {
    return (guildId >>> 22) % shardCount == shard;
  }

  boolean wants(long neededIntents) {
    return neededIntents == 0 || (intents & neededIntents) != 0;
  }

  synchronized boolean isConnected() {
    return connection != null;
  }

  synchronized void dispatch(String type, JsonNode data) {
    ObjectNode frame = DiscordJson.object().put("op", 0).put("s", frames.size() + 1).put("t", type);
    frame.set("d", data);
    frames.add(frame.toString());
    flush();
  }

  /** Goes on over a new connection, after what its client had received. */
  synchronized void resume(GatewayConnection newConnection, int received) {
    connection = newConnection;
    written = Math.min(received, frames.size());
    flush();
    dispatch("RESUMED", DiscordJson.object());
  }

  synchronized void disconnect(GatewayConnection closed) {
    if (connection == closed) {
      connection = null;
    }
  }

  /** Sends what a deaf connection was not told, now that it hears again. */
  synchronized void flush() {
    while (connection != null && !connection.isZombie() && written < frames.size()) {
      connection.send(frames.get(written++));
    }
  }
}
