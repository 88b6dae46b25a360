package org.vitrail.inference.model.sticker;

import java.util.stream.IntStream;

/**
 * How opaque a thing is along its edge, and which colour it has there. A pixel of the edge is a
 * mixture of the thing and what is behind it, {@code C = a·F + (1 − a)·B} (Porter and Duff,
 * Compositing Digital Images, 1984). B is known; F is the colour to which the edge rises further
 * inside, found by climbing away from the background. Solved for a, the pixel keeps its part of F
 * alone, so that nothing of the old background is left as a fringe.
 */
final class EdgeMatte {
  /** An edge is as wide as this part of a picture's side. */
  private static final int SIDE_OF_EDGE = 85;

  /** Below that a pixel has too little of the thing to tell its colour. */
  private static final double LEAST_SHARE = .35;

  /** From so much on it is all of the thing: pictures are not even. */
  private static final double WHOLE = .92;

  /** Up to so much of it is all of the background. */
  private static final double NOTHING = .1;

  private final Region region;
  private final BackgroundColor background;
  private final int edge;
  private final int[] steps;
  private final int[] argb;

  private EdgeMatte(
      Region region, BackgroundColor background, boolean[] isBackground, int longestSide) {
    this.region = region;
    this.background = background;
    this.edge = Math.max(2, longestSide / SIDE_OF_EDGE);
    this.steps = region.steps(isBackground, edge);
    this.argb = new int[steps.length];
  }

  /** The picture's pixels with alpha: those of the background have none. */
  static int[] of(
      Region region, BackgroundColor background, boolean[] isBackground, int longestSide) {
    EdgeMatte matte = new EdgeMatte(region, background, isBackground, longestSide);
    matte.solve();
    return matte.argb;
  }

  /** From outside in, as alpha never falls on the way inside: what is white there stays. */
  private void solve() {
    double[] alpha = new double[steps.length];
    int[] inwards =
        IntStream.range(0, steps.length)
            .filter(at -> steps[at] > 0)
            .boxed()
            .sorted((one, other) -> Integer.compare(steps[one], steps[other]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int at : inwards) {
      int inside = climb(at);
      double share = share(at, inside);
      double far = background.distance(inside);
      double none = Math.max(background.tolerance(), NOTHING * far);
      double opacity = (share * far - none) / Math.max(1, WHOLE * far - none);
      if (steps[at] > edge || far <= background.tolerance()) {
        opacity = 1;
      }
      alpha[at] = Math.max(clamp(opacity, 1), outer(at, alpha));
      argb[at] = pixel(at, alpha[at], Math.max(share, LEAST_SHARE));
    }
  }

  /** The pixel that is least like the background on the way from one straight inside. */
  private int climb(int from) {
    int at = from;
    int best = from;
    for (int step = 0; step < edge; step++) {
      int[] next = {at};
      int here = at;
      region.around(
          here,
          neighbour -> {
            boolean isFarther = steps[neighbour] > steps[next[0]];
            boolean isAsFar = steps[neighbour] == steps[next[0]] && next[0] != here;
            if (isFarther
                || isAsFar && background.distance(neighbour) > background.distance(next[0])) {
              next[0] = neighbour;
            }
          });
      if (next[0] == at) {
        break;
      }
      at = next[0];
      if (background.distance(at) > background.distance(best)) {
        best = at;
      }
    }
    return best;
  }

  /** How much of a pixel is of the thing whose colour is that of another one. */
  private double share(int at, int inside) {
    double along = 0;
    double length = 0;
    for (int channel = 0; channel < 3; channel++) {
      double front = background.channel(inside, channel) - background.behind(at, channel);
      along += front * (background.channel(at, channel) - background.behind(at, channel));
      length += front * front;
    }
    return length == 0 ? 1 : clamp(along / length, 1);
  }

  private double outer(int at, double[] alpha) {
    double[] most = {0};
    region.around(
        at,
        neighbour -> {
          if (steps[neighbour] < steps[at]) {
            most[0] = Math.max(most[0], alpha[neighbour]);
          }
        });
    return most[0];
  }

  private int pixel(int at, double alpha, double share) {
    int pixel = (int) Math.round(255 * alpha) << 24;
    for (int channel = 0; channel < 3; channel++) {
      double behind = background.behind(at, channel);
      double here = background.channel(at, channel);
      double front = alpha == 1 ? here : behind + (here - behind) / share;
      pixel |= (int) Math.round(clamp(front, 255)) << 16 - 8 * channel;
    }
    return pixel >>> 24 == 0 ? 0 : pixel;
  }

  private static double clamp(double value, double most) {
    return Math.max(0, Math.min(most, value));
  }
}
