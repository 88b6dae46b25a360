package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.FileCheck;
import org.vitrail.inference.fetch.OwnerCheck;
import org.vitrail.inference.fetch.Stock;
import org.vitrail.inference.model.Concepts;
import org.vitrail.inference.model.disk.FileTrouble;

/**
 * Whether the files of each model are there, can be opened and, where checksums lie beside them,
 * are unharmed.
 */
final class ModelChecks {
  private final Settings settings;
  private final ModelCatalogue catalogue;
  private final ModelShelf shelf;
  private final ModelContents contents;
  private final MemoryNeeds memory;

  ModelChecks(Settings settings, ModelCatalogue catalogue, ModelShelf shelf) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.shelf = shelf;
    this.contents = new ModelContents(catalogue);
    this.memory = MemoryNeeds.here(settings, shelf);
  }

  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    catalogue.require(settings.model().defaultId());
    for (ModelEntry model : catalogue.entries()) {
      findings.add(finding(model));
    }
    findings.add(served());
    return findings;
  }

  /** What a worker of this installation would draw with. */
  private Finding served() {
    List<String> ids = new InstalledModels(catalogue, settings, shelf, Concepts.NONE).ids();
    List<String> missing = new ArrayList<>();
    for (String id : settings.worker().modelIds()) {
      if (!shelf.isHere(catalogue.require(id))) {
        missing.add(id);
      }
    }
    return missing.isEmpty()
        ? Finding.good("serves", "the worker draws with " + String.join(", ", ids))
        : Finding.bad(
            "serves",
            "worker.models names %s, which is not here; get it by ./vitrail models pull %s"
                .formatted(String.join(", ", missing), String.join(" ", missing)));
  }

  private Finding finding(ModelEntry model) {
    boolean required = model.id().equals(settings.model().defaultId());
    try {
      String good = model.id() + ": " + examined(model);
      return memory
          .obstacle(model)
          .map(obstacle -> Finding.neutral("model", good + ". " + obstacle))
          .orElseGet(() -> Finding.good("model", good));
    } catch (StandaloneException e) {
      String text = model.id() + ": " + e.getMessage();
      return required ? Finding.bad("model", text) : Finding.neutral("model", text);
    }
  }

  private String examined(ModelEntry model) {
    Stock stock = shelf.store().stock(model.withParts());
    if (!stock.isReady()) {
      throw new StandaloneException(
          "%s, %s; get it by ./vitrail models pull %s"
              .formatted(ModelShelf.missing(stock), stock.toGo(), model.id()));
    }
    int files = 0;
    int compared = 0;
    for (Pullable owner : model.withParts()) {
      for (FileCheck check : checks(owner)) {
        if (!check.isSound()) {
          throw new StandaloneException(
              "the file %s is %s%s".formatted(check.name(), fault(check), remedy(owner)));
        }
        checkContent(owner, check.name());
        files++;
        compared += check.verdict() == FileCheck.Verdict.OK ? 1 : 0;
      }
    }
    return compared == files
        ? files + " files, checksums right"
        : files + " files, " + compared + " with a checksum to compare";
  }

  /**
   * Right bytes of the wrong thing, such as a page that was taken for a file, have checksums, too.
   */
  private void checkContent(Pullable owner, String name) {
    if (ModelShelf.isBundled(owner)) {
      return;
    }
    Path folder = shelf.store().folder(owner);
    contents
        .problemOf(owner.id(), name, folder.resolve(name))
        .ifPresent(
            problem -> {
              throw new StandaloneException(
                  "the file %s in %s %s %s"
                      .formatted(
                          name,
                          folder,
                          problem,
                          owner.source().isPresent()
                              ? "Get it by ./vitrail models pull " + owner.id() + "."
                              : "Or correct config/models.yaml."));
            });
  }

  private List<FileCheck> checks(Pullable owner) {
    try {
      return OwnerCheck.check(owner, shelf.files(owner), bytes -> {});
    } catch (IOException e) {
      throw new StandaloneException(
          "a file cannot be read: " + FileTrouble.of(e).what() + remedy(owner), e);
    }
  }

  private static String fault(FileCheck check) {
    return check.verdict() == FileCheck.Verdict.MISSING
        ? "missing"
        : "damaged (its checksum differs)";
  }

  private String remedy(Pullable owner) {
    if (ModelShelf.isBundled(owner)) {
      return "; build Vitrail again from a fresh clone.";
    }
    String place = " in " + shelf.store().folder(owner);
    return owner.source().isPresent()
        ? place + "; delete it there and run ./vitrail models pull " + owner.id() + "."
        : place + "; copy it there again, or correct config/models.yaml.";
  }
}
