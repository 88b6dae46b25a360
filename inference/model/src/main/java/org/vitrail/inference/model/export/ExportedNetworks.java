package org.vitrail.inference.model.export;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.clip.Clip;
import org.vitrail.inference.model.clip.ClipConfig;
import org.vitrail.inference.model.export.NetworkExport.Tolerance;
import org.vitrail.inference.model.family.dallemini.ModelFiles;
import org.vitrail.inference.model.family.dallemini.ModelShape;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tokenizer.EncodedPrompt;
import org.vitrail.inference.model.tokenizer.PromptEncoder;
import org.vitrail.inference.model.transformer.DalleMini;
import org.vitrail.inference.model.transformer.DalleMiniConfig;
import org.vitrail.inference.model.transformer.DrawRequest;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.upscaler.Srvgg;
import org.vitrail.inference.model.vqgan.PixelRange;
import org.vitrail.inference.model.vqgan.Vqgan;
import org.vitrail.inference.model.vqgan.VqganConfig;

/**
 * The networks that are exported, the most important first. A family's networks join by a line
 * here.
 *
 * @param compared those whose results are compared
 * @param timed those that are timed at a published size
 */
public record ExportedNetworks(List<NetworkExport<?>> compared, List<TimedShape> timed) {
  private static final Set<String> STEPS = Set.of("encode", "step", "draw");
  private static final Tokens SAMPLED = new Tokens(2, 1, 64, 1);
  private static final Tokens GREEDY = new Tokens(2, 0, 0, 1);

  /** A product of two thousand numbers, rounded in another order: about 1e-6 a layer. */
  private static final double EXACT = 1e-4;

  /** bf16 has 8 bits; measured for a whole DALL·E mini: .011 of the logits. */
  private static final Tolerance TRANSFORMER = new Tolerance(EXACT, .04, .01);

  private static final Tolerance TOKENS = new Tolerance(0, 1, 1);
  private static final Tolerance PICTURE = new Tolerance(EXACT, .04, EXACT);

  /** With f16, a GPU paints in TF32: measured on an H200, .0017. */
  private static final Tolerance PAINTED = new Tolerance(EXACT, .04, .004);

  /** The bundled model's networks, and the published sizes of the others with random weights. */
  public static ExportedNetworks all(ModelFiles bundled) {
    return new ExportedNetworks(
        List.of(
            transformer("bundled-transformer", bundled, true),
            transformer("bundled-tokens", bundled, false),
            vqgan("bundled-vqgan", bundled),
            clip("bundled-clip", bundled),
            upscaler("bundled-upscaler", bundled),
            random("dalle-mini", DalleMiniConfig.MINI),
            random("vqgan-f16", VqganConfig.F16_16384),
            random("clip-vit-b-32", ClipConfig.VIT_B_32)),
        List.of(
            TimedShape.of(ModelShape.DALLE_MINI),
            TimedShape.of(ModelShape.DALLE_MEGA),
            TimedShape.of("vqgan-f16", VqganConfig.F16_16384),
            TimedShape.of("clip-vit-b-32", ClipConfig.VIT_B_32)));
  }

