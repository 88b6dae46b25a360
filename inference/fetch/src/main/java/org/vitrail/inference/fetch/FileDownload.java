package org.vitrail.inference.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ByteSize;

/**
 * Downloads one file: goes on where a cut left it, tries again after what may pass, refuses bytes
 * that are not the expected ones, and gives the file its name only when it is whole.
 */
final class FileDownload {
  private static final int MAX_FAILURES_IN_A_ROW = 8;
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  private final HttpFetcher http;
  private final Waiting waiting;
  private final DiskSpace disk;
  private final ContentCheck check;
  private final PullListener listener;

  FileDownload(
      HttpFetcher http,
      Waiting waiting,
      DiskSpace disk,
      ContentCheck check,
      PullListener listener) {
    this.http = http;
    this.waiting = waiting;
    this.disk = disk;
    this.check = check;
    this.listener = listener;
  }

  /**
   * @param anew whether the checksum that a first download left does not count
   * @throws FetchException if the file cannot be had
   */
  void run(RemoteFile file, boolean anew) throws InterruptedException {
    try (PartFile part = PartFile.open(file.target())) {
      boolean resumed = part.length() > 0;
      boolean fromStart = false;
      for (int failures = 0; ; ) {
        long before = part.length();
        try {
          attempt(file, part);
          String sha256 = compared(file, part, anew, resumed && !fromStart);
          open(file, part);
          record(file, sha256);
          part.complete();
          listener.finished(file);
          return;
        } catch (MixedBytesException e) {
          fromStart = true;
          waitAfter(file, e, ++failures);
        } catch (IOException e) {
          failures = part.length() > before ? 1 : failures + 1;
          resumed = part.length() > 0;
          waitAfter(file, e, failures);
        }
      }
    }
  }

  private void waitAfter(RemoteFile file, IOException error, int failures)
      throws InterruptedException {
    String reason =
        error instanceof ConnectException
            ? "no connection to " + file.address().getHost()
            : String.valueOf(error.getMessage());
    if (failures >= MAX_FAILURES_IN_A_ROW) {
      throw new FetchException(
          "%s cannot be downloaded from %s: %s, %d times in a row. What came so far is kept; run the same command again to go on."
              .formatted(file, file.place(), reason, failures),
          error);
    }
    Duration pause =
        (error instanceof RetryException retry ? retry.pause() : Optional.<Duration>empty())
            .orElseGet(() -> waiting.backoff().after(failures));
    if (pause.compareTo(MAX_PAUSE) > 0) {
      throw new FetchException(
          "%s asks to come back for %s in %d minutes (%s). What came so far is kept; run the same command again then."
              .formatted(file.address().getHost(), file, pause.toMinutes(), reason),
          error);
    }
    listener.retrying(file, reason, pause);
    waiting.pauses().pause(pause);
  }

  private void attempt(RemoteFile file, PartFile part) throws IOException, InterruptedException {
    Optional<HttpFetcher.Resume> resume = resumable(file, part);
    if (resume.isPresent() && isWhole(file, part)) {
      return;
    }
    Answer answer = http.get(file.address(), resume);
    try {
      // What was begun is thrown away only for bytes that can be the file's.
      Arrival arrival = new Arrival(file, answer, check);
      List<ByteBuffer> start = arrival.start(waiting.patience());
      OptionalLong size = accept(file, part, answer);
      if (size.isPresent()) {
        disk.check(file.folder(), size.getAsLong() - part.length());
      }
      receive(file, part, start, answer.body(), size);
    } finally {
      answer.body().cancel();
    }
  }

  /** Where to go on; bytes of which nothing is known, or of another address, are thrown away. */
  private Optional<HttpFetcher.Resume> resumable(RemoteFile file, PartFile part) {
    PartFile.State state = part.state();
    boolean known = state != null && state.address().equals(file.address().toString());
    boolean comparable =
        known
            && (!state.validator().isEmpty()
                || !state.sha256().isEmpty()
                || file.sha256().isPresent());
    if (!comparable) {
      restart(file, part);
    }
    return part.length() > 0
        ? Optional.of(new HttpFetcher.Resume(part.length(), state.validator()))
        : Optional.empty();
  }

  private static boolean isWhole(RemoteFile file, PartFile part) {
    OptionalLong size = part.state().size().isPresent() ? part.state().size() : file.exactBytes();
    return size.isPresent() && size.getAsLong() == part.length();
  }

