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
  private static final int MOST_FAILURES_IN_A_ROW = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** How far a file of roughly known size may exceed it where the server announces none. */
  private static final long SLACK_BYTES = 64_000_000;

  private final HttpFetcher http;
  private final Duration patience;
  private final Backoff backoff;
  private final Pauses pauses;
  private final DiskSpace disk;
  private final PullListener listener;

  FileDownload(
      HttpFetcher http,
      Duration patience,
      Backoff backoff,
      Pauses pauses,
      DiskSpace disk,
      PullListener listener) {
    this.http = http;
    this.patience = patience;
    this.backoff = backoff;
    this.pauses = pauses;
    this.disk = disk;
    this.listener = listener;
  }

  /**
   * @throws FetchException if the file cannot be had
   */
  void run(RemoteFile file) throws InterruptedException {
    try (PartFile part = PartFile.open(file.target())) {
      boolean resumed = part.length() > 0;
      boolean fromStart = false;
      for (int failures = 0; ; ) {
        long before = part.length();
        try {
          attempt(file, part);
          compare(file, part, resumed && !fromStart);
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
    if (failures >= MOST_FAILURES_IN_A_ROW) {
      throw new FetchException(
          "%s cannot be downloaded from %s: %s, %d times in a row. What came so far is kept; run the same command again to go on."
              .formatted(file, file.address(), reason, failures),
          error);
    }
    Duration pause =
        (error instanceof RetryException retry ? retry.pause() : Optional.<Duration>empty())
            .orElseGet(() -> backoff.after(failures));
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      throw new FetchException(
          "%s asks to come back for %s in %d minutes (%s). What came so far is kept; run the same command again then."
              .formatted(file.address().getHost(), file, pause.toMinutes(), reason),
          error);
    }
    listener.retrying(file, reason, pause);
    pauses.pause(pause);
  }

  private void attempt(RemoteFile file, PartFile part) throws IOException, InterruptedException {
    Optional<HttpFetcher.Resume> resume = resumable(file, part);
    if (resume.isPresent() && isWhole(file, part)) {
      return;
    }
    Answer answer = http.get(file.address(), resume);
    try {
      OptionalLong size = accept(file, part, answer);
      if (size.isPresent()) {
        disk.check(file.folder(), size.getAsLong() - part.length());
      }
      receive(file, part, answer.body(), size);
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
    } else if (answer.status() == 200) {
      restart(file, part);
      size = answer.announcedSize();
    } else if (answer.status() == 416) {
      restart(file, part);
      throw new RetryException("the server has less than is here");
    } else {
      throw Refusal.of(file, answer, pauses.now());
    }
    if (size.isPresent()
        && file.exactBytes().isPresent()
        && size.getAsLong() != file.exactBytes().getAsLong()) {
      throw new FetchException(
          "%s announces %d bytes for %s, but config/models.yaml says %d. It is another file now: look at %s."
              .formatted(
                  answer.from().getHost(),
                  size.getAsLong(),
                  file,
                  file.exactBytes().getAsLong(),
                  file.page()));
    }
    part.begin(
        new PartFile.State(
            file.address().toString(), answer.validator(), size, answer.linkedSha256().orElse("")));
    return size;
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

  private void receive(RemoteFile file, PartFile part, Body body, OptionalLong size)
      throws IOException, InterruptedException {
    OptionalLong known = size.isPresent() ? size : file.exactBytes();
    long most = known.orElse(file.expectedBytes() * 3 / 2 + SLACK_BYTES);
    for (List<ByteBuffer> chunk = body.next(patience);
        !chunk.isEmpty();
        chunk = body.next(patience)) {
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
    if (known.isPresent() && part.length() < known.getAsLong()) {
      throw new RetryException(
          "the connection ended after %d of %d bytes".formatted(part.length(), known.getAsLong()));
    }
  }

  private void restart(RemoteFile file, PartFile part) {
    if (part.length() > 0) {
      listener.advanced(file, -part.length());
    }
    part.restart();
  }

  /**
   * Compares the whole file's checksum and remembers it.
   *
   * @param resumed whether the bytes are of several attempts
   * @throws MixedBytesException if another try from the start may help
   * @throws FetchException if the file is another one
   */
  private void compare(RemoteFile file, PartFile part, boolean resumed) throws MixedBytesException {
    try {
      String actual = part.sha256();
      KnownBytes known = KnownBytes.of(file, part.state().sha256());
      if (known.fit(actual)) {
        Sha256Sums.record(file.folder(), file.name(), actual);
        return;
      }
      restart(file, part);
      if (resumed) {
        throw new MixedBytesException();
      }
      throw new FetchException(
          "%s has other bytes than it should: sha256 %s, but %s"
              .formatted(file, actual, known.otherwise()));
    } catch (MixedBytesException e) {
      throw e;
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
