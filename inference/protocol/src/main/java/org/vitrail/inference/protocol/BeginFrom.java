package org.vitrail.inference.protocol;

import java.util.Arrays;

/** What a job's pictures begin from. */
public sealed interface BeginFrom {
  /** The prompt alone. */
  BeginFrom NOTHING = new Nothing();

  /** {@link ImageStore#INIT_IMAGE} of the job. */
  BeginFrom INIT_IMAGE = new InitImage();

  /** Calls the method for what this is. */
  <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E;

  /**
   * One method for each kind of beginning.
   *
   * @param <E> what the methods throw
   */
  interface Visitor<T, E extends Exception> {
    T nothing() throws E;

    T initImage() throws E;

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

  /** A picture that somebody sent: {@link ImageStore#INIT_IMAGE} of the job. */
  record InitImage() implements BeginFrom {
    @Override
    public <T, E extends Exception> T accept(Visitor<T, E> visitor) throws E {
      return visitor.initImage();
    }
  }

  /**
   * A picture that was drawn before, by its {@link PictureStates state}.
   *
   * @param pictureNumber as shown to the person: 1 is the best picture of that job
   */
  record Variation(String sourceJobId, int pictureNumber) implements BeginFrom {
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
