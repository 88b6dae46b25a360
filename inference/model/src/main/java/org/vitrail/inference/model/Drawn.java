package org.vitrail.inference.model;

import java.util.List;
import org.vitrail.inference.model.image.Pixels;

/** A request's pictures, drawn but not ranked. */
public interface Drawn {
  Request request();

  /** In the order drawn, at the model's own size. May take long; on the model's thread. */
  List<Pixels> pictures();

  /** What to keep of each picture so that others can begin like it: {@link Beginning.Relative}. */
  List<byte[]> states();
}
