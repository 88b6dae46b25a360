package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.Pullable;
import org.vitrail.inference.fetch.ContentCheck;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.family.Family;
import org.vitrail.inference.model.weights.FileUse;
import org.vitrail.inference.model.weights.file.CheckpointException;
import org.vitrail.inference.model.weights.file.FileKind;

/** What each file of the catalogue's models is for, so that it can be opened accordingly. */
final class ModelContents implements ContentCheck {
  /** By owner and name, as in {@code dalle-mini/config.json}. */
  private final Map<String, FileUse> uses = new HashMap<>();

  ModelContents(ModelCatalogue catalogue) {
    catalogue.entries().forEach(this::add);
    catalogue.parts().forEach(this::add);
  }

  private void add(Pullable owner) {
    owner.files().forEach((role, name) -> uses.put(key(owner.id(), name), use(role)));
  }

  private static FileUse use(String role) {
    return Family.all().stream()
        .flatMap(family -> family.files().find(role).stream())
        .findFirst()
        .map(FileRole::use)
        .orElse(FileUse.WEIGHTS);
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
