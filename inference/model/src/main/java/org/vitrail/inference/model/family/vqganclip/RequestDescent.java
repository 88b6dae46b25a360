package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.DrawProgress;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.image.Pixels;

/**
 * The pictures of a request on their way.
 *
 * @param size of each in pixels
 * @param phrases what it is drawn towards, one after the other and from the first again
 * @param key of the model and the options, for what is saved
 */
record RequestDescent(
    Request request,
    Descent options,
    Descent.Size size,
    List<PromptEmbeddings> phrases,
    List<PictureDescent> pictures,
    int key) {
  int done() {
    return pictures.get(0).done();
  }

  /** What the next iteration draws towards. */
  PromptEmbeddings prompts() {
    int count = phrases.size();
    int chosen = options.course().changeEvery();
    int each = chosen > 0 ? chosen : (options.length().most() + count - 1) / count;
    return phrases.get(done() / each % count);
  }

  boolean isComplete() {
    return done() >= options.length().most();
  }

  DrawProgress progress() {
    return new DrawProgress(done(), options.length().most());
  }

  /** Empty until each picture was to be seen. */
  Optional<List<Pixels>> preview() {
    List<Pixels> seen =
        pictures.stream().map(PictureDescent::seen).flatMap(Optional::stream).toList();
    return seen.size() == pictures.size() ? Optional.of(seen) : Optional.empty();
  }

  byte[] saved() {
    return new SavedDescent(key, done(), pictures.stream().map(PictureDescent::saved).toList())
        .toBytes();
  }

  /** Goes on where the same request was saved, if it was. */
  RequestDescent resumed(byte[] saved) {
    Stream<SavedDescent> fitting =
        SavedDescent.of(saved).filter(it -> it.fits(key, pictures)).stream();
    fitting.forEach(
        it -> {
          for (int i = 0; i < pictures.size(); i++) {
            pictures.get(i).resume(it.pictures().get(i), it.iterations());
          }
        });
    return this;
  }
}
