package org.vitrail.inference.model.export;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.codec.dvae.Dvae;
import org.vitrail.inference.model.codec.dvae.DvaeConfig;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.export.NetworkExport.Tolerance;
import org.vitrail.inference.model.family.dallemini.DalleMiniConfig;
import org.vitrail.inference.model.family.dallemini.DalleMiniFiles;
import org.vitrail.inference.model.family.dallemini.DalleMiniNetwork;
import org.vitrail.inference.model.family.dallemini.EncodedPrompt;
import org.vitrail.inference.model.family.dallemini.PromptEncoder;
import org.vitrail.inference.model.family.dallemini.PublishedShape;
import org.vitrail.inference.model.family.rudalle.RudalleConfig;
import org.vitrail.inference.model.family.rudalle.RudalleNetwork;
import org.vitrail.inference.model.family.rudalle.RudalleVersion;
import org.vitrail.inference.model.family.vqganclip.DescentNetworks;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tokens.DeviceSampler;
import org.vitrail.inference.model.tokens.GivenCells;
import org.vitrail.inference.model.tokens.TokenBatch;
import org.vitrail.inference.model.tokens.TokenGrid;
import org.vitrail.inference.model.tokens.TokenModel;
import org.vitrail.inference.model.tokens.TokenNetwork;
import org.vitrail.inference.model.tokens.TokenPrompt;
import org.vitrail.inference.model.upscaling.srvgg.Srvgg;

/**
 * The networks that are exported, the most important first. A family's networks join by a line
 * here.
 *
 * @param compared those whose results are compared
 * @param timed those that are timed at a published size
 */
public record ExportedNetworks(List<NetworkExport<?>> compared, List<TimedShape> timed) {
  private static final Set<String> STEPS = Set.of("encode", "step", "draw");

  /** All that has a part in a gradient, each by the gradient that arrived there. */
  private static final Set<String> ITERATION =
      Set.of(
          "paint",
          "crops",
          "pooled",
          "turned",
          "turned_within",
          "jitter",
          "sharpened",
          "erased",
          "added",
          "see",
          "distance",
          "variation",
          "gate",
          "back",
          "colours_back");

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

  /** Roundings of bf16 add up on the way back: .03 to .19; what is wrong is off by 1. */
  private static final Tolerance GRADIENT = new Tolerance(EXACT, .4, .004);

  /** All kinds of layers, and a picture that is wider than what its last layer looks at. */
  private static final RudalleConfig SMALL_RUDALLE =
      new RudalleConfig(RudalleVersion.V2, 1032, 32, 1024, 16, 256, 6, 4);

  /** The bundled model's networks, and the published sizes of the others with random weights. */
  public static ExportedNetworks all(DalleMiniFiles bundled) {
    return new ExportedNetworks(
        List.of(
            transformer("bundled-transformer", bundled, true),
            transformer("bundled-tokens", bundled, false),
            vqgan("bundled-vqgan", bundled),
            clip("bundled-clip", bundled),
            upscaler("bundled-upscaler", bundled),
            descent("bundled-optimised", bundled),
            random("dalle-mini", DalleMiniConfig.MINI),
            random("vqgan-f16", VqganConfig.F16_16384),
            random("rudalle", SMALL_RUDALLE),
            random("vqgan-f8-wavelet", VqganConfig.F8_8192_WAVELET),
            random("dvae", DvaeConfig.DALL_E),
            random("clip-vit-b-32", ClipConfig.VIT_B_32)),
        List.of(
            TimedShape.of(PublishedShape.DALLE_MINI),
            TimedShape.of(PublishedShape.DALLE_MEGA),
            TimedShape.of("vqgan-f16", VqganConfig.F16_16384),
            TimedShape.of("clip-vit-b-32", ClipConfig.VIT_B_32)));
  }

