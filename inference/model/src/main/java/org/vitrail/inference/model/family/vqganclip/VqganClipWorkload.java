package org.vitrail.inference.model.family.vqganclip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.Workload;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.PngFile;

/** A few iterations of one prompt as nerdyrodent's program takes them, stage by stage. */
final class VqganClipWorkload implements Workload {
  private static final String ITERATIONS = "iterations";
  private static final int ITERATION_COUNT = 4;

  private final VqganClipModel model;
  private final int imageCount;

  VqganClipWorkload(VqganClipModel model, int imageCount) {
    this.model = model;
    this.imageCount = Math.min(imageCount, DescentStart.MOST_PICTURES);
  }

  @Override
  public int stepCount() {
    return imageCount * ITERATION_COUNT;
  }

  @Override
  public String steppedStage() {
    return ITERATIONS;
  }

  @Override
  public Request request(int seed) {
    return new Request(
        "bench",
        "a red apple",
        imageCount,
        seed,
        Descent.of(Map.of("iterations", Integer.toString(ITERATION_COUNT), "every", "1000")),
        Beginning.NOISE);
  }

  @Override
  public List<Stage> grid(int seed) {
    Request request = request(seed);
    Grid grid = new Grid();
    return List.of(
        new Stage(ITERATIONS, () -> grid.drawn = Workload.draw(model, request)),
        new Stage("VQGAN decoder", () -> grid.pictures = grid.drawn.pictures()),
        new Stage(
            "grid PNG",
            () ->
                PngFile.write(
                    GridImage.compose(model.finishing().enlargeToShow(grid.pictures)),
                    Optional.empty())));
  }

  /** What one stage leaves for the next. */
  private static final class Grid {
    private Drawn drawn;
    private List<Pixels> pictures;
  }

  /** Backwards, each layer costs as much as forwards: nothing is asked of its weights. */
  @Override
  public Map<String, Cost> costs() {
    int cuts = Descent.Preset.NERDYRODENT.options().cutouts().count();
    double decoding = model.codec().decodeOperations();
    double seeing = cuts * model.objective().clip().config().imageOperations();
    Map<String, Cost> costs = new LinkedHashMap<>();
    costs.put(ITERATIONS, new Cost(2 * stepCount() * (decoding + seeing), 0, true));
    costs.put("VQGAN decoder", new Cost(imageCount * decoding, 0, true));
    return costs;
  }
}
