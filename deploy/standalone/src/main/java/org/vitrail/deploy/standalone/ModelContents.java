package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Pullable;
import org.vitrail.inference.fetch.ContentCheck;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.ModelFamily;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.weights.FileUse;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;

/** What each file of the catalogue's models is for, so that it can be opened accordingly. */
final class ModelContents implements ContentCheck {
  /** By owner and name, as in {@code dalle-mini/config.json}. */
  private final Map<String, FileUse> uses = new HashMap<>();

  ModelContents(ModelCatalogue catalogue) {
    catalogue.parts().forEach(part -> add(part, Family.all()));
    // A family knows best what its models' files are, those of the parts that they use among them.
    catalogue
        .entries()
        .forEach(
            model ->
                model.withParts().forEach(owner -> add(owner, List.of(ModelLoader.family(model)))));
  }

  private void add(Pullable owner, List<ModelFamily> families) {
    owner
        .files()
        .forEach((role, name) -> uses.put(key(owner.id(), name), use(role, name, families)));
  }

  /** What families differ about, such as a tokenizer, is told by the file's name. */
  private static FileUse use(String role, String name, List<ModelFamily> families) {
    List<FileUse> known =
        families.stream()
            .flatMap(family -> family.files().find(role).stream())
            .map(FileRole::use)
            .distinct()
            .toList();
    return switch (known.size()) {
      case 0 -> FileUse.WEIGHTS;
      case 1 -> known.get(0);
      default -> FileUse.byName(name);
    };
  }

  private static String key(String owner, String name) {
    return owner + "/" + name;
  }

  private FileUse use(String owner, String name) {
    return uses.getOrDefault(key(owner, name), FileUse.byName(name));
  }

  @Override
  public Optional<String> problemOfStart(
      String owner, String name, byte[] start, OptionalLong byteCount) {
    return use(owner, name).misfit(start, byteCount.orElse(FileKind.UNKNOWN_BYTES));
  }

  @Override
  public Optional<String> problemOf(String owner, String name, Path file) {
    try {
      use(owner, name).open(file);
      return Optional.empty();
    } catch (CheckpointException e) {
      return Optional.of(e.problem());
    }
  }
}
