package org.vitrail.bot.testing.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** One client's connection to the gateway; compresses what it sends if the client asked for it. */
final class GatewayConnection {
  private final WebSocket socket;
  private final Deflater deflater;
  private volatile GatewaySession session;
  private volatile boolean isZombie;

  GatewayConnection(WebSocket socket) {
    this.socket = socket;
    boolean compressed = "zlib-stream".equals(socket.query().get("compress"));
    this.deflater = compressed ? new Deflater() : null;
  }

  WebSocket socket() {
    return socket;
  }

  GatewaySession session() {
    return session;
  }

  void session(GatewaySession identified) {
    session = identified;
  }

  boolean isZombie() {
    return isZombie;
  }

  void zombie(boolean deaf) {
    isZombie = deaf;
  }

  void send(int opcode, JsonNode data) {
    ObjectNode frame = DiscordJson.object().put("op", opcode).putNull("s").putNull("t");
    frame.set("d", data);
    send(frame.toString());
  }

  /** Sends a frame; it is lost when the connection is gone. */
  synchronized void send(String frame) {
    try {
      if (deflater == null) {
        socket.sendText(frame);
      } else {
        socket.sendBinary(deflate(frame.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException gone) {
      isZombie = true;
    }
  }

  void close(int code, String reason) {
    try {
      socket.close(code, reason);
    } catch (IOException gone) {
      isZombie = true;
    }
  }

  void abort() {
    try {
      socket.abort();
    } catch (IOException gone) {
      isZombie = true;
    }
  }

  private byte[] deflate(byte[] frame) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, 8192, true);
    out.write(frame);
    out.flush();
    return bytes.toByteArray();
  }
}
