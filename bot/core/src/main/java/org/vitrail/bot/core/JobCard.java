package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.inference.protocol.JobStatus.State;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Venue;

/**
 * Everything an adapter needs to show one job at one moment; a value that never changes after it is
 * made. Texts are in the requester's language and not escaped for any platform.
 *
 * @param venue where it was asked for
 * @param isPrivate whether only {@code who} may see it
 */
public record JobCard(
    String id,
    Person who,
    Request request,
    Venue venue,
    boolean isPrivate,
    Status status,
    Result result) {

  /** The part of enlarging a picture that its tiles are; then its file is written. */
  private static final double TILES_SHARE = .97;

  /** What a job does. */
  public enum Kind {
    DRAW,
    UPSCALE,
    STICKER,
    RECONSTRUCTION
  }

  /** Whether there is a film of how a job's pictures came into being. */
  public enum Film {
    NONE,
    /** There is one, for which nobody asked. */
    KEPT,
    /** There is one, and it is shown with the pictures. */
    WANTED
  }

  /**
   * What was asked for, and when.
   *
   * @param prompt as typed; for what is made of a picture, the prompt of its source; empty when
   *     that is forgotten; for a reconstruction what it is, in a few words
   * @param style the style's id, empty for none
   * @param seed for what is made of a picture, the seed of its source
   * @param source the picture that is enlarged or cut out
   */
  public record Request(
      Kind kind,
      String prompt,
      String style,
      long seed,
      int imageCount,
      String model,
      Optional<Source> source,
      Instant at) {}

  /**
   * A picture of an earlier job.
   *
   * @param factor by which it is enlarged; empty where nobody chose it
   */
  public record Source(String jobId, int picture, OptionalInt factor) {
    /** One for which nobody chose a factor. */
    public Source(String jobId, int picture) {
      this(jobId, picture, OptionalInt.empty());
    }
  }

  /**
   * Where it stands.
   *
   * @param progress what is shown to people of it is {@link JobCard#percent}
   * @param text the state or stage as a short phrase for a person
   * @param position jobs ahead, 0 = next or running; it only ever falls
   * @param eta time left until the pictures are there; empty while no speed is measured
   * @param message why the job failed, was cancelled or does not start; otherwise empty
   * @param hint what would help to better pictures; otherwise empty
   * @param canBeStopped whether it can be ended now with what is there of its pictures
   */
  public record Status(
      State state,
      Progress progress,
      String text,
      int position,
      Optional<TimeLeft> eta,
      String message,
      String hint,
      boolean canBeStopped) {}

  /**
   * What came of it.
   *
   * @param pictures best first
   * @param columns of the grid
   * @param took compute time
   */
  public record Result(
      List<PictureCard> pictures, int columns, Optional<Duration> took, Film film) {
    /** Of a job that is not done. */
    public static final Result NONE = new Result(List.of(), 0, Optional.empty(), Film.NONE);

    public Result {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * How much of all the work is done, in percent of the time that it takes; empty while nobody
   * works on it, and for what is made of one picture while nobody knows how long that takes. It
   * never falls while one worker has the job.
   */
  public OptionalInt percent() {
    Progress progress = status.progress();
    Stage stage = progress.stage();
    boolean begun = stage != Stage.WAITING && stage != Stage.STARTING;
    if (isFinal() || !begun) {
      return OptionalInt.empty();
    }
    return progress.percent().isPresent() ? progress.percent() : ofOlderWorker(progress);
  }

  /** Whether its percentage rises by the clock, while nothing is said of it. */
  public boolean movesByItself() {
    return !isFinal() && status.progress().percent().isPresent();
  }

  private OptionalInt ofOlderWorker(Progress progress) {
    if (!isDrawing() && progress.total() == 0) {
      return OptionalInt.empty();
    }
    double share = isDrawing() ? share(progress) : TILES_SHARE * progress.done() / progress.total();
    return OptionalInt.of((int) (100 * share));
  }

  /**
   * How much of the work of drawing pictures is done, 0 to 1, where the worker does not say it. The
   * stages' parts are those of the bundled model on a processor.
   */
  public static double share(Progress progress) {
    return switch (progress.stage()) {
      case WAITING, STARTING -> 0;
      case DRAWING -> progress.total() == 0 ? 0 : .72 * progress.done() / progress.total();
      case DECODING -> .72;
      case RANKING -> .86;
      case UPSCALING -> .88;
      case SAVING -> .97;
    };
  }

  /** Whether it draws new pictures. */
  public boolean isDrawing() {
    return request.kind() == Kind.DRAW;
  }

  /** Whether it cuts the thing out of a picture. */
  public boolean isSticker() {
    return request.kind() == Kind.STICKER;
  }

  /** Whether it puts a picture that somebody sent through a codec. */
  public boolean isReconstruction() {
    return request.kind() == Kind.RECONSTRUCTION;
  }

  /** Whether its pictures are there. */
  public boolean isDone() {
    return status.state() == State.DONE;
  }

  /** Whether this is the last card of its job. */
  public boolean isFinal() {
    return status.state().isFinal();
  }

  /** Whether the person may look at it. */
  public boolean isVisibleTo(Person person) {
    return !isPrivate || who.key().equals(person.key());
  }

  /** The same job as failed, at its last known progress. */
  public JobCard failed(String text, String why) {
    Status failed =
        new Status(
            State.FAILED,
            status.progress(),
            text,
            status.position(),
            Optional.empty(),
            why,
            "",
            false);
    return new JobCard(id, who, request, venue, isPrivate, failed, Result.NONE);
  }
}
