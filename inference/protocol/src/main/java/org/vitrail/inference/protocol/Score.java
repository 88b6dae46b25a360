package org.vitrail.inference.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a picture's place among the others follows from.
 *
 * @param value a cosine between prompt and picture, −1 to 1, of CLIP and ruCLIP: higher is better;
 *     a perplexity, 1 or more: lower is better
 * @param atStart the same of what the picture began as, where it was changed until it was done
 */
public record Score(By by, float value, Optional<Float> atStart) {
  /** Of a picture that was drawn and not changed. */
  public Score(By by, float value) {
    this(by, value, Optional.empty());
  }

  /** What looked at the picture, or drew it. */
  public enum By {
    CLIP,
    RUCLIP,
    /** The network that drew it says how surprising it is. */
    PERPLEXITY;

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for what another version of this program may write. */
    public static Optional<By> of(String word) {
      return Stream.of(values()).filter(it -> it.word().equals(word)).findFirst();
    }
  }

  public Score {
    Require.present("score.by", by);
    Require.present("score.atStart", atStart);
  }
}
