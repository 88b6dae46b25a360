package org.vitrail.inference.model.codec.vqgan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorType;
import org.vitrail.inference.model.weights.file.Storage;
import org.vitrail.inference.model.weights.file.WeightTensor;

/**
 * What a codec of ruDALL-E's depth reads of a picture it paints at the same place, in the same
 * colour. Its weights are made for that: a token is the mean colour of eight pixels in a square.
 *
 * <p>Each colour goes through the network in a channel of its own, and its negative in another one:
 * {@code swish(x) − swish(−x)} is x, and a group norm changes a colour's brightness and contrast
 * for all of the picture alike. Residual blocks add nothing. The quantizer's layer chooses the
 * nearest of a cube of colours.
 */
class SberGeometryTest {
  private static final int SIDE = 8;
  private static final int TOKEN = 8;
  private static final int STEPS = 20;
  private static final int[] CENTRE = {4};

  /** The upper left of three by three, to which a strided convolution is padded. */
  private static final int[] SQUARE = {0, 1, 3, 4};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_picture_comes_back_with_every_token_in_its_place_and_colour(boolean wavelet) {
    VqganConfig config =
        new VqganConfig(32, List.of(1, 1, 2, 4), 1, List.of(32), 256, 8, 8, 8192, wavelet);
    int square = wavelet ? 2 * TOKEN : TOKEN;
    int[][] colours = colours();
    Pixels picture = picture(colours, square);

    try (TensorEngine engine = TensorEngine.start(RunOptions.REFERENCE, 0);
        Vqgan vqgan =
            Vqgan.named(
                engine,
                Optional.empty(),
                PixelRange.TRUNCATED,
                TensorType.F32,
                "the file",
                weights(config))) {
      assertThat(vqgan.config()).isEqualTo(config);
      Pixels again = vqgan.decode(vqgan.encode(List.of(picture)), SIDE).get(0);

      assertThat(again.width()).isEqualTo(picture.width());
      for (int colour = 0; colour < 3; colour++) {
        assertThat(correlation(picture, again, colour, colour)).isGreaterThan(.995);
        int other = (colour + 1) % 3;
        assertThat(Math.abs(correlation(picture, again, colour, other))).isLessThan(.3);
      }
    }
  }

  /** Colours of all tokens, none like its neighbours. */
  private static int[][] colours() {
    Random random = new Random(8);
    int[][] colours = new int[SIDE * SIDE][];
    Arrays.setAll(colours, token -> random.ints(3, 10, 246).toArray());
    return colours;
  }

  private static Pixels picture(int[][] colours, int square) {
    int side = SIDE * square;
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % side / square;
      int y = i / 3 / side / square;
      rgb[i] = (byte) colours[y * SIDE + x][i % 3];
    }
    return new Pixels(side, side, rgb);
  }

  /** Pearson's, of one colour of all pixels with one of another picture's. */
  private static double correlation(Pixels a, Pixels b, int colourOfA, int colourOfB) {
    double n = a.rgb().length / 3.;
    double[] sums = new double[5];
    for (int i = 0; i < a.rgb().length; i += 3) {
      double x = a.rgb()[i + colourOfA] & 0xff;
      double y = b.rgb()[i + colourOfB] & 0xff;
      double[] terms = {x, y, x * y, x * x, y * y};
      Arrays.setAll(sums, term -> sums[term] + terms[term]);
    }
    double covariance = sums[2] / n - sums[0] / n * (sums[1] / n);
    double variances =
        (sums[3] / n - Math.pow(sums[0] / n, 2)) * (sums[4] / n - Math.pow(sums[1] / n, 2));
    return covariance / Math.sqrt(variances);
  }

  /** By the names of {@code vqgan.gumbelf8-sber.model.ckpt} and {@code …-dwt.model.ckpt}. */
  private static Map<String, WeightTensor> weights(VqganConfig config) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    config
        .weights(true, true)
        .all()
        .forEach(
            (name, shape) -> {
              float[] values = new float[count(shape)];
              fill(name, shape, values);
              ByteBuffer bytes =
                  ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(values);
              String published =
                  config.wavelet()
                      ? "model." + name.replaceFirst("^(decoder|post_quant_conv)\\.", "decoder.$1.")
                      : name;
              tensors.put(
                  published.replace("embedding", "embed"),
                  WeightTensor.contiguous(TensorType.F32, shape, Storage.of(bytes)));
            });
    return tensors;
  }

  private static int count(long[] shape) {
    return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  private static void fill(String name, long[] shape, float[] values) {
    if (name.contains("norm") && name.endsWith("weight")) {
      Arrays.fill(values, 1);
    } else if (name.startsWith("quantize.")) {
      fillCube(name, shape, values);
    } else if (name.contains("block") || name.contains(".attn")) {
      if (name.endsWith("nin_shortcut.weight")) {
        pass(shape, values, 1, 6, 6);
      }
    } else if (name.endsWith("conv_in.weight")) {
      pass(shape, values, 1, 3, 6);
    } else if (name.endsWith("downsample.conv.weight")) {
      pass(shape, values, .25f, 6, 6);
    } else if (name.endsWith("upsample.conv.weight")) {
      pass(shape, values, 1, 6, 6);
    } else if (name.startsWith("decoder.conv_out.weight")) {
      // A wavelet's mean is twice that of its four pixels.
      pass(shape, values, shape[0] == 12 ? .6f : .3f, 6, 3);
    } else if (name.endsWith("weight")) {
      pass(shape, values, 1, name.startsWith("encoder.") ? 6 : 3, 3);
    }
  }

  /**
   * Hands colours on from channels to channels, each time six of them (the colours and their
   * negatives, in groups of their own) or three.
   */
  private static void pass(long[] shape, float[] values, float factor, int from, int to) {
    int in = (int) shape[1];
    int taps = (int) (shape[2] * shape[3]);
    for (int source = 0; source < from; source++) {
      for (int target = 0; target < to; target++) {
        if (source % 3 == target % 3 && (from != to || source == target)) {
          float sign = source < 3 == target < 3 ? 1 : -1;
          int at = (channel(target, to, (int) shape[0]) * in + channel(source, from, in)) * taps;
          int[] where = taps == 1 ? new int[] {0} : factor == .25f ? SQUARE : CENTRE;
          for (int tap : where) {
            values[at + tap] = sign * factor;
          }
        }
      }
    }
  }

  private static int channel(int number, int count, int width) {
    return count == 6 ? number * (width / 32) : number;
  }

  /** Codes in a cube; of those that are left over none is ever chosen. */
  private static void fillCube(String name, long[] shape, float[] values) {
    boolean bias = name.endsWith("bias");
    for (int code = 0; code < shape[0]; code++) {
      int[] steps = {code % STEPS, code / STEPS % STEPS, code / STEPS / STEPS};
      float square = 0;
      for (int colour = 0; colour < 3; colour++) {
        float value = (steps[colour] - (STEPS - 1) / 2f) * .6f;
        square += value * value;
        if (!bias) {
          values[code * (int) shape[1] + colour] = value;
        }
      }
      if (bias) {
        values[code] = steps[2] < STEPS ? -square / 2 : -1e6f;
      }
    }
  }
}
