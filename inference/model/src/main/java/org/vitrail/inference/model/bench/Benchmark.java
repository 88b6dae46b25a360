package org.vitrail.inference.model.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.Beginning;
import org.vitrail.inference.model.DrawOptions.Tokens;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.family.dallemini.DalleMiniModel;
import org.vitrail.inference.model.grid.GridImage;
import org.vitrail.inference.model.grid.PngFile;
import org.vitrail.inference.model.tensor.Pixels;
import org.vitrail.inference.model.tensor.TensorScope;
import org.vitrail.inference.model.transformer.DalleMiniConfig;
import org.vitrail.inference.model.transformer.DrawRequest;

/**
 * Times every stage of the pipeline for one grid and holds it against the floor: the bytes that it
 * must read (weights, and the keys and values of the tokens so far) over the measured bandwidth, or
 * its operations over the measured rate, whichever is more.
 */
public final class Benchmark {
  private static final String PROMPT = "a red apple on a blue background";

  private final DalleMiniModel model;
  private final int imageCount;
  private final Map<String, List<Double>> runs = new LinkedHashMap<>();

  public Benchmark(DalleMiniModel model, int imageCount) {
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
    Request request = request(seed);
    DrawRequest ids = time("tokenizer", () -> model.prepare(request));
    time(
        "text encoder",
        () -> {
          try (TensorScope scope = model.engine().open()) {
            return model.transformer().encoderState(scope, ids.textIds());
          }
        });
    Batch batch = model.newBatch(imageCount);
    batch.join(request);
    Drawn drawn = time("image tokens", () -> draw(batch));
    List<Pixels> pictures = time("VQGAN decoder", drawn::pictures);
    time("CLIP", () -> model.scores(PROMPT, pictures));
    List<Pixels> shown = time("upscaler", () -> model.enlargeToShow(pictures));
    time("grid PNG", () -> PngFile.write(GridImage.compose(shown), Optional.empty()));
    record("whole grid", start);
  }

  private Request request(int seed) {
    return new Request(
        "bench", PROMPT, imageCount, seed, new Tokens(2, .7f, 64, 1), Beginning.NOISE);
  }

  private static Drawn draw(Batch batch) {
    List<Drawn> complete = List.of();
    while (complete.isEmpty()) {
      complete = batch.step();
    }
    return complete.get(0);
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
    int textTokens = model.prepare(request(0)).textIds().length;
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
