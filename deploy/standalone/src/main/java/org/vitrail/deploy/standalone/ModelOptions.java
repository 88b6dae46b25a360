package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.BundledModel;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.ModelShape;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import picocli.CommandLine.Option;

/** The options of every command that loads a model in this process. */
final class ModelOptions {
  @Option(
      names = "--model",
      paramLabel = "ID|FOLDER",
      description =
          "A model of config/models.yaml, or a folder with a model.yaml (default: the"
              + " setting model.default).")
  private String model;

  @Option(
      names = "--precision",
      paramLabel = "auto|bf16|f16|f32|int8",
      description = "Arithmetic of the transformer (default: the setting worker.precision).")
  private Precision precision;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      description = "Where to compute (default: the setting worker.device).")
  private ComputeDevice device;

  /** The chosen model's entry. */
  ModelEntry entry(Installation installation, Settings settings) {
    ModelCatalogue catalogue = installation.models();
    if (model == null) {
      return catalogue.require(settings.model().defaultId());
    }
    if (catalogue.find(model).isEmpty() && Files.isDirectory(Path.of(model))) {
      return ModelCatalogue.fromFolder(Path.of(model));
    }
    return catalogue.require(model);
  }

  /** Loads the chosen model. */
  ImageModel open(ModelEntry entry, Settings settings, ModelShelf shelf) {
    shelf.chooseNatives();
    return ImageModel.open(ModelLoader.files(entry, shelf), runOptions(settings));
  }

  /** A model of a published size with random weights. */
  ImageModel random(ModelShape shape, Settings settings, ModelShelf shelf) {
    shelf.chooseNatives();
    return ImageModel.random(
        shape, BundledModel.unpack(shelf.bundledFolder()), runOptions(settings));
  }

  private RunOptions runOptions(Settings settings) {
    RunOptions fromSettings = ModelLoader.runOptions(settings.worker());
    return new RunOptions(
        device == null ? fromSettings.device() : device,
        precision == null ? fromSettings.precision() : precision,
        fromSettings.threads());
  }
}
