package org.vitrail.inference.model.family.vqganclip;

import java.util.Arrays;
import java.util.function.Supplier;
import org.vitrail.inference.model.Descent.OptimiserKind;

/**
 * A rule by which gradients become steps, with what it remembers of earlier ones. Each is PyTorch's
 * with its defaults, but for the learning rate.
 */
abstract class Optimiser {
  /** Averages of the gradients, or sums, one number of each for each number that is changed. */
  private final float[][] moments;

  private Optimiser(int momentCount, int size) {
    moments = new float[momentCount][size];
  }

  /** One that remembers nothing yet of so many numbers. */
  static Optimiser of(OptimiserKind kind, int size) {
    Supplier<Optimiser> chosen =
        switch (kind) {
          case ADAM -> () -> new Adam(size, 0);
          case ADAMW -> () -> new Adam(size, .01);
          case RADAM -> () -> new RectifiedAdam(size);
          case ADAGRAD -> () -> new Adagrad(size);
          case RMSPROP -> () -> new RmsProp(size);
        };
    return chosen.get();
  }

  float[][] moments() {
    return moments;
  }

  /** Begins anew. */
  void forget() {
    for (float[] moment : moments) {
      Arrays.fill(moment, 0);
    }
  }

  /**
   * Changes numbers by a step against their gradient.
   *
   * @param count of steps with this one
   */
  abstract void step(float[] numbers, float[] gradient, double learningRate, int count);

  /** Kingma and Ba, arXiv:1412.6980; with a decay, Loshchilov and Hutter's, arXiv:1711.05101. */
  private static final class Adam extends Optimiser {
    private static final double KEPT_MEAN = .9;
    private static final double KEPT_SQUARE = .999;
    private static final double EPSILON = 1e-8;

    private final double decay;

    Adam(int size, double decay) {
      super(2, size);
      this.decay = decay;
    }

    @Override
    void step(float[] numbers, float[] gradient, double learningRate, int count) {
      float[] means = moments()[0];
      float[] squares = moments()[1];
      double rate = learningRate / (1 - StrictMath.pow(KEPT_MEAN, count));
      double correction = StrictMath.sqrt(1 - StrictMath.pow(KEPT_SQUARE, count));
      for (int i = 0; i < numbers.length; i++) {
        float g = gradient[i];
        means[i] = (float) (means[i] + (1 - KEPT_MEAN) * (g - means[i]));
        squares[i] = (float) (KEPT_SQUARE * squares[i] + (1 - KEPT_SQUARE) * g * g);
        double kept = numbers[i] * (1 - learningRate * decay);
        double scale = Math.sqrt(squares[i]) / correction + EPSILON;
        numbers[i] = (float) (kept - rate * means[i] / scale);
      }
    }
  }

  /** Liu et al., arXiv:1908.03265. */
  private static final class RectifiedAdam extends Optimiser {
    private static final double KEPT_MEAN = .9;
    private static final double KEPT_SQUARE = .999;
    private static final double EPSILON = 1e-8;

    RectifiedAdam(int size) {
      super(2, size);
    }

    @Override
    void step(float[] numbers, float[] gradient, double learningRate, int count) {
      float[] means = moments()[0];
      float[] squares = moments()[1];
      double rate = learningRate / (1 - StrictMath.pow(KEPT_MEAN, count));
      double rest = 1 - StrictMath.pow(KEPT_SQUARE, count);
      double longest = 2 / (1 - KEPT_SQUARE) - 1;
      double length = longest - 2 * count * StrictMath.pow(KEPT_SQUARE, count) / rest;
      boolean isTrusted = length > 5;
      double rectified =
          isTrusted
              ? rate
                  * StrictMath.sqrt(
                      (length - 4)
                          * (length - 2)
                          * longest
                          / ((longest - 4) * (longest - 2) * length))
                  * StrictMath.sqrt(rest)
              : rate;
      for (int i = 0; i < numbers.length; i++) {
        float g = gradient[i];
        means[i] = (float) (means[i] + (1 - KEPT_MEAN) * (g - means[i]));
        squares[i] = (float) (KEPT_SQUARE * squares[i] + (1 - KEPT_SQUARE) * g * g);
        double scale = isTrusted ? Math.sqrt(squares[i]) + EPSILON : 1;
        numbers[i] = (float) (numbers[i] - rectified * means[i] / scale);
      }
    }
  }

  /** Duchi et al., "Adaptive Subgradient Methods", JMLR 12 (2011). */
  private static final class Adagrad extends Optimiser {
    private static final double EPSILON = 1e-10;

    Adagrad(int size) {
      super(1, size);
    }

    @Override
    void step(float[] numbers, float[] gradient, double learningRate, int count) {
      float[] sums = moments()[0];
      for (int i = 0; i < numbers.length; i++) {
        float g = gradient[i];
        sums[i] += g * g;
        numbers[i] = (float) (numbers[i] - learningRate * g / (Math.sqrt(sums[i]) + EPSILON));
      }
    }
  }

  /** Hinton's lecture 6e of "Neural Networks for Machine Learning" (2012). */
  private static final class RmsProp extends Optimiser {
    private static final double KEPT_SQUARE = .99;
    private static final double EPSILON = 1e-8;

    RmsProp(int size) {
      super(1, size);
    }

    @Override
    void step(float[] numbers, float[] gradient, double learningRate, int count) {
      float[] squares = moments()[0];
      for (int i = 0; i < numbers.length; i++) {
        float g = gradient[i];
        squares[i] = (float) (KEPT_SQUARE * squares[i] + (1 - KEPT_SQUARE) * g * g);
        numbers[i] = (float) (numbers[i] - learningRate * g / (Math.sqrt(squares[i]) + EPSILON));
      }
    }
  }
}
