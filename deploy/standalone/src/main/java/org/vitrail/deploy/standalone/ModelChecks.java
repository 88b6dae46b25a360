package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelEntry;
import org.vitrail.config.Settings;

/** Whether the files of each model are there and, where checksums lie beside them, unharmed. */
final class ModelChecks {
  private static final String BUNDLED = "/org/vitrail/inference/bundled/";
  private static final String SUMS = "sha256sums.txt";

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
      return Optional.ofNullable(ModelChecks.class.getResourceAsStream(BUNDLED + name));
    }
    Path file = model.folder().get().resolve(name);
    return Files.isRegularFile(file) ? Optional.of(Files.newInputStream(file)) : Optional.empty();
  }

  /** Lines of {@code sha256sum}: 64 digits, a space, a space or an asterisk, the name. */
  private static Map<String, String> sums(ModelEntry model) {
    try {
      Optional<InputStream> list = open(model, SUMS);
      Map<String, String> sums = new HashMap<>();
      if (list.isPresent()) {
        try (InputStream in = list.get()) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> line.matches("[0-9a-f]{64} [ *].+"))
              .forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
        }
      }
      return sums;
    } catch (IOException e) {
      throw new StandaloneException(SUMS + " cannot be read (" + e + ")" + remedy(model), e);
    }
  }

  private static Optional<String> digest(ModelEntry model, String name) {
    try {
      Optional<InputStream> file = open(model, name);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(file.get(), sha256)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return Optional.of(HexFormat.of().formatHex(sha256.digest()));
    } catch (IOException e) {
      throw new StandaloneException(
          "the file " + name + " cannot be read (" + e + ")" + remedy(model), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
