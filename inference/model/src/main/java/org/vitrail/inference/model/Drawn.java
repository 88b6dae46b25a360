package org.vitrail.inference.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vitrail.inference.model.image.Pixels;

/** A request's pictures, drawn but not ranked. */
public interface Drawn {
  Request request();

  /** In the order drawn, at the model's own size. May take long; on the model's thread. */
  List<Pixels> pictures();

  /** What to keep of each picture so that others can begin like it: {@link Beginning.Relative}. */
  List<byte[]> states();

  /** What each picture was drawn as, in the order drawn: the prompt, or other words for it. */
  default List<String> captions() {
    return Collections.nCopies(request().imageCount(), request().prompt());
  }

  /**
   * What each picture began as, in the order drawn and at the same size, where it was changed until
   * it was done; empty where it was drawn piece by piece. May take long.
   */
  default Optional<List<Pixels>> starts() {
    return Optional.empty();
  }

  /**
   * How surprising each picture was to the network that drew it, in the order drawn; lower is
   * better. Empty where the network takes no account of it.
   */
  default Optional<float[]> perplexities() {
    return Optional.empty();
  }

  /**
   * How sure the network was of each picture, in the order drawn: the mean natural logarithm of how
   * probable its drawn tokens were, 0 at most; higher is better. As guided, before temperature and
   * the choice among candidates. Empty where the model takes no account of it.
   */
  default Optional<float[]> likelihoods() {
    return Optional.empty();
  }
}
