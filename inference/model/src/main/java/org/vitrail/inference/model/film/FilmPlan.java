package org.vitrail.inference.model.film;

import java.util.OptionalInt;

/**
 * Which steps of a request a film shows, and how fast: ten seconds in 10 to 60 frames a second, as
 * films of VQGAN and CLIP are made (Katherine Crowson's notebook; {@code generate.py} of
 * nerdyrodent/VQGAN-CLIP). What would not fit into ten seconds is left out evenly from the
 * beginning on, so that a film never grows beyond it, however long the drawing.
 *
 * @param stride a frame is taken after each so many steps
 * @param maxFrames that come of it at most
 */
public record FilmPlan(int stride, int maxFrames) {
  static final int SECONDS = 10;
  static final int MIN_RATE = 10;
  static final int MAX_RATE = 60;

  /** Frames of drawing that has no measure of its own for what is worth seeing. */
  private static final int USUAL_FRAMES = 64;

  /**
   * @param steps of the whole request
   * @param every after so many steps something new is to be seen; empty where nobody says
   */
  public static FilmPlan of(int steps, OptionalInt every) {
    int unit = Math.max(1, every.orElse((steps + USUAL_FRAMES - 1) / USUAL_FRAMES));
    int most = SECONDS * MAX_RATE;
    int units = Math.max(1, steps / unit);
    int stride = unit * ((units + most - 1) / most);
    return new FilmPlan(stride, steps / stride + 2);
  }

  /** Frames a second of a film of so many. */
  static int rate(int frames) {
    return Math.max(MIN_RATE, Math.min(MAX_RATE, Math.round((float) frames / SECONDS)));
  }
}
