package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.Optional;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelFileNames;
import org.vitrail.config.WorkerSettings;
import org.vitrail.inference.model.BundledModel;
import org.vitrail.inference.model.ModelFiles;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.vqgan.PixelRange;

/** Turns what operators write about models and workers into what the image model takes. */
final class ModelLoader {
  private ModelLoader() {}

  /**
   * The files of a model; those of a bundled one are unpacked into the data folder first.
   *
   * @throws StandaloneException if the entry leaves out what ranking or showing pictures needs
   */
  static ModelFiles files(ModelEntry entry, Path dataFolder) {
    Path folder =
        entry.bundled()
            ? BundledModel.unpack(dataFolder.resolve("models").resolve(entry.id())).folder()
            : entry.folder().orElseThrow();
    ModelFileNames names = entry.files();
    return new ModelFiles(
        folder,
        entry.id(),
        PixelRange.of(entry.pixels().name()),
        folder.resolve(names.tokenizer()),
        folder.resolve(names.dalleConfig()),
        folder.resolve(names.encoder()),
        folder.resolve(names.decoder()),
        folder.resolve(names.vqganConfig()),
        folder.resolve(names.vqgan()),
        folder.resolve(needed(entry, "clipConfig", names.clipConfig())),
        folder.resolve(needed(entry, "clip", names.clip())),
        folder.resolve(names.clipTokenizer().orElse(names.tokenizer())),
        folder.resolve(needed(entry, "upscalerConfig", names.upscalerConfig())),
        folder.resolve(needed(entry, "upscaler", names.upscaler())));
  }

  static RunOptions runOptions(WorkerSettings settings) {
    return new RunOptions(
        ComputeDevice.of(settings.device().name()),
        Precision.of(settings.precision().name()),
        settings.threads());
  }

  private static String needed(ModelEntry entry, String role, Optional<String> file) {
    return file.orElseThrow(
        () ->
            new StandaloneException(
                "The model "
                    + entry.id()
                    + " names no file for "
                    + role
                    + ". Pictures are ranked by CLIP and enlarged by an upscaler: add files."
                    + role
                    + " to its entry."));
  }
}
