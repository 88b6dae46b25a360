package org.vitrail.bot.testing.discord;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Speaks RFC 6455 as the server's side of one connection; knows nothing of what is said. */
final class WebSocket {
  private static final String HANDSHAKE_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int NO_CODE = 1005;
  private static final int ABNORMAL = 1006;
  private static final int CLOSING_TIMEOUT_MS = 2000;

  private record Frame(boolean isLast, int opcode, byte[] data) {}

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final Map<String, String> query;
  private volatile int closeCode = ABNORMAL;

  private WebSocket(
      Socket socket, Map<String, String> query, BufferedInputStream in, OutputStream out) {
    this.socket = socket;
    this.query = query;
    this.in = new DataInputStream(in);
    this.out = out;
  }

  static WebSocket open(
      Socket socket, WireRequest request, BufferedInputStream in, OutputStream out)
      throws IOException {
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(request.header("Sec-WebSocket-Key"))
            + "\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return new WebSocket(socket, request.query(), in, out);
  }

  Map<String, String> query() {
    return query;
  }

  /** The next message's text, or nothing once the other side has closed. */
  Optional<String> read() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      Frame frame = readFrame();
      switch (frame.opcode()) {
        case CLOSE -> {
          ByteBuffer data = ByteBuffer.wrap(frame.data());
          closeCode = data.remaining() >= 2 ? data.getShort() & 0xffff : NO_CODE;
          write(CLOSE, frame.data());
          return Optional.empty();
        }
        case PING -> write(PONG, frame.data());
        case PONG -> {}
        default -> {
          text.writeBytes(frame.data());
          if (frame.isLast()) {
            return Optional.of(text.toString(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  /** The code with which the other side closed; 1006 when the connection just ended. */
  int closeCode() {
    return closeCode;
  }

  void sendText(String text) throws IOException {
    write(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void sendBinary(byte[] data) throws IOException {
    write(BINARY, data);
  }

  /** Asks the other side to close; reading ends when it has agreed. */
  void close(int code, String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    socket.setSoTimeout(CLOSING_TIMEOUT_MS);
    write(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  /** Cuts the connection without a word. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private synchronized void write(int opcode, byte[] data) throws IOException {
    out.write(0x80 | opcode);
    if (data.length < 126) {
      out.write(data.length);
    } else if (data.length < 1 << 16) {
      out.write(126);
      out.write(data.length >>> 8);
      out.write(data.length);
    } else {
      out.write(127);
      out.write(ByteBuffer.allocate(8).putLong(data.length).array());
    }
    out.write(data);
    out.flush();
  }

  private Frame readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    int length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] mask = in.readNBytes((second & 0x80) != 0 ? 4 : 0);
    byte[] data = in.readNBytes(length);
    for (int i = 0; mask.length > 0 && i < data.length; i++) {
      data[i] ^= mask[i % 4];
    }
    return new Frame((first & 0x80) != 0, first & 0x0f, data);
  }

  private static String accept(String key) {
    try {
      byte[] text = (key + HANDSHAKE_SALT).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
