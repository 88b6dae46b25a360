package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Printable;
import org.vitrail.config.Pullable;
import org.vitrail.config.Settings;
import org.vitrail.inference.fetch.FileCheck;
import org.vitrail.inference.fetch.OwnerCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vitrail models verify}: reads every file that is here and compares its checksum. */
@Command(
    name = "verify",
    description = {
      "Reads every file of models and compares its checksum (default: of all that are here).",
      "Ends with 1 if a file is damaged, missing or cannot be what it should be (unfit); unknown",
      "is a file without a checksum."
    })
final class ModelsVerify implements Callable<Integer> {
  private final Installation installation;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "Models or parts.")
  private List<String> ids;

  ModelsVerify(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = installation.settings();
    ModelShelf shelf = ModelShelf.of(installation, settings);
    PrintWriter out = spec.commandLine().getOut();
    boolean sound = true;
    Set<Pullable> owners = owners(installation.models(), shelf);
    ModelContents contents = new ModelContents(installation.models());
    List<String> lines = new ArrayList<>();
    try (StepBar bar = StepBar.ofBytes("Reading", 0, bytes(owners, shelf))) {
      for (Pullable owner : owners) {
        for (FileCheck check : OwnerCheck.check(owner, shelf.files(owner), bar::step)) {
          Optional<String> problem = problem(check, owner, shelf, contents);
          String verdict =
              problem.isPresent() ? "unfit" : check.verdict().name().toLowerCase(Locale.ROOT);
          String text = problem.map(sentence -> ": " + sentence).orElse("");
          lines.add("%-8s %s/%s%s".formatted(verdict, owner.id(), check.name(), text));
          sound &= check.isSound() && problem.isEmpty();
        }
      }
    }
    lines.stream().map(Printable::text).forEach(out::println);
    out.println(
        sound
            ? "No file is damaged or missing."
            : "Delete what is damaged and run: ./vitrail models pull ID (a bundled model: build again). What is unfit is fetched again by the same command; --force fetches all again.");
    out.flush();
    return sound ? 0 : 1;
  }

  /** A checksum may be that of a page that was once taken for the file: it must open, too. */
  private static Optional<String> problem(
      FileCheck check, Pullable owner, ModelShelf shelf, ModelContents contents) {
    return check.isSound() && !ModelShelf.isBundled(owner)
        ? contents.problemOf(
            owner.id(), check.name(), shelf.store().folder(owner).resolve(check.name()))
        : Optional.empty();
  }

  /** Those that were named; else all of which anything is here. */
  private Set<Pullable> owners(ModelCatalogue catalogue, ModelShelf shelf) {
    Set<Pullable> owners = new LinkedHashSet<>();
    if (ids != null) {
      ids.forEach(id -> owners.addAll(catalogue.requireWithParts(id)));
      return owners;
    }
    owners.addAll(catalogue.entries());
    owners.addAll(catalogue.parts());
    owners.removeIf(
        owner ->
            !ModelShelf.isBundled(owner)
                && owner.source().isPresent()
                && OwnerCheck.names(owner).stream()
                    .noneMatch(name -> Files.exists(shelf.store().folder(owner).resolve(name))));
    return owners;
  }

  private static long bytes(Set<Pullable> owners, ModelShelf shelf) throws IOException {
    long bytes = 0;
    for (Pullable owner : owners) {
      for (String name : OwnerCheck.names(owner)) {
        Path file = shelf.store().folder(owner).resolve(name);
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
    }
    return bytes;
  }
}
