package org.vitrail.inference.worker;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelOption;
import org.vitrail.inference.model.sticker.CutoutNetwork;

/** The models that a worker serves, and how they are loaded. */
public interface ModelProvider {
  /**
   * Their ids, which name their lanes. The first is loaded at the start. Asked again now and then,
   * as models may come while the worker runs.
   */
  List<String> ids();

  /** Bytes that a model takes, about; asked only before it is loaded for the first time. */
  long expectedBytes(String id);

  /**
   * Which of a model's own options its operator lets people choose, and within which ranges; all of
   * them where the operator says nothing.
   */
  default List<ModelOption> offered(String id, List<ModelOption> own) {
    return own;
  }

  /** The languages that a model reads, as codes such as {@code ru}; none where nobody says. */
  default List<String> languages(String id) {
    return List.of();
  }

  /**
   * The most pixels that a picture can have in the memory here, told before its model is loaded;
   * empty where people do not choose how large pictures are, and where nobody tells.
   */
  default OptionalLong mostPixels(String id) {
    return OptionalLong.empty();
  }

  /**
   * Networks that enlarge pictures of any model, the best first. Asked again now and then, as they
   * may come while the worker runs.
   */
  default List<AvailableUpscaler> upscalers() {
    return List.of();
  }

  /**
   * Loads the network that tells a thing from its background, if there is one; who asked for it
   * closes it.
   */
  default Optional<CutoutNetwork> openCutout() {
    return Optional.empty();
  }

  /**
   * Codecs that pictures can go through, the one for those who choose none first. Asked again now
   * and then, as they may come while the worker runs.
   */
  default List<AvailableCodec> codecs() {
    return List.of();
  }

  /**
   * Whether the upscaler that a model holds was made for its pictures; otherwise it was lent one,
   * and any other is better.
   */
  default boolean bringsUpscaler(String id) {
    return true;
  }

  /**
   * Loads a model; on the worker's thread, again after a failure.
   *
   * @throws RuntimeException if it cannot be loaded, saying why in a sentence for the operator
   */
  ImageModel load(String id);

  /** One model only. */
  static ModelProvider of(String id, Supplier<ImageModel> loader) {
    return new ModelProvider() {
      @Override
      public List<String> ids() {
        return List.of(id);
      }

      @Override
      public long expectedBytes(String ignored) {
        return 0;
      }

      @Override
      public ImageModel load(String ignored) {
        return loader.get();
      }
    };
  }
}
