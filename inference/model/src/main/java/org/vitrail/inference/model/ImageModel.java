package org.vitrail.inference.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.lexicon.Proposals;
import org.vitrail.inference.model.lexicon.Reading;
import org.vitrail.inference.model.upscaling.Upscaler;

/** A loaded model of any family. Knows neither queues nor chats. One thread. */
public interface ImageModel extends AutoCloseable {
  /** What the model is and can do; the same as long as it is loaded. */
  ModelFacts facts();

  /** Device and arithmetic, for people, as {@code cpu, onednn_bf16}. */
  String runsOn();

  /** The options that a request may name, in the order in which people read them. */
  List<ModelOption> options();

  /**
   * Options by name; those that are not named have the model's defaults.
   *
   * @throws IllegalArgumentException for a name that is none of {@link #options()} or a value that
   *     is not allowed, in a sentence that begins with the name
   */
  DrawOptions drawOptions(Map<String, String> named);

  /**
   * What it understands of a request's prompt; empty where it does not know which words it was
   * taught, or is to draw them as typed.
   */
  default Optional<Reading> read(Request request) {
    return Optional.empty();
  }

  /**
   * What it could be asked for, by the codes of languages; empty where it does not know which words
   * it was taught.
   */
  default Map<String, Proposals> proposals() {
    return Map.of();
  }

  /**
   * An empty batch for so many pictures at once. A model has one at a time: what an older one left
   * unfinished is dropped.
   */
  Batch newBatch(int imageCapacity);

  /**
   * Ranked pictures of a request that its batch has given back, best first.
   *
   * @param stages told when a stage begins
   */
  List<RankedPicture> finish(Drawn drawn, Consumer<PipelineStage> stages);

  /**
   * What it sees in pictures that it did not draw: of each, how probably it shows each concept that
   * operators list, 0 to 1, by the concept's id. Empty for each where it {@link Ability#JUDGES}
   * none.
   */
  List<Map<String, Float>> concerns(List<Pixels> pictures);

  /** What enlarges its pictures; it stays the model's own. */
  Upscaler upscaler();

  @Override
  void close();
}
