package org.vitrail.inference.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The beginning of what a server sends for a file. Networks with a login page answer every request
 * with that page, as if it were what was asked for.
 */
record Arrival(RemoteFile file, Answer answer, ContentCheck check) {
  /**
   * The first bytes of a whole file, looked at; none of a part, whose start is here.
   *
   * @throws FetchException if they cannot be the file's
   * @throws IOException if the connection is cut before
   */
  List<ByteBuffer> start(Duration patience) throws IOException, InterruptedException {
    boolean brings = answer.status() == 200 || answer.status() == 206;
    if (brings && answer.isWebPage()) {
      throw refused(
          "is a web page%s. Is there a login page on this network? Open any page in a browser to see, then run the same command again."
              .formatted(
                  answer.announcedSize().isPresent()
                      ? " (" + answer.announcedSize().getAsLong() + " bytes)"
                      : ""));
    }
    if (answer.status() != 200) {
      return List.of();
    }
    List<ByteBuffer> start = new ArrayList<>();
    int count = 0;
    boolean ended = false;
    while (count < ContentCheck.START_BYTES && !ended) {
      List<ByteBuffer> chunk = answer.body().next(patience);
      ended = chunk.isEmpty();
      start.addAll(chunk);
      count += chunk.stream().mapToInt(ByteBuffer::remaining).sum();
    }
    OptionalLong size = ended ? OptionalLong.of(count) : answer.announcedSize();
    boolean cut =
        answer.announcedSize().isPresent() && ended && count < answer.announcedSize().getAsLong();
    if (count > 0 && !cut) {
      Optional<String> problem =
          check.problemOfStart(file.owner(), file.name(), bytes(start), size);
      if (problem.isPresent()) {
        throw refused(problem.get());
      }
    }
    return start;
  }

  private static byte[] bytes(List<ByteBuffer> chunks) {
    ByteBuffer start = ByteBuffer.allocate(ContentCheck.START_BYTES);
    for (ByteBuffer chunk : chunks) {
      ByteBuffer part = chunk.duplicate();
      start.put(part.limit(part.position() + Math.min(part.remaining(), start.remaining())));
    }
    byte[] bytes = new byte[start.position()];
    start.flip().get(bytes);
    return bytes;
  }

  private FetchException refused(String problem) {
    String asked = file.address().getHost();
    String answered = answer.from().getHost();
    return new FetchException(
        "%s: what %s sent%s %s Nothing of it was kept."
            .formatted(
                file,
                answered,
                answered.equals(asked) ? "" : " (" + asked + " was asked)",
                problem));
  }
}
