package org.vitrail.inference.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vitrail.inference.model.grid.GridImage;
import org.vitrail.inference.model.grid.PngFile;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.transformer.DalleMiniConfig;
import org.vitrail.inference.model.transformer.DrawRequest;
import org.vitrail.inference.model.transformer.Drawing;
import org.vitrail.inference.model.transformer.DrawingBatch;
import org.vitrail.inference.model.transformer.Sampling;

/**
 * Times every stage of the pipeline for one grid and holds it against the floor: the bytes that it
 * must read (weights, and the keys and values of the tokens so far) over the measured bandwidth, or
 * its operations over the measured rate, whichever is more.
 */
public final class Benchmark {
  private static final String PROMPT = "a red apple on a blue background";

  private final ImageModel model;
  private final int imageCount;
  private final Map<String, List<Double>> runs = new LinkedHashMap<>();

  public Benchmark(ImageModel model, int imageCount) {
    this.model = model;
    this.imageCount = imageCount;
  }

  /** What the machine does at best. */
  public MachineRates rates() {
    return MachineRates.measure(model.engine());
  }

  /**
   * Draws one grid to warm up and then as many as asked for.
   *
   * @param progress told the number of each run that is done
   */
  public List<StageTiming> run(int runCount, MachineRates rates, Consumer<Integer> progress) {
    once(0);
    runs.clear();
    for (int i = 1; i <= runCount; i++) {
      once(i);
      progress.accept(i);
    }
    return timings(rates);
  }

  /** Image tokens of one grid. */
  public int tokenCount() {
    return imageCount * model.imageTokenSide() * model.imageTokenSide();
  }

  private void once(int seed) {
    long start = System.nanoTime();
    DrawRequest request =
        time(
            "tokenizer",
            () ->
                model.request(
                    "bench", PROMPT, imageCount, seed, new Sampling(2, .7f, 64, 1), new int[0]));
    time(
        "text encoder",
        () -> {
          try (TensorScope scope = model.engine().open()) {
            return model.transformer().encoderState(scope, request.textIds());
          }
        });
    DrawingBatch batch = model.newBatch(imageCount);
    batch.join(request);
    int[][] tokens = time("image tokens", () -> draw(batch));
    List<Pixels> pictures = time("VQGAN decoder", () -> model.decode(tokens));
    time("CLIP", () -> model.scores(PROMPT, pictures));
    List<Pixels> shown = time("upscaler", () -> model.enlargeToShow(pictures));
    time("grid PNG", () -> PngFile.write(GridImage.compose(shown), Optional.empty()));
    record("whole grid", start);
  }

  private static int[][] draw(DrawingBatch batch) {
    List<Drawing> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0).tokens();
  }

  private <T> T time(String stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    record(stage, start);
    return result;
  }

  private void record(String stage, long startNanos) {
    runs.computeIfAbsent(stage, key -> new ArrayList<>())
        .add((System.nanoTime() - startNanos) / 1e6);
  }

  private List<StageTiming> timings(MachineRates rates) {
    DalleMiniConfig shape = model.transformer().config();
    int textTokens =
        model.request("bench", PROMPT, 1, 0, new Sampling(1, 1, 0, 1), new int[0]).textIds().length;
    int weightBytes = model.engine().linearWeightBytes();
    double encoder = 2.0 * textTokens * shape.encoderLinearWeights();
    double decoder = 2.0 * 2 * tokenCount() * shape.decoderLinearWeights();
    double encoderBytes = (double) weightBytes * shape.encoderLinearWeights();
    double decoderBytes =
        ((double) weightBytes * shape.decoderLinearWeights()
                + (double) model.engine().stateBytes() * stateNumbers(shape))
            * shape.imageTokenCount();
    double vqgan = (double) imageCount * model.vqgan().config().decodeOperations();
    double clip = (double) imageCount * model.clip().config().imageOperations();
    double upscaler = (double) imageCount * model.enlargeOperations();

    Map<String, StageTiming> known = new LinkedHashMap<>();
    put(known, "text encoder", encoder, rates.linearFloor(encoder, encoderBytes));
    put(known, "image tokens", decoder, rates.linearFloor(decoder, decoderBytes));
    put(known, "VQGAN decoder", vqgan, rates.convolutionFloor(vqgan));
    put(known, "CLIP", clip, rates.convolutionFloor(clip));
    put(known, "upscaler", upscaler, rates.convolutionFloor(upscaler));
    double floor = known.values().stream().mapToDouble(StageTiming::floorMilliseconds).sum();
    put(known, "whole grid", encoder + decoder + vqgan + clip + upscaler, floor);

    return runs.keySet().stream()
        .map(stage -> known.getOrDefault(stage, new StageTiming(stage, median(stage), 0, 0)))
        .toList();
  }

  /** Keys and values that a step reads, on average over a picture: half of all. */
  private double stateNumbers(DalleMiniConfig shape) {
    double rowsOfAll = 2.0 * imageCount * shape.imageTokenCount();
    return 2 * shape.decoderLayerCount() * shape.width() * rowsOfAll / 2;
  }

  private void put(
      Map<String, StageTiming> timings, String stage, double operations, double floor) {
    timings.put(stage, new StageTiming(stage, median(stage), operations, floor));
  }

  private double median(String stage) {
    double[] sorted = runs.get(stage).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
