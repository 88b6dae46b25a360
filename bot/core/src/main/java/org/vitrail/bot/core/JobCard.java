package org.vitrail.bot.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Sampling;
import org.vitrail.inference.protocol.Stage;
import org.vitrail.inference.protocol.Venue;

/**
 * Everything an adapter needs to show one job at one moment; a value that never changes after it is
 * made. Texts are in the requester's language and not escaped for any platform.
 *
 * @param kind {@code draw} or {@code upscale}
 * @param prompt as typed; for an upscale, the prompt of its source; empty when that is forgotten
 * @param style the style's id, empty for none
 * @param seed for an upscale, the seed of its source
 * @param source for an upscale, the picture that is enlarged
 * @param state {@code waiting}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param stage {@code waiting}, {@code starting}, {@code drawing}, {@code decoding}, {@code
 *     ranking}, {@code upscaling} or {@code saving}
 * @param stageText the stage as a short phrase for a person
 * @param position jobs ahead, 0 = next or running; it only ever falls
 * @param eta time left until the pictures are there; empty while no speed is measured
 * @param done steps of this stage that are finished, of {@code total}; 0 of 0 = nothing to count.
 *     What is shown to people is {@link #percent}
 * @param previewNumber raised by each new {@code preview.png}; 0 = there is none yet
 * @param pictures best first; empty until the job is done
 * @param columns of the grid; 0 until the job is done
 * @param message why the job failed, was cancelled or does not start; otherwise empty
 * @param took compute time, once done
 * @param isPrivate whether only {@code who} may see it
 * @param venue where it was asked for
 */
public record JobCard(
    String id,
    Person who,
    String kind,
    String prompt,
    String style,
    long seed,
    int imageCount,
    Sampling sampling,
    String model,
    Optional<Source> source,
    String state,
    String stage,
    String stageText,
    int position,
    Optional<Duration> eta,
    int done,
    int total,
    int previewNumber,
    List<PictureCard> pictures,
    int columns,
    String message,
    Instant submittedAt,
    Optional<Duration> took,
    boolean isPrivate,
    Venue venue) {

  /** A picture of an earlier job. */
  public record Source(String jobId, int picture) {}

  public JobCard {
    pictures = List.copyOf(pictures);
  }

  /**
   * How much of all the work is done, in percent; empty while nobody works on it, and for a picture
   * that is enlarged, as that cannot be counted. It never falls while one worker has the job.
   */
  public OptionalInt percent() {
    boolean counts = kind.equals("draw") && !stage.equals("waiting") && !stage.equals("starting");
    if (isFinal() || !counts) {
      return OptionalInt.empty();
    }
    Progress progress =
        new Progress(Stage.valueOf(stage.toUpperCase(Locale.ROOT)), done, total, previewNumber);
    return OptionalInt.of((int) (100 * share(progress)));
  }

  /**
   * How much of the work of drawing pictures is done, 0 to 1. The stages' parts are those of the
   * bundled model on a processor; with larger models, drawing takes more.
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

  /** Whether this is the last card of its job. */
  public boolean isFinal() {
    return state.equals("done") || state.equals("failed") || state.equals("cancelled");
  }

  /** Whether the person may look at it. */
  public boolean isVisibleTo(Person person) {
    return !isPrivate || who.key().equals(person.key());
  }

  /** The same job as failed, at its last known progress. */
  public JobCard failed(String failedText, String why) {
    return new JobCard(
        id,
        who,
        kind,
        prompt,
        style,
        seed,
        imageCount,
        sampling,
        model,
        source,
        "failed",
        stage,
        failedText,
        position,
        Optional.empty(),
        done,
        total,
        previewNumber,
        List.of(),
        0,
        why,
        submittedAt,
        Optional.empty(),
        isPrivate,
        venue);
  }
}
