package org.vitrail.inference.model.codec.vqgan;

import java.util.Arrays;
import java.util.Map;

/**
 * A VQGAN's decoder of one level, sum by sum in double precision, as the paper's code describes it
 * (taming-transformers, {@code diffusionmodules/model.py}). Pictures are (channel, y, x), flat.
 */
final class PlainVqgan {
  private static final int GROUPS = 32;

  private final Map<String, float[]> weights;
  private final int side;

  /**
   * @param weights by taming-transformers' names, row by row
   */
  PlainVqgan(Map<String, float[]> weights, int side) {
    this.weights = weights;
    this.side = side;
  }

  /** Pixels of one picture. */
  double[] decode(int[] tokens) {
    float[] codes = weights.get("quantize.embedding.weight");
    int width =
        weights.get("post_quant_conv.weight").length / weights.get("post_quant_conv.bias").length;
    double[] z = new double[width * tokens.length];
    for (int channel = 0; channel < width; channel++) {
      for (int at = 0; at < tokens.length; at++) {
        z[channel * tokens.length + at] = codes[tokens[at] * width + channel];
      }
    }
    double[] h = conv(conv(z, "post_quant_conv", 1), "decoder.conv_in", 3);
    h = resnet(h, "decoder.mid.block_1");
    h = attention(h, "decoder.mid.attn_1");
    h = resnet(h, "decoder.mid.block_2");
    h = resnet(h, "decoder.up.0.block.0");
    h = resnet(h, "decoder.up.0.block.1");
    return conv(swish(norm(h, "decoder.norm_out")), "decoder.conv_out", 3);
  }

  private double[] resnet(double[] x, String p) {
    double[] h = conv(swish(norm(x, p + ".norm1")), p + ".conv1", 3);
    return sum(x, conv(swish(norm(h, p + ".norm2")), p + ".conv2", 3));
  }

  private double[] attention(double[] x, String p) {
    double[] h = norm(x, p + ".norm");
    double[] q = conv(h, p + ".q", 1);
    double[] k = conv(h, p + ".k", 1);
    double[] v = conv(h, p + ".v", 1);
    int places = side * side;
    int channels = x.length / places;
    double[] mixed = new double[x.length];
    for (int at = 0; at < places; at++) {
      double[] share = new double[places];
      double all = 0;
      for (int other = 0; other < places; other++) {
        double score = 0;
        for (int c = 0; c < channels; c++) {
          score += q[c * places + at] * k[c * places + other];
        }
        share[other] = Math.exp(score / Math.sqrt(channels));
        all += share[other];
      }
      for (int c = 0; c < channels; c++) {
        for (int other = 0; other < places; other++) {
          mixed[c * places + at] += share[other] / all * v[c * places + other];
        }
      }
    }
    return sum(x, conv(mixed, p + ".proj_out", 1));
  }

  private double[] conv(double[] x, String p, int kernel) {
    float[] weight = weights.get(p + ".weight");
    float[] bias = weights.get(p + ".bias");
    int places = side * side;
    int in = x.length / places;
    double[] y = new double[bias.length * places];
    for (int out = 0; out < bias.length; out++) {
      Arrays.fill(y, out * places, (out + 1) * places, bias[out]);
      for (int c = 0; c < in; c++) {
        for (int ky = 0; ky < kernel; ky++) {
          for (int kx = 0; kx < kernel; kx++) {
            double w = weight[((out * in + c) * kernel + ky) * kernel + kx];
            addShifted(y, out * places, x, c * places, ky - kernel / 2, kx - kernel / 2, w);
          }
        }
      }
    }
    return y;
  }

  /**
   * Adds a channel times a weight, moved by some rows and columns; what leaves the edge is lost.
   */
  private void addShifted(
      double[] y, int yFrom, double[] x, int xFrom, int rows, int columns, double w) {
    int firstColumn = Math.max(0, -columns);
    int endColumn = Math.min(side, side - columns);
    for (int row = Math.max(0, -rows); row < Math.min(side, side - rows); row++) {
      int to = yFrom + row * side;
      int from = xFrom + (row + rows) * side + columns;
      for (int column = firstColumn; column < endColumn; column++) {
        y[to + column] += x[from + column] * w;
      }
    }
  }

  private double[] norm(double[] x, String p) {
    float[] scale = weights.get(p + ".weight");
    float[] bias = weights.get(p + ".bias");
    int places = side * side;
    int group = x.length / GROUPS;
    double[] y = new double[x.length];
    for (int g = 0; g < GROUPS; g++) {
      double mean = 0;
      double square = 0;
      for (int i = g * group; i < (g + 1) * group; i++) {
        mean += x[i] / group;
        square += x[i] * x[i] / group;
      }
      double deviation = Math.sqrt(square - mean * mean + 1e-6);
      for (int i = g * group; i < (g + 1) * group; i++) {
        y[i] = (x[i] - mean) / deviation * scale[i / places] + bias[i / places];
      }
    }
    return y;
  }

  private static double[] swish(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] / (1 + Math.exp(-x[i]));
    }
    return y;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }
}
