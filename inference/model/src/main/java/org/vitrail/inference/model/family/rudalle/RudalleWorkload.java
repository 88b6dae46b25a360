package org.vitrail.inference.model.family.rudalle;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;

/** Grids of one prompt, stage by stage. */
final class RudalleWorkload implements Workload {
  private static final String TOKENS = "image tokens";
  private static final String DECODER = "VQGAN decoder";

  private final RudalleModel model;
  private final int imageCount;

  RudalleWorkload(RudalleModel model, int imageCount) {
    this.model = model;
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

  /** A prompt of its own each time, for a known one is not read again. */
  @Override
  public Request request(int seed) {
    return new Request(
        "bench",
        "красное яблоко на синем фоне " + seed,
        imageCount,
        seed,
        RudalleFamily.STANDARD,
        Beginning.NOISE);
  }

  @Override
  public List<Stage> grid(int seed) {
    Request request = request(seed);
    Grid grid = new Grid();
    return List.of(
        new Stage(TOKENS, () -> grid.drawn = Workload.draw(model, request)),
        new Stage(DECODER, () -> grid.pictures = grid.drawn.pictures()),
        new Stage(
            "grid PNG",
            () -> PngFile.write(GridImage.compose(model.shown(grid.pictures)), Optional.empty())));
  }

  /** What one stage leaves for the next. */
  private static final class Grid {
    private Drawn drawn;
    private List<Pixels> pictures;
  }

  @Override
  public Map<String, Cost> costs() {
    RudalleConfig shape = model.network().config();
    double weights = shape.stepLinearWeights();
    double perStep = model.engine().linearWeightBytes() * weights + stateBytes(shape);
    Map<String, Cost> costs = new LinkedHashMap<>();
    costs.put(
        TOKENS, new Cost(2.0 * stepCount() * weights, perStep * shape.imageTokenCount(), false));
    costs.put(DECODER, new Cost(imageCount * model.codecShape().decodeOperations(), 0, true));
    return costs;
  }

  /** Keys and values that a step reads: of each picture's cells in view, and of the text once. */
  private double stateBytes(RudalleConfig shape) {
    double seen = 0;
    int cells = shape.imageTokenCount();
    double[] ofKind =
        Arrays.stream(LayerKind.values())
            .mapToDouble(
                kind -> {
                  VisibleCells visible = kind.visible(shape);
                  long all = 0;
                  for (int cell = 0; cell < cells; cell++) {
                    all += visible.from(cell).length;
                  }
                  return (double) all / cells;
                })
            .toArray();
    for (long kind : LayerKind.ofLayers(shape.layerCount())) {
      seen += imageCount * ofKind[(int) kind] + shape.textTokenCount();
    }
    return 2 * seen * shape.width() * model.engine().stateBytes();
  }
}
