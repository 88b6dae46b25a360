package org.vitrail.inference.fetch;

import java.io.IOException;
import java.nio.file.Path;
import org.vitrail.config.Printable;

/** A download or check that cannot go on; its message tells a person why and what to do. */
public final class FetchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FetchException(String message) {
    super(Printable.text(message));
  }

  public FetchException(String message, Throwable cause) {
    super(Printable.text(message), cause);
  }

  static FetchException unwritable(Path place, IOException cause) {
    return new FetchException(
        "%s cannot be written (%s). Check its owner and the free space, or choose another data folder by VITRAIL_DATA_FOLDER."
            .formatted(place, cause),
        cause);
  }
}
