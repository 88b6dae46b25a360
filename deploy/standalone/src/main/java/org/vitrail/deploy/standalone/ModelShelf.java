package org.vitrail.deploy.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.ModelPart;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.FileSource;
import org.vitrail.inference.fetch.Hub;
import org.vitrail.inference.fetch.ModelStore;
import org.vitrail.inference.fetch.Stock;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.tensor.NativeFolder;

/** The models' files on this machine, those inside the program among them. */
record ModelShelf(ModelStore store) {
  static ModelShelf of(Installation installation, Settings settings) {
    return new ModelShelf(
        new ModelStore(
            settings.dataFolder().resolve("models"), Hub.from(installation.environment())));
  }

  /** Where the bundled model is unpacked; its upscaler serves models that bring none. */
  Path bundledFolder() {
    return store.root().resolve("bundled");
  }

  /**
   * Settles where PyTorch's libraries are unpacked: in the home, else in the data folder.
   *
   * @throws IllegalArgumentException if neither can hold them, saying why
   */
  Path chooseNatives() {
    return NativeFolder.choose(store.root().resolveSibling("natives"));
  }

  /** The files of a model or part, wherever they are. */
  FileSource files(Pullable owner) {
    return isBundled(owner) ? BundledModel::open : FileSource.in(store.folder(owner));
  }

  static boolean isBundled(Pullable owner) {
    return owner instanceof ModelEntry model && model.bundled();
  }

  /** Whether all files of a model are here, its parts' among them. */
  boolean isHere(ModelEntry model) {
    return model.bundled()
        || store.stock(model.withParts()).isReady()
            && store.roles(model).values().stream().allMatch(Files::isRegularFile);
  }

  /** Whether all files of a part are here. */
  boolean isHere(ModelPart part) {
    return store.stock(List.of(part)).isReady();
  }

  /**
   * @throws StandaloneException naming the command that gets what is missing
   */
  void requireHere(ModelEntry model) {
    requireHere(model, Optional::empty);
  }

  /**
   * @param memory what it takes of this machine's, in a sentence, as that is worth knowing before
   *     it is pulled; asked only then
   * @throws StandaloneException naming the command that gets what is missing
   */
  void requireHere(ModelEntry model, Supplier<Optional<String>> memory) {
    Stock stock = store.stock(model.withParts());
    if (!stock.isReady()) {
      throw new StandaloneException(
          "The model %s is not here yet: %s, %s.%s Get it by: ./vitrail models pull %s"
              .formatted(
                  model.id(),
                  missing(stock),
                  stock.toGo(),
                  memory.get().map(" "::concat).orElse(""),
                  model.id()));
    }
  }

  static String missing(Stock stock) {
    List<?> files = stock.missing();
    return files.size() == 1 ? "one file is missing" : files.size() + " files are missing";
  }
}
