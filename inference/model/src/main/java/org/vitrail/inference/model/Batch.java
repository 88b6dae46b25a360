package org.vitrail.inference.model;

import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.image.Pixels;

/**
 * Pictures under way. Requests of any age share a step, and join and leave between steps, so that
 * none waits for another to finish (Yu et al., "Orca", OSDI 2022). One thread.
 */
public interface Batch {
  /** Pictures that still fit. */
  int freeImages();

  boolean isEmpty();

  /**
   * Takes a request in; it is drawn from the next step on. A request larger than the whole capacity
   * is taken if it is alone.
   *
   * @throws CannotBeginException if the model cannot begin as the request asks it to
   * @throws IllegalArgumentException if the request does not fit or its options are none of the
   *     model's: a step with it would fail for all
   */
  void join(Request request);

  /**
   * A step for everybody: a token, a denoising step or a gradient step.
   *
   * @return requests that are complete; they have left
   * @throws RuntimeException if the step failed; the batch is not to be used any more then
   */
  List<Drawn> step();

  /** Takes a request out before it is complete; unknown ids are ignored. */
  void leave(String requestId);

  /**
   * How far a request is.
   *
   * @throws java.util.NoSuchElementException if it is not drawn here
   */
  DrawProgress progress(String requestId);

  /**
   * A request's pictures as far as they are drawn; empty while nothing can be seen.
   *
   * @throws java.util.NoSuchElementException if it is not drawn here
   */
  Optional<List<Pixels>> preview(String requestId);

  /**
   * What it takes to go on with a request where it is now, after this process has ended too: a
   * {@link Beginning.Resumed}. A family that cannot go on so keeps nothing, and the request is
   * drawn anew.
   *
   * @return versioned by its first byte; of the size of its pictures' states, about, a few
   *     megabytes at most
   * @throws java.util.NoSuchElementException if it is not drawn here
   */
  default Optional<byte[]> save(String requestId) {
    progress(requestId);
    return Optional.empty();
  }

  /**
   * Ends a request early with what is there of its pictures; it has left then. Models that can do
   * so have {@link Ability#END_EARLY}.
   *
   * @return empty where half a picture is none; the request is drawn on then
   * @throws java.util.NoSuchElementException if it is not drawn here
   */
  default Optional<Drawn> endEarly(String requestId) {
    progress(requestId);
    return Optional.empty();
  }
}
