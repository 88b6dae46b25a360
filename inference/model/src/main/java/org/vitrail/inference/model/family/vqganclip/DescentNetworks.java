package org.vitrail.inference.model.family.vqganclip;

import java.util.List;
import org.vitrail.inference.model.Descent;
import org.vitrail.inference.model.Descent.CutMethod;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.text.TextTokenizer;

/** A model's codec, CLIP and objective alone, for those who compare what devices make of them. */
public final class DescentNetworks implements AutoCloseable {
  private static final String PROMPT = "a red apple";

  /** Squares and whole pictures, which between them are changed in all ways that there are. */
  private static final List<CutMethod> METHODS =
      List.of(CutMethod.UPDATED, CutMethod.UPDATEDPOOLING);

  private static final int CUTS = 4;
  private static final float VARIATION = .1f;
  private static final long SEED = 7;

  private final DescentCodec codec;
  private final Clip clip;
  private final TextTokenizer tokenizer;
  private final Objective objective;

  private DescentNetworks(
      DescentCodec codec, Clip clip, TextTokenizer tokenizer, Objective objective) {
    this.codec = codec;
    this.clip = clip;
    this.tokenizer = tokenizer;
    this.objective = objective;
  }

  /**
   * Reads those of a model's files.
   *
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing,
   *     broken or of another kind
   */
  public static DescentNetworks read(TensorEngine engine, ModelFolder folder) {
    VqganClipFiles files = new VqganClipFiles(folder);
    DescentCodec codec = files.readCodec(engine);
    Clip clip = Clip.read(engine, files.clipConfig(), files.clip());
    TextTokenizer tokenizer = new TextTokenizer(files.clipTokenizer());
    return new DescentNetworks(
        codec, clip, tokenizer, new Objective(engine, codec.network(), clip));
  }

  /** What an iteration computes, there and back, for a picture with each way to cut it. */
  public void iterate() {
    // Half a picture's side: processors that have no bf16 take their time for it.
    int pixels = codec.side() / 2;
    int side = pixels / codec.network().pixelsPerToken();
    Draws draws = new Draws(SEED, 0, 0);
    float[] points = new float[side * side * codec.network().codeWidth()];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) draws.normal();
    }
    PromptEmbeddings prompts =
        new PromptEmbeddings.Collector()
            .add(
                clip.embed(List.of(clip.textIds(tokenizer, PROMPT))), 1, 1, Float.NEGATIVE_INFINITY)
            .all();
    for (CutMethod method : METHODS) {
      Descent.Cutouts cutouts = new Descent.Cutouts(CUTS, 1, method);
      Cuts cuts = Cuts.draw(cutouts, pixels, pixels, objective.side(), draws);
      objective.at(points, side, cuts, prompts, VARIATION, true);
    }
  }

  @Override
  public void close() {
    objective.close();
    tokenizer.close();
    clip.close();
    codec.network().close();
  }
}
