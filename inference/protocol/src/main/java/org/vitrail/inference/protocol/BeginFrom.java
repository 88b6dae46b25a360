package org.vitrail.inference.protocol;

import java.util.Arrays;
import java.util.Optional;

/** What a job's pictures begin from. */
public sealed interface BeginFrom {
  /** The prompt alone. */
  BeginFrom NOTHING = new Nothing();

  /** The upper half of {@link ImageStore#INIT_IMAGE} of the job. */
  BeginFrom INIT_IMAGE = new InitImage(Optional.empty());

  /** What is kept of a picture that is begun from; empty for what a model keeps by itself. */
  default Optional<Keep> keep() {
    return Optional.empty();
  }

  /** Whether it is a picture that somebody sent. */
  default boolean isInitImage() {
    return false;
  }

  /** Calls the method for what this is. */
  <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E;

  /**
   * One method for each kind of beginning.
   *
   * @param <E> what the methods throw
   */
  interface Visitor<T, E extends Exception> {
    T nothing() throws E;

    T initImage(InitImage initImage) throws E;

    T variation(Variation variation) throws E;

    T ownState(OwnState ownState) throws E;
  }

  /** The prompt alone. */
  record Nothing() implements BeginFrom {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.nothing();
    }
  }

  /**
   * A picture that somebody sent: {@link ImageStore#INIT_IMAGE} of the job.
   *
   * @param keep what is kept of it; empty for its upper half
   */
  record InitImage(Optional<Keep> keep) implements BeginFrom {
    @Override
    public boolean isInitImage() {
      return true;
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.initImage(this);
    }
  }

  /**
   * A picture that was drawn before, by its {@link PictureStates state}.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   * @param keep what is kept of it; empty for its upper half
   */
  record Variation(String sourceJobId, int pictureNumber, Optional<Keep> keep)
      implements BeginFrom {
    /** Of which the upper half is kept. */
    public Variation(String sourceJobId, int pictureNumber) {
      this(sourceJobId, pictureNumber, Optional.empty());
    }

    /**
     * @throws IllegalArgumentException naming the part that is missing or not allowed
     */
    public Variation {
      Require.identifier("variation.sourceJobId", sourceJobId);
      Require.between("variation.pictureNumber", pictureNumber, 1, Integer.MAX_VALUE);
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.variation(this);
    }
  }

  /**
   * A state that stands in the job itself: variations that a program of version 1 asked for carry
   * theirs, and so do jobs that ask for the same once more.
   *
   * @param state as the model wrote it
   */
  record OwnState(byte[] state) implements BeginFrom {
    /**
     * @throws IllegalArgumentException naming the part that is missing
     */
    public OwnState {
      state = Require.present("ownState.state", state).clone();
    }

    @Override
    public byte[] state() {
      return state.clone();
    }

    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.ownState(this);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OwnState that && Arrays.equals(state, that.state);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(state);
    }

    @Override
    public String toString() {
      return "OwnState[" + state.length + " bytes]";
    }
  }
}
