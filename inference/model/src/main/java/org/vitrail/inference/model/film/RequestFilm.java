package org.vitrail.inference.model.film;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;

/** Films a request while its batch draws it: all its pictures side by side, in the order drawn. */
public final class RequestFilm {
  /** The name of the option that says after how many steps something new is to be seen. */
  public static final String EVERY = "every";

  private final String requestId;
  private final FilmRecorder recorder;

  private RequestFilm(String requestId, FilmRecorder recorder) {
    this.requestId = requestId;
    this.recorder = recorder;
  }

  /**
   * One that begins.
   *
   * @param steps of the whole request
   */
  public static RequestFilm of(Request request, int steps) {
    return new RequestFilm(request.id(), new FilmRecorder(FilmPlan.of(steps, every(request))));
  }

  /** One that goes on as {@link #save} left it. */
  public static RequestFilm resumed(Request request, int steps, byte[] saved) {
    FilmPlan plan = FilmPlan.of(steps, every(request));
    return new RequestFilm(request.id(), FilmRecorder.resumed(plan, saved));
  }

  /** What it takes to go on with it in another process. */
  public byte[] save() {
    return recorder.save();
  }

  /** After how many steps something new is to be seen of a request; empty where nobody says. */
  public static OptionalInt every(Request request) {
    String every = request.options().named().get(EVERY);
    return every == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(every));
  }

  /** To be called after each step of the batch: takes a frame when it is time for one. */
  public void look(Batch batch) {
    int done = batch.progress(requestId).done();
    if (recorder.wants(done)) {
      Optional<List<Pixels>> seen = batch.preview(requestId);
      seen.ifPresent(pictures -> recorder.add(done, GridImage.compose(pictures)));
    }
  }

  /**
   * The film as an MP4 file.
   *
   * @param ranked what came of the request, as its last frame
   */
  public byte[] finish(List<RankedPicture> ranked) {
    return recorder.finish(
        GridImage.compose(
            ranked.stream()
                .sorted(Comparator.comparingInt(RankedPicture::imageIndex))
                .map(RankedPicture::pixels)
                .toList()));
  }
}
