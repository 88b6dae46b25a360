package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/**
 * A network in the layout of Emojich's U-Net, with stages of one block and a channel or a few, that
 * takes for the thing whatever is bright.
 */
final class TinyCutout {
  private static final int[] WIDTHS = {2, 3, 4, 5, 6, 7, 8};
  private static final int[] SKIPS = {6, 4, 3, 1, 0};

  private final SafetensorsWriter writer = new SafetensorsWriter();

  private TinyCutout() {}

  static void put(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    TinyCutout network = new TinyCutout();
    network.encoder();
    network.decoder();
    network.writer.write(file);
  }

  private void encoder() {
    float[] brightness = new float[27];
    for (int colour = 0; colour < 3; colour++) {
      brightness[9 * colour] = 1 / 3f;
    }
    writer.put("encoder._conv_stem.weight", brightness, 1, 3, 3, 3);
    norm("encoder._bn0", 1);
    int in = 1;
    for (int i = 0; i < WIDTHS.length; i++) {
      String p = "encoder._blocks." + i;
      int expanded = i == 0 ? 1 : 2 * in;
      if (i > 0) {
        conv(p + "._expand_conv", expanded, in, 1);
        norm(p + "._bn0", expanded);
      }
      conv(p + "._depthwise_conv", expanded, 1, 3);
      norm(p + "._bn1", expanded);
      conv(p + "._se_reduce", 1, expanded, 1);
      writer.put(p + "._se_reduce.bias", new float[1], 1);
      conv(p + "._se_expand", expanded, 1, 1);
      writer.put(p + "._se_expand.bias", new float[expanded], expanded);
      conv(p + "._project_conv", WIDTHS[i], expanded, 1);
      norm(p + "._bn2", WIDTHS[i]);
      in = WIDTHS[i];
    }
    conv("encoder._conv_head", 1, in, 1);
  }

  /** Its last two blocks hand on what came in last: the first layer's skip, then itself. */
  private void decoder() {
    int in = WIDTHS[WIDTHS.length - 1];
    for (int i = 0; i < SKIPS.length; i++) {
      String p = "decoder.blocks." + i;
      int inputs = in + SKIPS[i];
      float[] last = new float[9 * inputs];
      last[9 * (inputs - 1) + 4] = 1;
      writer.put(p + ".conv1.0.weight", last, 1, inputs, 3, 3);
      norm(p + ".conv1.1", 1);
      writer.put(p + ".conv2.0.weight", new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, 1, 1, 3, 3);
      norm(p + ".conv2.1", 1);
      in = 1;
    }
    float[] head = new float[18];
    head[9 + 4] = 100;
    writer.put("segmentation_head.0.weight", head, 2, 1, 3, 3);
    writer.put("segmentation_head.0.bias", new float[] {0, -45}, 2);
  }

  private void conv(String name, int out, int in, int kernel) {
    writer.put(name + ".weight", new float[out * in * kernel * kernel], out, in, kernel, kernel);
  }

  private void norm(String name, int width) {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    writer.put(name + ".weight", ones, width);
    writer.put(name + ".bias", new float[width], width);
    writer.put(name + ".running_mean", new float[width], width);
    writer.put(name + ".running_var", ones, width);
  }
}
