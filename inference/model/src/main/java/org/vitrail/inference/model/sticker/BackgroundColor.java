package org.vitrail.inference.model.sticker;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vitrail.inference.model.image.Pixels;

/**
 * The colour behind a thing, as it is along the border of the picture. It may change evenly across
 * the picture, as that of a sky does: each channel is a plane, fitted to those pixels of the border
 * that have about the colour which most of them have; with each round more may join.
 */
final class BackgroundColor {
  /** So far from the usual colour a pixel of the border may be, of 441 from black to white. */
  private static final double NEAR = 28;

  /** So much of the border has the colour, or it is none. */
  private static final double LEAST_SHARE = .5;

  private static final int ROUNDS = 10;
  private static final int BORDER_SHARE = 64;

  /** All but a tenth of the border is as even as that tenth is not, or somewhat less. */
  private static final double USUALLY = .9;

  private static final double SOMEWHAT = 1.5;
  private static final double LEAST_TOLERANCE = 3;

  private final Pixels picture;
  private final double[][] planes;
  private final double tolerance;

  private BackgroundColor(Pixels picture, double[][] planes, double tolerance) {
    this.picture = picture;
    this.planes = planes;
    this.tolerance = tolerance;
  }

  /** Empty where the border has many colours. */
  static Optional<BackgroundColor> of(Pixels picture) {
    int[] border = border(picture);
    double[][] planes = {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}};
    int usual = usual(picture, border);
    for (int channel = 0; channel < 3; channel++) {
      planes[channel][0] = usual >> 16 - 8 * channel & 255;
    }
    BackgroundColor found = new BackgroundColor(picture, planes, NEAR);
    for (int round = 0; round < ROUNDS; round++) {
      PlaneFit fit = new PlaneFit();
      for (int at : border) {
        if (found.distance(at) <= NEAR) {
          fit.add(found.x(at), found.y(at), found.channels(at));
        }
      }
      found = new BackgroundColor(picture, fit.planes(), NEAR);
    }
    double[] distances =
        IntStream.of(border)
            .mapToDouble(found::distance)
            .filter(it -> it <= NEAR)
            .sorted()
            .toArray();
    if (distances.length < LEAST_SHARE * border.length) {
      return Optional.empty();
    }
    double uneven = distances[(int) (USUALLY * (distances.length - 1))];
    double tolerance = Math.min(NEAR, LEAST_TOLERANCE + SOMEWHAT * uneven);
    return Optional.of(new BackgroundColor(picture, found.planes, tolerance));
  }

  /** Up to which distance a pixel looks like the background. */
  double tolerance() {
    return tolerance;
  }

  /** How far a pixel's colour is from what is behind it, 0 to 441. */
  double distance(int at) {
    double sum = 0;
    for (int channel = 0; channel < 3; channel++) {
      double off = channel(at, channel) - behind(at, channel);
      sum += off * off;
    }
    return Math.sqrt(sum);
  }

  /** The background at a pixel, 0 to 255. */
  double behind(int at, int channel) {
    double[] plane = planes[channel];
    return Math.max(0, Math.min(255, plane[0] + plane[1] * x(at) + plane[2] * y(at)));
  }

  /** The picture at a pixel. */
  int channel(int at, int channel) {
    return picture.rgb()[3 * at + channel] & 255;
  }

  private double[] channels(int at) {
    return new double[] {channel(at, 0), channel(at, 1), channel(at, 2)};
  }

  /** −1 to 1. */
  private double x(int at) {
    return 2. * (at % picture.width()) / picture.width() - 1;
  }

  /** −1 to 1. */
  private double y(int at) {
    return 2. * (at / picture.width()) / picture.height() - 1;
  }

  private static int[] border(Pixels picture) {
    int wide = Math.max(1, Math.max(picture.width(), picture.height()) / BORDER_SHARE);
    return IntStream.range(0, picture.width() * picture.height())
        .filter(
            at -> {
              int x = at % picture.width();
              int y = at / picture.width();
              return Math.min(x, picture.width() - 1 - x) < wide
                  || Math.min(y, picture.height() - 1 - y) < wide;
            })
        .toArray();
  }

  /** The mean of the fullest of 4096 equal boxes of colours; two thirds of a box overlap. */
  private static int usual(Pixels picture, int[] border) {
    int best = 0;
    int[] mean = new int[3];
    for (int shift = 0; shift < 16; shift += 5) {
      int[] counts = new int[17 * 17 * 17];
      int[][] sums = new int[counts.length][3];
      for (int at : border) {
        int box = 0;
        for (int channel = 0; channel < 3; channel++) {
          box = 17 * box + ((picture.rgb()[3 * at + channel] & 255) + shift) / 16;
        }
        counts[box]++;
        for (int channel = 0; channel < 3; channel++) {
          sums[box][channel] += picture.rgb()[3 * at + channel] & 255;
        }
        if (counts[box] > best) {
          best = counts[box];
          mean = sums[box];
        }
      }
    }
    return mean[0] / best << 16 | mean[1] / best << 8 | mean[2] / best;
  }
}
