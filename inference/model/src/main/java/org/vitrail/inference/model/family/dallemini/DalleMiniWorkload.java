package org.vitrail.inference.model.family.dallemini;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;
import org.vitrail.inference.model.ranking.Finishing;
import org.vitrail.inference.model.tensor.TensorScope;

/** Grids of one prompt, stage by stage. */
final class DalleMiniWorkload implements Workload {
  private static final String PROMPT = "a red apple on a blue background";
  private static final String ENCODER = "text encoder";
  private static final String TOKENS = "image tokens";
  private static final String DECODER = "VQGAN decoder";
  private static final String CLIP = "CLIP";
  private static final String UPSCALER = "upscaler";

  private final DalleMiniModel model;
  private final DalleMiniShapes shapes;
  private final int imageCount;

  DalleMiniWorkload(DalleMiniModel model, DalleMiniShapes shapes, int imageCount) {
    this.model = model;
    this.shapes = shapes;
    this.imageCount = imageCount;
  }

  @Override
  public int stepCount() {
    return imageCount * model.network().config().imageTokenCount();
  }

  @Override
  public String steppedStage() {
    return TOKENS;
  }

  @Override
  public Request request(int seed) {
    return new Request(
        "bench", PROMPT, imageCount, seed, new Tokens(2, .7f, 64, 1), Beginning.NOISE);
  }

  @Override
  public List<Stage> grid(int seed) {
    Request request = request(seed);
    Grid grid = new Grid();
    return List.of(
        new Stage("tokenizer", () -> grid.ids = model.encode(PROMPT).ids()),
        new Stage(ENCODER, () -> encode(grid.ids)),
        new Stage(TOKENS, () -> grid.drawn = Workload.draw(model, request)),
        new Stage(DECODER, () -> grid.pictures = grid.drawn.pictures()),
        new Stage(CLIP, () -> model.finishing().ranker().scores(PROMPT, grid.pictures)),
        new Stage(UPSCALER, () -> grid.shown = model.finishing().enlargeToShow(grid.pictures)),
        new Stage(
            "grid PNG", () -> PngFile.write(GridImage.compose(grid.shown), Optional.empty())));
  }

  /** What one stage leaves for the next. */
  private static final class Grid {
    private long[] ids;
    private Drawn drawn;
    private List<Pixels> pictures;
    private List<Pixels> shown;
  }

  private void encode(long[] ids) {
    try (TensorScope scope = model.engine().open()) {
      model.network().encoderState(scope, ids);
    }
  }

  @Override
  public Map<String, Cost> costs() {
    DalleMiniConfig shape = shapes.transformer();
    double weightBytes = model.engine().linearWeightBytes();
    int textTokens = model.encode(PROMPT).ids().length;
    double stateBytes = model.engine().stateBytes() * stateNumbers(shape);
    Map<String, Cost> costs = new LinkedHashMap<>();
    costs.put(
        ENCODER,
        new Cost(
            2.0 * textTokens * shape.encoderLinearWeights(),
            weightBytes * shape.encoderLinearWeights(),
            false));
    costs.put(
        TOKENS,
        new Cost(
            2.0 * 2 * stepCount() * shape.decoderLinearWeights(),
            (weightBytes * shape.decoderLinearWeights() + stateBytes) * shape.imageTokenCount(),
            false));
    costs.put(DECODER, pictures(shapes.vqgan().decodeOperations()));
    costs.put(CLIP, pictures(shapes.clip().imageOperations()));
    costs.put(UPSCALER, pictures(enlargeOperations()));
    return costs;
  }

  private Cost pictures(double operations) {
    return new Cost(imageCount * operations, 0, true);
  }

  /** Keys and values that a step reads, on average over a picture: half of all. */
  private double stateNumbers(DalleMiniConfig shape) {
    double rowsOfAll = 2.0 * imageCount * shape.imageTokenCount();
    return 2 * shape.decoderLayerCount() * shape.width() * rowsOfAll / 2;
  }

  /** Operations that enlarging one picture to be shown takes. */
  private double enlargeOperations() {
    double operations = 0;
    int side = shapes.transformer().imageTokenSide() * shapes.vqgan().pixelsPerToken();
    while (Finishing.isTooSmall(side, side)) {
      operations += shapes.upscaler().operations(side);
      side *= shapes.upscaler().factor();
    }
    return operations;
  }
}
