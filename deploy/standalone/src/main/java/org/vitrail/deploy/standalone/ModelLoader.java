package org.vitrail.deploy.standalone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.bot.command.catalogue.ModelAbility;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.command.catalogue.ModelTraits;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelPart;
import org.vitrail.config.SafetyCatalogue;
import org.vitrail.config.WorkerSettings;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.tensor.ComputeDevice;
import org.vitrail.inference.model.tensor.Precision;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.weights.file.CheckpointException;

/** Turns what operators write about models and workers into what the image model takes. */
final class ModelLoader {
  private static final String UPSCALER = "upscaler";
  private static final String UPSCALER_CONFIG = "upscalerConfig";

  private ModelLoader() {}

  /** The family of a model of the catalogue, which has none of another. */
  static ModelFamily family(ModelEntry entry) {
    return Family.find(entry.family()).orElseThrow();
  }

  /**
   * The catalogue as people choose from it, with what the families of its models can do.
   *
   * @param standard the id of the model for requests that choose none
   */
  static ModelMenu menu(ModelCatalogue catalogue, String standard) {
    return ModelMenu.of(catalogue.entries(), standard)
        .knowing(
            id -> {
              ModelEntry entry = catalogue.require(id);
              return new ModelTraits.Family(abilities(family(entry)), codec(entry));
            });
  }

  /** The codec that a model optimises pictures in; empty for those that do not. */
  static Optional<String> codec(ModelEntry entry) {
    if (!family(entry).abilities().contains(Ability.IMAGE_PROMPTS)) {
      return Optional.empty();
    }
    return entry.bundled()
        ? Optional.of(BundledModel.ID)
        : entry.parts().stream()
            .filter(part -> part.codec().isPresent())
            .map(ModelPart::id)
            .findFirst();
  }

  /** Those that people meet; bots call them as the model does. */
  private static Set<ModelAbility> abilities(ModelFamily family) {
    Set<String> names = family.abilities().stream().map(Ability::name).collect(Collectors.toSet());
    return Stream.of(ModelAbility.values())
        .filter(ability -> names.contains(ability.name()))
        .collect(Collectors.toSet());
  }

  /**
   * The files of a model; those of a bundled one are unpacked into the data folder first. Models
   * that bring no upscaler are enlarged by the bundled one's.
   *
   * @throws StandaloneException if files are still to be downloaded
   */
  static ModelFolder files(ModelEntry entry, ModelShelf shelf) {
    shelf.requireHere(entry);
    if (entry.bundled()) {
      BundledModel.unpack(shelf.store().folder(entry));
    }
    if (!bringsUpscaler(entry, shelf)) {
      BundledModel.unpack(shelf.bundledFolder());
    }
    return places(entry, shelf);
  }

  /** Whether a model has an upscaler of its own; otherwise it is lent the bundled one's. */
  static boolean bringsUpscaler(ModelEntry entry, ModelShelf shelf) {
    return shelf.store().roles(entry).containsKey(UPSCALER);
  }

  /** Where {@link #files} finds them; nothing is unpacked. */
  static ModelFolder places(ModelEntry entry, ModelShelf shelf) {
    ModelFolder own =
        new ModelFolder(
            entry.id(), shelf.store().folder(entry), shelf.store().roles(entry), entry.traits());
    ModelFolder bundled = BundledModel.in(shelf.bundledFolder(), BundledModel.ID);
    return own.find(UPSCALER).isPresent()
        ? own
        : own.with(
            Map.of(
                UPSCALER, bundled.need(UPSCALER),
                UPSCALER_CONFIG, bundled.need(UPSCALER_CONFIG)));
  }

  /**
   * The most pixels that a picture can have in this machine's memory; empty where people do not
   * choose how large it is, and where nothing tells.
   */
  static OptionalLong mostPixels(ModelEntry entry, ModelShelf shelf, RunOptions options) {
    try {
      ModelFolder files = shelf.isHere(entry) ? files(entry, shelf) : places(entry, shelf);
      return family(entry).mostPixels(files, options);
    } catch (CheckpointException e) {
      // What cannot be read is told of when it is loaded.
      return OptionalLong.empty();
    }
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

  /**
   * The same on the device that somebody chose.
   *
   * @param device {@code null} for the setting's
   */
  static RunOptions runOptions(WorkerSettings settings, ComputeDevice device) {
    RunOptions fromSettings = runOptions(settings);
    return device == null
        ? fromSettings
        : new RunOptions(device, fromSettings.precision(), fromSettings.threads());
  }
}
