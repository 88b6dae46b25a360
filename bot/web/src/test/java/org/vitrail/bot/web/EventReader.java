package org.vitrail.bot.web;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Reads an event stream on a thread of its own. */
final class EventReader implements AutoCloseable {
  record Event(String kind, JsonNode data) {}

  private final InputStream in;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile boolean ended;
  private volatile boolean wasCut;

  EventReader(HttpResponse<InputStream> response) {
    in = response.body();
    Thread thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String kind = "message";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          kind = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          events.add(new Event(kind, Visitor.json(line.substring(5))));
        }
      }
    } catch (IOException closed) {
      // either end may close a stream at any time
      wasCut = true;
    } finally {
      ended = true;
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the server said that nothing follows, rather than hanging up. */
  boolean hasEndedInOrder() {
    return ended && !wasCut;
  }

  List<Event> all() {
    return List.copyOf(events);
  }

  /** Waits for the first event that fits. */
  JsonNode next(String kind, Predicate<JsonNode> fits) {
    return await()
        .until(
            () ->
                events.stream()
                    .filter(it -> it.kind().equals(kind) && fits.test(it.data()))
                    .findFirst(),
            Optional::isPresent)
        .get()
        .data();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