  /** The bundled transformer: with company that comes and goes, or whole pictures. */
  static NetworkExport<DalleMiniNetwork> transformer(
      String name, DalleMiniFiles files, boolean company) {
    long[][] prompts;
    int drawable = VqganConfig.read(files.vqganConfig().orElseThrow()).codeCount();
    DalleMiniConfig config = DalleMiniConfig.read(files.transformerConfig().orElseThrow());
    try (PromptEncoder encoder =
        PromptEncoder.open(files.textPath(), files.tokenizer(), files.merges())) {
      EncodedPrompt apple = encoder.encode("a red apple", config.textTokenCount());
      EncodedPrompt tower = encoder.encode("a blue tower by night", config.textTokenCount());
      prompts = new long[][] {apple.ids(), tower.ids(), apple.unconditionalIds()};
    }
    Consumer<TokenBatch> drawing = company ? ExportedNetworks::company : ExportedNetworks::pictures;
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) ->
            DalleMiniNetwork.read(
                engine, files.transformerConfig(), files.encoder(), files.decoder()),
        network -> draw(network, prompts, drawable, drawing),
        company ? STEPS : Set.of("draw"),
        !company,
        company ? TRANSFORMER : TOKENS);
  }

  /** Requests join at other positions than those that are there, and leave before them. */
  private static void company(TokenBatch batch) {
    batch.join(request("first", 0, 2, SAMPLED));
    steps(batch, 3);
    batch.join(request("second", 1, 1, GREEDY));
    steps(batch, 3);
    batch.leave("first");
    steps(batch, 2);
    batch.join(request("third", 0, 1, SAMPLED));
    steps(batch, 3);
  }

  private static void pair(TokenBatch batch) {
    batch.join(request("first", 0, 1, GREEDY));
    steps(batch, 2);
    batch.join(request("second", 0, 1, GREEDY));
    steps(batch, 2);
  }

  private static void steps(TokenBatch batch, int count) {
    for (int i = 0; i < count; i++) {
      batch.step();
    }
  }

  private static void pictures(TokenBatch batch) {
    batch.join(request("greedy", 0, 1, GREEDY));
    batch.join(request("sampled", 1, 2, SAMPLED));
    while (!batch.isEmpty()) {
      batch.step();
    }
  }

  /** A request whose prompt is the number of one. */
  private static Request request(String id, int prompt, int count, Tokens options) {
    return new Request(id, Integer.toString(prompt), count, 7, options, Beginning.NOISE);
  }

  /**
   * Draws tokens with guidance.
   *
   * @param prompts ids of each, the last without a prompt
   */
  private static void draw(
      DalleMiniNetwork network, long[][] prompts, int codes, Consumer<TokenBatch> drawing) {
    int side = network.config().imageTokenSide();
    TokenGrid grid = new TokenGrid(side, side, codes, 0);
    draw(
        network,
        network.engine(),
        grid,
        request ->
            TokenPrompt.guided(
                prompts[Integer.parseInt(request.prompt())],
                prompts[prompts.length - 1],
                request.options().tokens(),
                GivenCells.none(grid)),
        drawing);
  }

  /** Draws tokens whose pictures nobody sees. */
  private static void draw(
      TokenNetwork network,
      TensorEngine engine,
      TokenGrid grid,
      Function<Request, TokenPrompt> prompts,
      Consumer<TokenBatch> drawing) {
    TokenModel model =
        new TokenModel() {
          @Override
          public TokenPrompt prompt(Request request) {
            return prompts.apply(request);
          }

          @Override
          public List<Pixels> decode(int[][] tokens, int columns) {
            throw new UnsupportedOperationException("Nobody looks at these pictures.");
          }
        };
    Optional<DeviceSampler> sampler = DeviceSampler.of(engine, grid);
    try {
      drawing.accept(new TokenBatch(model, network, grid, 4, sampler));
    } finally {
      sampler.ifPresent(DeviceSampler::close);
    }
  }

  static NetworkExport<Vqgan> vqgan(String name, DalleMiniFiles files) {
    VqganConfig config = VqganConfig.read(files.vqganConfig().orElseThrow());
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) ->
            Vqgan.read(engine, files.vqganConfig(), files.vqgan(), files.pixelRange()),
        network -> {
          network.decode(new int[][] {tokens(config)}, side(config));
          network.encode(List.of(picture(config.resolution())));
        },
        Set.of("decode", "to_bytes", "encode"),
        false,
        PAINTED);
  }

  static NetworkExport<Clip> clip(String name, DalleMiniFiles files) {
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

  static NetworkExport<Srvgg> upscaler(String name, DalleMiniFiles files) {
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) -> Srvgg.read(engine, files.upscalerConfig(), files.upscaler()),
        network -> network.upscale(List.of(picture(64))),
        Set.of("upscale_bytes"),
        false,
        new Tolerance(EXACT, EXACT, EXACT));
  }

  /** An iteration of VQGAN+CLIP: a picture, its cuts, their distance, and the way back. */
  static NetworkExport<DescentNetworks> descent(String name, DalleMiniFiles files) {
    return new NetworkExport<>(
        name,
        Optional.empty(),
        (engine, none) -> DescentNetworks.read(engine, files.folder()),
        DescentNetworks::iterate,
        ITERATION,
        false,
        GRADIENT);
  }

  static NetworkExport<DalleMiniNetwork> random(String name, DalleMiniConfig config) {
    long[][] prompts = {{0, 11, 222, 333, 44, 2}, {0, 2}};
    return new NetworkExport<>(
        name,
        Optional.of(config.weights()),
        (engine, random) -> new DalleMiniNetwork(engine, config, "random weights", random),
        network -> draw(network, prompts, config.imageVocabularySize(), ExportedNetworks::pair),
        STEPS,
        false,
        TRANSFORMER);
  }

  /** Pictures of two prompts that begin with given cells, to be read in one pass. */
  static NetworkExport<RudalleNetwork> random(String name, RudalleConfig config) {
    long[][] prompts = {{2, 11, 22, 30, 4, 3}, {2, 5, 3}};
    int side = config.imageTokenSide();
    TokenGrid grid = new TokenGrid(side, side, config.imageVocabularySize(), 0);
    int[] begun = new int[3 * side];
    for (int cell = 0; cell < begun.length; cell++) {
      begun[cell] = cell * 79 % grid.codeCount();
    }
    return new NetworkExport<>(
        name,
        Optional.of(config.weights()),
        (engine, random) -> new RudalleNetwork(engine, config, "random weights", random),
        network ->
            draw(
                network,
                network.engine(),
                grid,
                request ->
                    new TokenPrompt(
                        List.of(prompts[Integer.parseInt(request.prompt())]),
                        request.options().tokens(),
                        GivenCells.first(grid, begun)),
                ExportedNetworks::company),
        Set.of("prefix", "step", "draw"),
        false,
        TRANSFORMER);
  }

  static NetworkExport<Vqgan> random(String name, VqganConfig config) {
    return new NetworkExport<>(
        name,
        Optional.of(config.weights(true, false)),
        (engine, random) -> new Vqgan(engine, config, PixelRange.UNIT, "random weights", random),
        network -> network.decode(new int[][] {tokens(config)}, side(config)),
        Set.of("decode"),
        false,
        PAINTED);
  }

  static NetworkExport<Dvae> random(String name, DvaeConfig config) {
    int side = 32;
    int[] tokens = new int[side * side];
    Arrays.setAll(tokens, i -> i * 7919 % config.codeCount());
    return new NetworkExport<>(
        name,
        Optional.of(config.weights()),
        (engine, random) -> new Dvae(engine, config, "random weights", random),
        network -> {
          network.decode(new int[][] {tokens}, side);
          network.encode(List.of(picture(side * config.pixelsPerToken())));
        },
        Set.of("decode", "to_bytes"),
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

  private static int side(VqganConfig config) {
    return config.resolution() / config.pixelsPerToken();
  }

  /** A token for each cell, none like its neighbours. */
  private static int[] tokens(VqganConfig config) {
    int[] tokens = new int[side(config) * side(config)];
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
