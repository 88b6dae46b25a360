package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.WorkerSettings;
import org.vitrail.inference.model.clip.Concepts;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.family.dallemini.ModelFiles;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tokenizer.TextPath;
import org.vitrail.inference.model.vqgan.PixelRange;

/** Turns what operators write about models and workers into what the image model takes. */
final class ModelLoader {
  private ModelLoader() {}

  /**
   * The files of a model; those of a bundled one are unpacked into the data folder first. Models
   * that bring no upscaler are enlarged by the bundled one's.
   *
   * @throws StandaloneException if files are still to be downloaded, or the entry leaves out what
   *     drawing or ranking pictures needs
   */
  static ModelFiles files(ModelEntry entry, ModelShelf shelf) {
    shelf.requireHere(entry);
    if (entry.bundled()) {
      BundledModel.unpack(shelf.store().folder(entry));
    }
    if (!shelf.store().roles(entry).containsKey("upscaler")) {
      BundledModel.unpack(shelf.bundledFolder());
    }
    return places(entry, shelf);
  }

  /**
   * Where {@link #files} finds them; nothing is unpacked.
   *
   * @throws StandaloneException if the entry leaves out what drawing or ranking pictures needs
   */
  static ModelFiles places(ModelEntry entry, ModelShelf shelf) {
    Path folder = shelf.store().folder(entry);
    Map<String, Path> roles = shelf.store().roles(entry);
    Path tokenizer = one(entry, roles, "tokenizer", "vocabulary");
    ModelFiles bundled =
        roles.containsKey("upscaler")
            ? null
            : ModelFiles.in(shelf.bundledFolder(), BundledModel.ID, PixelRange.SYMMETRIC);
    return new ModelFiles(
        folder,
        entry.id(),
        PixelRange.of(entry.pixels().name()),
        TextPath.of(entry.text().name()),
        tokenizer,
        Optional.ofNullable(roles.get("merges")),
        Optional.ofNullable(roles.get("dalleConfig")),
        one(entry, roles, "transformer", "encoder"),
        one(entry, roles, "transformer", "decoder"),
        Optional.ofNullable(roles.get("vqganConfig")),
        one(entry, roles, "vqgan"),
        Optional.ofNullable(roles.get("clipConfig")),
        one(entry, roles, "clip"),
        one(entry, roles, "clipTokenizer", "tokenizer"),
        bundled == null ? one(entry, roles, "upscalerConfig") : bundled.upscalerConfig(),
        bundled == null ? roles.get("upscaler") : bundled.upscaler());
  }

  static Concepts concepts(SafetyCatalogue safety) {
    Map<String, List<String>> captions = new LinkedHashMap<>();
    safety.concepts().forEach((id, concept) -> captions.put(id, concept.texts()));
    return new Concepts(captions, safety.neutral());
  }

  static RunOptions runOptions(WorkerSettings settings) {
    return new RunOptions(
        ComputeDevice.of(settings.device().name()),
        Precision.of(settings.precision().name()),
        settings.threads());
  }

  /** The file of the first role that the entry names. */
  private static Path one(ModelEntry entry, Map<String, Path> roles, String... names) {
    for (String name : names) {
      if (roles.containsKey(name)) {
        return roles.get(name);
      }
    }
    throw new StandaloneException(
        "The model %s names no file for %s. Add it to its entry, or a part that has it."
            .formatted(entry.id(), String.join(" or ", names)));
  }
}
