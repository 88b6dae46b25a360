package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;
import org.vitrail.inference.model.BundledModel;
import org.vitrail.inference.model.weights.Sha256Sums;
import org.vitrail.inference.model.weights.WeightsHash;

/** Whether the files of each model are there and, where checksums lie beside them, unharmed. */
final class ModelChecks {
  private final Settings settings;
  private final ModelCatalogue catalogue;

  ModelChecks(Settings settings, ModelCatalogue catalogue) {
    this.settings = settings;
    this.catalogue = catalogue;
  }

  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    catalogue.require(settings.model().defaultId());
    for (ModelEntry model : catalogue.entries()) {
      findings.add(finding(model));
    }
    return findings;
  }

  private Finding finding(ModelEntry model) {
    boolean required = model.id().equals(settings.model().defaultId());
    try {
      String good = examined(model);
      return Finding.good("model", model.id() + ": " + good);
    } catch (StandaloneException e) {
      String text = model.id() + ": " + e.getMessage();
      return required ? Finding.bad("model", text) : Finding.neutral("model", text);
    }
  }

  private static String examined(ModelEntry model) {
    Map<String, String> sums = sums(model);
    int compared = 0;
    for (String name : model.files().byRole().values()) {
      String actual =
          digest(model, name)
              .orElseThrow(
                  () ->
                      new StandaloneException("the file " + name + " is missing" + remedy(model)));
      String expected = sums.get(name);
      if (expected != null && !expected.equals(actual)) {
        throw new StandaloneException(
            "the file " + name + " is damaged (its checksum differs)" + remedy(model));
      }
      compared += expected == null ? 0 : 1;
    }
    int files = model.files().byRole().size();
    return compared == files
        ? files + " files, checksums right"
        : files + " files, " + compared + " with a checksum to compare";
  }

  private static String remedy(ModelEntry model) {
    return model
        .folder()
        .map(folder -> " in " + folder + "; copy it there again, or correct config/models.yaml.")
        .orElse("; build Vitrail again from a fresh clone.");
  }

  private static Optional<InputStream> open(ModelEntry model, String name) throws IOException {
    if (model.folder().isEmpty()) {
      return BundledModel.open(name);
    }
    Path file = model.folder().get().resolve(name);
    return Files.isRegularFile(file) ? Optional.of(Files.newInputStream(file)) : Optional.empty();
  }

  private static Map<String, String> sums(ModelEntry model) {
    try {
      Optional<InputStream> list = open(model, Sha256Sums.FILE);
      if (list.isEmpty()) {
        return Map.of();
      }
      try (InputStream in = list.get()) {
        return Sha256Sums.read(in);
      }
    } catch (IOException e) {
      throw unreadable(model, Sha256Sums.FILE, e);
    }
  }

  private static Optional<String> digest(ModelEntry model, String name) {
    try {
      Optional<InputStream> file = open(model, name);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = file.get()) {
        return Optional.of(WeightsHash.ofStream(in));
      }
    } catch (IOException e) {
      throw unreadable(model, "the file " + name, e);
    }
  }

  private static StandaloneException unreadable(ModelEntry model, String what, IOException e) {
    return new StandaloneException(what + " cannot be read (" + e + ")" + remedy(model), e);
  }
}
