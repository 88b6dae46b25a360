package org.vitrail.inference.model;

import java.util.Arrays;
import org.vitrail.inference.model.image.Pixels;

/** What a request's pictures begin like. */
public sealed interface Beginning {
  /** Nothing: all is drawn. */
  Beginning NOISE = new Noise();

  /** Calls the method for what this is. */
  <T> T accept(Visitor<T> visitor);

  /** One method for each kind of beginning. */
  interface Visitor<T> {
    T noise();

    T picture(Picture picture);

    T relative(Relative relative);
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
   */
  record Picture(Pixels pixels) implements Beginning {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.picture(this);
    }
  }

  /**
   * A picture that a model of the same family drew before.
   *
   * @param state as the family wrote it; its first byte is the version of its form
   */
  record Relative(byte[] state) implements Beginning {
    @Override
    public <T> T accept(Visitor<T> visitor) {
      return visitor.relative(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Relative that && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(state);
    }

    @Override
    public String toString() {
      return "Relative[" + state.length + " bytes]";
    }
  }
}
