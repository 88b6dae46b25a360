package org.vitrail.bot.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.vitrail.config.DaemonThreads;

/**
 * The line from a {@link Mortal} process to a platform's HTTP server. A request that changes
 * something is one of the process's calls: the server has it, and where the process dies of it, no
 * answer comes back. Once the process is dead the line is cut.
 */
public final class MortalLine implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Mortal life;
  private final URI server;
  private final Pattern counted;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * @param counted in the first lines of requests that change what people see
   */
  public MortalLine(Mortal life, URI server, Pattern counted) {
    this.life = life;
    this.server = server;
    this.counted = counted;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("line", this::listen);
  }

  /** The server's address as the process sees it. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort() + server.getRawPath());
  }

  private void listen() throws IOException {
    while (!door.isClosed()) {
      Socket client = door.accept();
      Socket upstream = new Socket(server.getHost(), server.getPort());
      open.add(client);
      open.add(upstream);
      Talk talk = new Talk(client, upstream);
      start("line-there", talk::there);
      start("line-back", talk::back);
    }
  }

  /** One connection; a client has one request at a time on it. */
  private final class Talk {
    private final Socket client;
    private final Socket upstream;
    private volatile String unanswered = "";

    Talk(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void there() throws IOException {
      pump(client, upstream, this::noteRequest);
    }

    void back() throws IOException {
      pump(upstream, client, answer -> countRequest());
    }

    private void noteRequest(String text) {
      life.requireLife();
      if (text.matches("(?s)[A-Z]+ /.*")) {
        unanswered = text.substring(0, text.indexOf('\r')).replaceAll("/bot[^/]*/", "/bot/");
      }
    }

    private void countRequest() {
      String request = unanswered;
      unanswered = "";
      if (counted.matcher(request).find()) {
        life.act(request, () -> null);
      }
      life.requireLife();
    }

    private void pump(Socket from, Socket to, Consumer<String> onBytes) throws IOException {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          onBytes.accept(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
          out.write(buffer, 0, read);
          out.flush();
        }
      } finally {
        open.remove(from);
        open.remove(to);
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    DaemonThreads.named(name)
        .newThread(
            () -> {
              try {
                work.run();
              } catch (IOException | Mortal.Killed over) {
                // The line is cut.
              }
            })
        .start();
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
