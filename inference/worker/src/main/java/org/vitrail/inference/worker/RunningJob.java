package org.vitrail.inference.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.film.RequestFilm;
import org.vitrail.inference.protocol.ClaimedJob;
import org.vitrail.inference.protocol.Concerns;
import org.vitrail.inference.protocol.ImageTask.Draw;
import org.vitrail.inference.protocol.Understanding;
import org.vitrail.inference.protocol.WorkerPace.Cost;

/** A job in the batch and what has been shown of it. */
final class RunningJob {
  private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);

  private final ClaimedJob claimed;
  private final Draw draw;
  private final LongSupplier nanos;
  private final long startNanos;
  private final OptionalInt every;
  private final Optional<Understanding> understanding;
  private Optional<RequestFilm> film;
  private int previewNumber;
  private int previewedStep;
  private int lastPreview;
  private Map<String, Float> concerns = Map.of();
  private long savedNanos;
  private final Optional<Cost> foretoldStep;
  private DrawProgress drawn;
  private double drawingNanos;
  private double foretoldMillis;

  /**
   * @param understanding what its model makes of the prompt
   * @param drawn where it begins
   * @param savedFilm where its film goes on; empty where it begins
   * @param foretoldStep how long a step is believed to take; empty where nobody knows
   */
  RunningJob(
      ClaimedJob claimed,
      Request request,
      Optional<Understanding> understanding,
      DrawProgress drawn,
      Optional<byte[]> savedFilm,
      Optional<Cost> foretoldStep,
      LongSupplier nanos) {
    this.claimed = claimed;
    this.drawn = drawn;
    this.draw = claimed.job().task().asDraw().orElseThrow();
    this.understanding = understanding;
    this.foretoldStep = foretoldStep;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.savedNanos = startNanos;
    this.every = RequestFilm.every(request);
    // Whoever says how often there is something to be seen gets a film without asking for it.
    this.film =
        draw.isFilmed() || every.isPresent()
            ? Optional.of(
                savedFilm
                    .map(saved -> RequestFilm.resumed(request, drawn.total(), saved))
                    .orElseGet(() -> RequestFilm.of(request, drawn.total())))
            : Optional.empty();
    // Whoever has shown the previews of an earlier attempt waits for a higher number.
    this.previewNumber = claimed.previewNumber();
  }

  ClaimedJob claimed() {
    return claimed;
  }

  String id() {
    return claimed.job().id();
  }

  Draw draw() {
    return draw;
  }

  Optional<Understanding> understanding() {
    return understanding;
  }

  /** How long ago it came into the batch. */
  Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - startNanos);
  }

  /** How long it was drawn, without what was done for others while it stood still. */
  Duration drawingTime() {
    return Duration.ofNanos((long) drawingNanos);
  }

  /** How far it is. */
  void reached(DrawProgress now) {
    drawn = now;
  }

  /** It takes no more steps. */
  void complete() {
    drawn = new DrawProgress(drawn.total(), drawn.total());
  }

  DrawProgress drawn() {
    return drawn;
  }

  int stepsLeft() {
    return drawn.total() - drawn.done();
  }

  /** A step was taken with so many pictures in the batch, its own among them. */
  void stepped(int images, long nanosWithBetween) {
    drawingNanos += nanosWithBetween;
    foretoldMillis += foretoldStep.map(step -> step.of(images)).orElse(0.);
  }

  /** Says how well its drawing was foretold when it began. */
  void tell(Pace pace) {
    pace.drewJob(drawingNanos, 1e6 * foretoldMillis);
  }

  /** The same of one that took too long. */
  void tellInVain(Pace pace) {
    pace.drewInVain(drawingNanos, 1e6 * foretoldMillis);
  }

  /** Takes a frame of its film, if it has one and it is time for one; after each step. */
  void look(Batch batch) {
    try {
      film.ifPresent(it -> it.look(batch));
    } catch (RuntimeException e) {
      LOG.error("The film of job {} is given up; its pictures are drawn on.", id(), e);
      film = Optional.empty();
    }
  }

  /** How far its film has come; empty where it has none. */
  Optional<byte[]> savedFilm() {
    return film.map(RequestFilm::save);
  }

  /** Its film, as MP4; empty where it has none. */
  Optional<byte[]> film(List<RankedPicture> ranked) {
    try {
      return film.map(it -> it.finish(ranked));
    } catch (RuntimeException e) {
      LOG.error("The film of job {} is given up; its pictures are there.", id(), e);
      return Optional.empty();
    }
  }

  /**
   * Whether something new is to be seen: for those who say how often, after so many steps.
   *
   * @param done steps of the request
   */
  boolean wantsPreview(int done) {
    return every.isEmpty() || done / every.getAsInt() > previewedStep / every.getAsInt();
  }

  /** When its last preview was, in previews of all jobs; 0 where it had none. */
  int lastPreview() {
    return lastPreview;
  }

  void previewed(int number) {
    lastPreview = number;
  }

  /** What a preview shows that people may not want to see. */
  void judged(Map<String, Float> seen) {
    concerns = Concerns.worse(concerns, seen);
  }

  /** The worst of all previews so far; empty where nobody judges them. */
  Map<String, Float> concerns() {
    return concerns;
  }

  Duration sinceSaved() {
    return Duration.ofNanos(nanos.getAsLong() - savedNanos);
  }

  void saved() {
    savedNanos = nanos.getAsLong();
  }

  int previewNumber() {
    return previewNumber;
  }

  /**
   * @param done steps of the request that it shows
   */
  int nextPreview(int done) {
    previewedStep = done;
    return ++previewNumber;
  }
}
