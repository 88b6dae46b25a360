package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.InstrumentedModel;
import org.vitrail.inference.model.family.ModelShape;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import picocli.CommandLine.Option;

/** The options of every command that loads a model in this process. */
final class ModelOptions {
  /** The largest grid: what a GPU must have the memory for. */
  private static final int GRID_IMAGES = 9;

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

  /** What {@code --model} says. */
  Optional<String> chosen() {
    return Optional.ofNullable(model);
  }

  /** The chosen model's entry. */
  ModelEntry entry(Installation installation, Settings settings) {
    return entry(installation, settings, Optional.empty());
  }

  /** The chosen model's entry, or that of an id which was chosen elsewhere. */
  ModelEntry entry(Installation installation, Settings settings, Optional<String> other) {
    ModelCatalogue catalogue = installation.models();
    String id =
        other
            .map(it -> it.toLowerCase(Locale.ROOT))
            .or(this::chosen)
            .orElse(settings.model().defaultId());
    if (model != null && catalogue.find(id).isEmpty() && Files.isDirectory(Path.of(id))) {
      return ModelCatalogue.fromFolder(Path.of(id), new FamilyCheck());
    }
    return catalogue.require(id);
  }

  /** Loads the chosen model. */
  InstrumentedModel open(ModelEntry entry, Settings settings, ModelShelf shelf) {
    shelf.chooseNatives();
    shelf.requireHere(entry, () -> MemoryNeeds.here(runOptions(settings), shelf).told(entry));
    return ModelLoader.family(entry)
        .open(ModelLoader.files(entry, shelf), runOptions(settings), Concepts.NONE, GRID_IMAGES);
  }

  /** The most pixels that a picture can have in the memory of where the model would draw. */
  OptionalLong mostPixels(ModelEntry entry, Settings settings, ModelShelf shelf) {
    return ModelLoader.mostPixels(entry, shelf, runOptions(settings));
  }

  /** A model of a published size with random weights. */
  InstrumentedModel untrained(ModelShape shape, Settings settings, ModelShelf shelf) {
    shelf.chooseNatives();
    return shape
        .family()
        .untrained(shape.name(), BundledModel.unpack(shelf.bundledFolder()), runOptions(settings));
  }

  private RunOptions runOptions(Settings settings) {
    RunOptions fromSettings = ModelLoader.runOptions(settings.worker());
    return new RunOptions(
        device == null ? fromSettings.device() : device,
        precision == null ? fromSettings.precision() : precision,
        fromSettings.threads());
  }
}
