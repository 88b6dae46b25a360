package org.vitrail.inference.model.family.vqganclip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrail.inference.model.codec.DifferentiableCodec;
import org.vitrail.inference.model.codec.DifferentiableCodec.Painting;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.ranking.clip.Clip;
import org.vitrail.inference.model.tensor.GradientRecording;
import org.vitrail.inference.model.tensor.Program;
import org.vitrail.inference.model.tensor.Tensor;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.tensor.TensorScope;

/**
 * What a descent makes smaller: how far a picture's cuts are from its prompts, as a function of
 * points among the codec's codes.
 *
 * <p>It is gone through backwards in parts, from the distances to the cuts, to the picture, to the
 * points: what goes back through a clamp depends on the gradient that arrives there, which is not a
 * function that could be recorded.
 */
final class Objective implements AutoCloseable {
  /** Cuts that CLIP sees at once: what is kept of each takes some 20 MB with ViT-B/32. */
  private static final int PROCESSOR_CUTS = 16;

  private static final int GPU_CUTS = 64;

  private final TensorEngine engine;
  private final DifferentiableCodec codec;
  private final Clip clip;
  private final Program program;

  Objective(TensorEngine engine, DifferentiableCodec codec, Clip clip) {
    this.engine = engine;
    this.codec = codec;
    this.clip = clip;
    this.program = engine.load("vqganclip/objective.py");
    program.number("begin", side());
  }

  /** Of the pictures that CLIP takes. */
  int side() {
    return clip.config().imageResolution();
  }

  /**
   * The objective somewhere.
   *
   * @param value weighted sum of all distances
   * @param gradient with respect to the points
   * @param picture that is there, if it was asked for
   */
  record Slope(float value, float[] gradient, List<Pixels> picture) {}

  /**
   * The objective and how it changes.
   *
   * @param points (channel, y, x), row by row
   * @param variation weight of the differences between neighbouring pixels
   * @param isSeen whether the picture is asked for
   */
  Slope at(
      float[] points,
      int columns,
      Cuts cuts,
      PromptEmbeddings prompts,
      float variation,
      boolean isSeen) {
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      TensorScope scope = recording.scope();
      int rows = points.length / codec.codeWidth() / columns;
      Tensor at = scope.floats(points, 1, codec.codeWidth(), rows, columns);
      Painting painting = codec.paint(recording, at, codec.nearest(scope, at));
      Tensor unclamped = painting.picture();
      Tensor picture = recording.variable(clamped(scope, unclamped));
      List<Pixels> seen =
          isSeen ? TensorScope.pictures(program.tensor(scope, "to_bytes", picture)) : List.of();

      float value = distances(recording, cuts, prompts, picture);
      if (variation > 0) {
        Tensor smoothness = program.forward(scope, "variation", picture);
        Tensor weighted =
            program.forward(scope, "times", smoothness, scope.floats(new float[] {variation}, 1));
        recording.backward(weighted);
        value += weighted.floats()[0];
      }
      Tensor gradient = painting.back(gate(recording, unclamped, picture));
      return new Slope(value, gradient.floats(), seen);
    }
  }

  /** The distances of all cuts; their gradient goes back to the picture. */
  private float distances(
      GradientRecording recording, Cuts cuts, PromptEmbeddings prompts, Tensor picture) {
    TensorScope scope = recording.scope();
    Tensor all = cuts.of(scope, program, picture);
    Tensor seen = cuts.areClamped() ? clamped(scope, all) : all;
    int atOnce = engine.isCuda() ? GPU_CUTS : PROCESSOR_CUTS;
    float value = 0;
    List<Tensor> gradients = new ArrayList<>();
    for (int from = 0; from < cuts.count(); from += atOnce) {
      int to = Math.min(cuts.count(), from + atOnce);
      Tensor part = program.tensor(scope, "part", seen, from, to);
      Tensor embeddings = recording.variable(clip.see(scope, part));
      Tensor distance = distance(scope, embeddings, prompts, (to - from) / (float) cuts.count());
      recording.backward(distance);
      value += distance.floats()[0];
      gradients.add(clip.back(scope, recording.gradient(embeddings)));
    }
    Tensor gradient =
        gradients.size() == 1 ? gradients.get(0) : program.tensor(scope, "joined", gradients);
    recording.backward(
        all, cuts.areClamped() ? program.tensor(scope, "gate", all, gradient) : gradient);
    return value;
  }

  private Tensor distance(
      TensorScope scope, Tensor embeddings, PromptEmbeddings prompts, float share) {
    float[] weights = prompts.weights().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= share;
    }
    return program.forward(
        scope,
        "distance",
        embeddings,
        scope.floats(prompts.rows(), prompts.count(), prompts.width()),
        scope.floats(weights, weights.length),
        scope.floats(prompts.stops(), prompts.count()));
  }

  private Tensor clamped(TensorScope scope, Tensor numbers) {
    return program.tensor(scope, "clamp", numbers);
  }

  private Tensor gate(GradientRecording recording, Tensor unclamped, Tensor picture) {
    return program.tensor(recording.scope(), "gate", unclamped, recording.gradient(picture));
  }

  /** The embeddings of a picture's cuts (cut, channel). */
  float[] embed(Pixels picture, Cuts cuts) {
    try (GradientRecording recording = GradientRecording.begin(engine)) {
      TensorScope scope = recording.scope();
      Tensor pixels = program.tensor(scope, "from_bytes", scope.bytes(List.of(picture)));
      Tensor all = cuts.of(scope, program, pixels);
      return clip.look(scope, cuts.areClamped() ? clamped(scope, all) : all).floats();
    }
  }

  Clip clip() {
    return clip;
  }

  Program program() {
    return program;
  }

  /** The tokens of the codes nearest to points (channel, y, x). */
  int[] nearest(float[] points, int columns) {
    try (TensorScope scope = engine.open()) {
      int rows = points.length / codec.codeWidth() / columns;
      long[] tokens =
          codec.nearest(scope, scope.floats(points, 1, codec.codeWidth(), rows, columns)).longs();
      return Arrays.stream(tokens).mapToInt(token -> (int) token).toArray();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
