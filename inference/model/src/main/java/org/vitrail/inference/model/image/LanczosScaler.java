package org.vitrail.inference.model.image;

/**
 * Lanczos' filter of three lobes as Pillow has it, to the last bit: a window as wide as what a new
 * pixel covers, weights of 22 bits, and bytes between the pass across and the pass down. Networks
 * were trained on pictures that were made smaller so.
 */
public final class LanczosScaler {
  private static final double LOBES = 3;
  private static final int BITS = 22;

  private LanczosScaler() {}

  /**
   * The middle square of a picture whose short side has that length. Only what the square needs is
   * computed, however long the other side is.
   */
  public static Pixels square(Pixels picture, int side) {
    double ratio = (double) side / Math.min(picture.width(), picture.height());
    int width = (int) Math.rint(ratio * picture.width());
    int height = (int) Math.rint(ratio * picture.height());
    Window across = Window.of(picture.width(), width, (int) Math.rint((width - side) / 2.), side);
    Window down = Window.of(picture.height(), height, (int) Math.rint((height - side) / 2.), side);
    return scaled(picture, across, down);
  }

  /** The whole picture at another size. */
  public static Pixels scale(Pixels picture, int width, int height) {
    return scaled(
        picture,
        Window.of(picture.width(), width, 0, width),
        Window.of(picture.height(), height, 0, height));
  }

  private static Pixels scaled(Pixels picture, Window across, Window down) {
    int width = across.count();
    int height = down.count();
    int top = down.first(0);
    int rows = down.first(height - 1) + down.weights(height - 1).length - top;

    byte[] narrow = new byte[3 * width * rows];
    for (int y = 0; y < rows; y++) {
      int line = 3 * (top + y) * picture.width();
      across.pass(picture.rgb(), line, 3, narrow, 3 * y * width, 3, 0);
    }
    byte[] rgb = new byte[3 * width * height];
    for (int x = 0; x < width; x++) {
      down.pass(narrow, 3 * x, 3 * width, rgb, 3 * x, 3 * width, top);
    }
    return new Pixels(width, height, rgb);
  }

  /** What each new pixel of a line is made of. */
  private record Window(int[] first, int[][] weights) {
    /**
     * @param length of the line
     * @param scaled length of the new line
     * @param begin first new pixel that is needed
     * @param count new pixels that are needed
     */
    static Window of(int length, int scaled, int begin, int count) {
      double scale = (double) length / scaled;
      double stretch = Math.max(1, scale);
      double reach = LOBES * stretch;
      int[] first = new int[count];
      int[][] weights = new int[count][];
      for (int i = 0; i < count; i++) {
        double center = (begin + i + .5) * scale;
        int from = Math.max(0, (int) (center - reach + .5));
        int to = Math.min(length, (int) (center + reach + .5));
        first[i] = from;
        weights[i] = weights(from, to, center, 1 / stretch);
      }
      return new Window(first, weights);
    }

    private static int[] weights(int from, int to, double center, double step) {
      double[] exact = new double[to - from];
      double sum = 0;
      for (int at = 0; at < exact.length; at++) {
        exact[at] = lanczos((at + from - center + .5) * step);
        sum += exact[at];
      }
      int[] rounded = new int[exact.length];
      for (int at = 0; at < exact.length; at++) {
        double weight = exact[at] / sum * (1 << BITS);
        rounded[at] = (int) (weight < 0 ? weight - .5 : weight + .5);
      }
      return rounded;
    }

    int count() {
      return first.length;
    }

    int first(int pixel) {
      return first[pixel];
    }

    int[] weights(int pixel) {
      return weights[pixel];
    }

    /**
     * Makes a line of three colours.
     *
     * @param origin the line's place that {@code from} holds first
     */
    void pass(byte[] from, int fromAt, int fromStep, byte[] to, int toAt, int toStep, int origin) {
      for (int pixel = 0; pixel < first.length; pixel++) {
        int at = fromAt + (first[pixel] - origin) * fromStep;
        for (int channel = 0; channel < 3; channel++) {
          int sum = 1 << (BITS - 1);
          for (int i = 0; i < weights[pixel].length; i++) {
            sum += (from[at + i * fromStep + channel] & 0xff) * weights[pixel][i];
          }
          to[toAt + pixel * toStep + channel] = (byte) Math.max(0, Math.min(255, sum >> BITS));
        }
      }
    }
  }

  private static double lanczos(double x) {
    return -LOBES <= x && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
