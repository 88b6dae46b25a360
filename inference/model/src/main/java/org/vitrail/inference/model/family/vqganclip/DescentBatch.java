package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.Pixels;

/**
 * Descents of several requests, which take turns: a step is an iteration of each. Every picture is
 * computed by itself, for pictures of different sizes cannot be computed together, and it is the
 * same alone and in company to the last bit. One thread.
 */
final class DescentBatch implements Batch {
  private final Function<Request, RequestDescent> starts;
  private final Function<RequestDescent, Drawn> ends;
  private final Iteration iteration;
  private final int imageCapacity;
  private final List<RequestDescent> requests = new ArrayList<>();

  /** What a step does to a picture. */
  @FunctionalInterface
  interface Iteration {
    void of(RequestDescent request, PictureDescent picture);
  }

  /**
   * @param starts begins with a request
   * @param ends what a request has come to
   * @param imageCapacity pictures drawn at once
   */
  DescentBatch(
      Function<Request, RequestDescent> starts,
      Function<RequestDescent, Drawn> ends,
      Iteration iteration,
      int imageCapacity) {
    this.starts = starts;
    this.ends = ends;
    this.iteration = iteration;
    this.imageCapacity = imageCapacity;
  }

  @Override
  public int freeImages() {
    return imageCapacity - requests.stream().mapToInt(it -> it.pictures().size()).sum();
  }

  @Override
  public boolean isEmpty() {
    return requests.isEmpty();
  }

  @Override
  public void join(Request request) {
    if (request.imageCount() > freeImages() && !isEmpty()) {
      throw new IllegalArgumentException(
          request.imageCount() + " pictures do not fit: " + freeImages() + " are free.");
    }
    requests.add(starts.apply(request));
  }

  @Override
  public List<Drawn> step() {
    for (RequestDescent request : requests) {
      if (!request.isComplete()) {
        request.pictures().forEach(picture -> iteration.of(request, picture));
      }
    }
    List<RequestDescent> complete = requests.stream().filter(RequestDescent::isComplete).toList();
    requests.removeIf(RequestDescent::isComplete);
    return complete.stream().map(ends).toList();
  }

  @Override
  public void leave(String requestId) {
    requests.removeIf(it -> it.request().id().equals(requestId));
  }

  @Override
  public DrawProgress progress(String requestId) {
    return find(requestId).progress();
  }

  @Override
  public Optional<List<Pixels>> preview(String requestId) {
    return find(requestId).preview();
  }

  @Override
  public Optional<byte[]> save(String requestId) {
    return Optional.of(find(requestId).saved());
  }

  @Override
  public Optional<Drawn> endEarly(String requestId) {
    RequestDescent request = find(requestId);
    requests.remove(request);
    return Optional.of(ends.apply(request));
  }

  private RequestDescent find(String requestId) {
    return requests.stream()
        .filter(it -> it.request().id().equals(requestId))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("No request " + requestId + " is drawn."));
  }
}