  /** The bundled transformer: with company that comes and goes, or whole pictures. */
  static NetworkExport<DalleMini> transformer(String name, ModelFiles files, boolean company) {
    long[][] prompts;
    int drawable = VqganConfig.read(files.vqganConfig().orElseThrow()).codeCount();
    DalleMiniConfig config = DalleMiniConfig.read(files.transformerConfig().orElseThrow());
    try (PromptEncoder encoder =
        PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges())) {
      EncodedPrompt apple = encoder.encode("a red apple", config.textTokenCount());
      EncodedPrompt tower = encoder.encode("a blue tower by night", config.textTokenCount());
      prompts = new long[][] {apple.ids(), tower.ids(), apple.unconditionalIds()};
    }
    Consumer<DalleMini> work =
        network -> {
          DrawingBatch batch = new DrawingBatch(network, drawable, 4);
          if (company) {
            company(batch, prompts);
          } else {
            pictures(batch, prompts);
          }
        };
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) ->
            DalleMini.read(engine, files.transformerConfig(), files.encoder(), files.decoder()),
        work,
        company ? STEPS : Set.of("draw"),
        !company,
        company ? TRANSFORMER : TOKENS);
  }

  /** Requests join at other positions than those that are there, and leave before them. */
  private static void company(DrawingBatch batch, long[][] prompts) {
    batch.join(request("first", prompts[0], prompts[2], 2, SAMPLED));
    steps(batch, 3);
    batch.join(request("second", prompts[1], prompts[2], 1, GREEDY));
    steps(batch, 3);
    batch.leave("first");
    steps(batch, 2);
    batch.join(request("third", prompts[0], prompts[2], 1, SAMPLED));
    steps(batch, 3);
  }

  private static void steps(DrawingBatch batch, int count) {
    for (int i = 0; i < count; i++) {
      batch.step();
    }
  }

  private static void pictures(DrawingBatch batch, long[][] prompts) {
    batch.join(request("greedy", prompts[0], prompts[2], 1, GREEDY));
    batch.join(request("sampled", prompts[1], prompts[2], 2, SAMPLED));
    while (!batch.isEmpty()) {
      batch.step();
    }
  }

  private static DrawRequest request(
      String id, long[] prompt, long[] none, int count, Tokens sampling) {
    return new DrawRequest(id, prompt, none, count, 7, sampling, new int[0]);
  }

  static NetworkExport<Vqgan> vqgan(String name, ModelFiles files) {
    VqganConfig config = VqganConfig.read(files.vqganConfig().orElseThrow());
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) ->
            Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange()),
        network -> {
          network.decode(new int[][] {tokens(config)});
          network.encode(List.of(picture(config.resolution())));
        },
        Set.of("decode", "to_bytes", "encode"),
        false,
        PAINTED);
  }

  static NetworkExport<Clip> clip(String name, ModelFiles files) {
    long[] text = {4096, 100, 200, 300, 4097};
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) -> Clip.read(engine, files.clipConfig(), files.clip()),
        network -> network.similarities(text, List.of(picture(128))),
        Set.of("prepare", "encode_image", "encode_text", "similarity"),
        false,
        PICTURE);
  }

  static NetworkExport<Srvgg> upscaler(String name, ModelFiles files) {
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) -> Srvgg.read(engine, files.upscalerConfig(), files.upscaler()),
        network -> network.upscale(List.of(picture(64))),
        Set.of("upscale_bytes"),
        false,
        new Tolerance(EXACT, EXACT, EXACT));
  }

  static NetworkExport<DalleMini> random(String name, DalleMiniConfig config) {
    long[] prompt = {0, 11, 222, 333, 44, 2};
    long[] none = {0, 2};
    return new NetworkExport<>(
        name,
        Optional.of(config.weights()),
        (engine, random) -> new DalleMini(engine, config, "random weights", random),
        network -> {
          DrawingBatch batch = new DrawingBatch(network, config.imageVocabularySize(), 4);
          batch.join(request("first", prompt, none, 1, GREEDY));
          steps(batch, 2);
          batch.join(request("second", prompt, none, 1, GREEDY));
          steps(batch, 2);
        },
        STEPS,
        false,
        TRANSFORMER);
  }

  static NetworkExport<Vqgan> random(String name, VqganConfig config) {
    return new NetworkExport<>(
        name,
        Optional.of(config.weights(true, false)),
        (engine, random) -> new Vqgan(engine, config, PixelRange.UNIT, "random weights", random),
        network -> network.decode(new int[][] {tokens(config)}),
        Set.of("decode"),
        false,
        PAINTED);
  }

  static NetworkExport<Clip> random(String name, ClipConfig config) {
    long[] text = {config.startToken(), 100, 200, 300, config.endToken()};
    return new NetworkExport<>(
        name,
        Optional.of(config.weights()),
        (engine, random) -> new Clip(engine, config, "random weights", random),
        network -> network.similarities(text, List.of(picture(64))),
        Set.of("encode_image", "encode_text", "similarity"),
        false,
        PICTURE);
  }

  /** A token for each cell, none like its neighbours. */
  private static int[] tokens(VqganConfig config) {
    int side = config.resolution() / config.pixelsPerToken();
    int[] tokens = new int[side * side];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i * 7919 % config.codeCount();
    }
    return tokens;
  }

  /** A picture of soft colours with edges in it, that no axis can be swapped in unseen. */
  private static Pixels picture(int side) {
    byte[] rgb = new byte[side * side * 3];
    for (int y = 0, at = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inside = Math.hypot(x - side * .4, y - side * .6) < side * .25;
        rgb[at++] = (byte) (inside ? 220 : 255 * x / side);
        rgb[at++] = (byte) (inside ? 40 : 180 * y / side);
        rgb[at++] = (byte) (x / 8 % 2 == 0 ? 90 : 140);
      }
    }
    return new Pixels(side, side, rgb);
  }
}