  /** The size of the whole file as the server announces it. */
  private OptionalLong accept(RemoteFile file, PartFile part, Answer answer) throws IOException {
    OptionalLong size = OptionalLong.empty();
    if (answer.status() == 206) {
      size = OptionalLong.of(continuation(file, part, answer).total());
      checkAnnounced(file, answer, size);
    } else if (answer.status() == 200) {
      size = answer.announcedSize();
      checkAnnounced(file, answer, size);
      restart(file, part);
    } else if (answer.status() == 416) {
      restart(file, part);
      throw new RetryException("the server has less than is here");
    } else {
      throw Refusal.of(file, answer, waiting.pauses().now());
    }
    part.begin(
        new PartFile.State(
            file.address().toString(), answer.validator(), size, answer.linkedSha256().orElse("")));
    return size;
  }

  private static void checkAnnounced(RemoteFile file, Answer answer, OptionalLong size) {
    if (size.isPresent()) {
      Bounds.of(file).check(size.getAsLong(), answer.from().getHost() + " announces");
    }
  }

  /** What a 206 answer brings; it must go on where the part ends, and be of the same bytes. */
  private Answer.Range continuation(RemoteFile file, PartFile part, Answer answer)
      throws IOException {
    Optional<Answer.Range> range = answer.range().filter(it -> it.first() == part.length());
    PartFile.State state = part.state();
    boolean same =
        state != null
            && (answer.validator().isEmpty()
                || state.validator().isEmpty()
                || answer.validator().equals(state.validator()));
    if (range.isEmpty()
        || !same
        || state.size().isPresent() && state.size().getAsLong() != range.get().total()) {
      restart(file, part);
      throw new RetryException("the server sent another part than was asked for");
    }
    return range.get();
  }

  private void receive(
      RemoteFile file, PartFile part, List<ByteBuffer> start, Body body, OptionalLong size)
      throws IOException, InterruptedException {
    OptionalLong known = size.isPresent() ? size : file.exactBytes();
    long most = known.orElse(Bounds.of(file).most());
    write(file, part, start, most);
    for (List<ByteBuffer> chunk = body.next(waiting.patience());
        !chunk.isEmpty();
        chunk = body.next(waiting.patience())) {
      write(file, part, chunk, most);
    }
    if (known.isPresent() && part.length() < known.getAsLong()) {
      throw new RetryException(
          "the connection ended after %d of %d bytes".formatted(part.length(), known.getAsLong()));
    }
    try {
      Bounds.of(file).check(part.length(), file.address().getHost() + " sent");
    } catch (FetchException e) {
      restart(file, part);
      throw e;
    }
  }

  private void write(RemoteFile file, PartFile part, List<ByteBuffer> chunk, long most) {
    for (ByteBuffer bytes : chunk) {
      if (part.length() + bytes.remaining() > most) {
        restart(file, part);
        throw new FetchException(
            "%s sends more for %s than the %s it should have; it is not kept. Look at %s."
                .formatted(file.address().getHost(), file, ByteSize.text(most), file.page()));
      }
      long before = part.length();
      part.write(bytes);
      listener.advanced(file, part.length() - before);
    }
  }

  private void restart(RemoteFile file, PartFile part) {
    if (part.length() > 0) {
      listener.advanced(file, -part.length());
    }
    part.restart();
  }

  /**
   * Compares the whole file's checksum.
   *
   * @param resumed whether the bytes are of several attempts
   * @return the checksum
   * @throws MixedBytesException if another try from the start may help
   * @throws FetchException if the file is another one
   */
  private String compared(RemoteFile file, PartFile part, boolean anew, boolean resumed)
      throws MixedBytesException {
    String actual = part.sha256();
    KnownBytes known;
    try {
      known = KnownBytes.of(file, part.state().sha256(), anew);
    } catch (IOException e) {
      throw FetchException.unwritable(file.folder(), e);
    }
    if (known.fit(actual)) {
      return actual;
    }
    restart(file, part);
    if (resumed) {
      throw new MixedBytesException();
    }
    throw new FetchException(
        "%s has other bytes than it should: sha256 %s, but %s"
            .formatted(file, actual, known.otherwise()));
  }

  /** Before anything is remembered of them, the bytes are opened as their reader will. */
  private void open(RemoteFile file, PartFile part) {
    Optional<String> problem = check.problemOf(file.owner(), file.name(), part.path());
    if (problem.isPresent()) {
      restart(file, part);
      throw new FetchException(
          "%s: what %s sent %s Nothing of it was kept."
              .formatted(file, file.address().getHost(), problem.get()));
    }
  }

  private static void record(RemoteFile file, String sha256) {
    try {
      Sha256Sums.record(file.folder(), file.name(), sha256);
    } catch (IOException e) {
      throw FetchException.unwritable(file.folder(), e);
    }
  }

  /** The bytes of several attempts do not make the expected whole. */
  private static final class MixedBytesException extends IOException {
    private static final long serialVersionUID = 1;

    MixedBytesException() {
      super("the bytes from before the cut do not fit the rest; starting again");
    }
  }
}
