package org.vitrail.inference.model;

import java.util.Arrays;
import java.util.Optional;
import org.vitrail.inference.model.image.Pixels;

/** What a request's pictures begin like. */
public sealed interface Beginning {
  /** Nothing: all is drawn. */
  Beginning NOISE = new Noise();

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** What was chosen to stay of the picture that they begin like. */
  default Optional<Borders> kept() {
    return Optional.empty();
  }

  /** What was saved of a request that goes on here. */
  default Optional<byte[]> resumedFrom() {
    return Optional.empty();
  }

  /** One method for each kind of beginning. */
  interface Visitor<T> {
    T noise();

    T picture(Picture picture);

    T relative(Relative relative);

    /** As what the request began like, for whoever has no use for what was saved. */
    default T resumed(Resumed resumed) {
      return resumed.original().accept(this);
    }
  }

  /** Nothing: all is drawn. */
  record Noise() implements Beginning {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.noise();
    }
  }

  /**
   * A picture that somebody sent.
   *
   * @param pixels of any size
   * @param kept what stays of it; empty for its upper half
   */
  record Picture(Pixels pixels, Optional<Borders> kept) implements Beginning {
    /** Of which the upper half stays. */
    public Picture(Pixels pixels) {
      this(pixels, Optional.empty());
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.picture(this);
    }
  }

  /**
   * A picture that a model of the same family drew before.
   *
   * @param state as the family wrote it; its first byte is the version of its form
   * @param kept what stays of it; empty for its upper half
   */
  record Relative(byte[] state, Optional<Borders> kept) implements Beginning {
    /** Of which the upper half stays. */
    public Relative(byte[] state) {
      this(state, Optional.empty());
    }

    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.relative(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Relative that
          && Arrays.equals(state, that.state)
          && kept.equals(that.kept);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(state) + kept.hashCode();
    }

    @Override
    public String toString() {
      return "Relative[" + state.length + " bytes, " + kept + "]";
    }
  }

  /**
   * A request of the same seed and options that was under way, and goes on where it was saved.
   *
   * @param saved as {@link Batch#save} gave it
   * @param original what the request began like: it does so again where the model has no use for
   *     what was saved, because it is another one or of another version
   */
  record Resumed(byte[] saved, Beginning original) implements Beginning {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.resumed(this);
    }

    @Override
    public Optional<Borders> kept() {
      return original.kept();
    }

    @Override
    public Optional<byte[]> resumedFrom() {
      return Optional.of(saved);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Resumed that
          && Arrays.equals(saved, that.saved)
          && original.equals(that.original);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(saved) + original.hashCode();
    }

    @Override
    public String toString() {
      return "Resumed[" + saved.length + " bytes, " + original + "]";
    }
  }
}
