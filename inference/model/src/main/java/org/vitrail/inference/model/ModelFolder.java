package org.vitrail.inference.model;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * Where a model has its files.
 *
 * @param id what jobs and people call the model
 * @param folder in which it lies; parts may lie elsewhere
 * @param roles the files by what they are for, as catalogues name them
 * @param traits what else is said of the model, by name
 */
public record ModelFolder(
    String id, Path folder, Map<String, Path> roles, Map<String, String> traits) {
  public ModelFolder {
    roles = Map.copyOf(roles);
    traits = Map.copyOf(traits);
  }

  /** The file of a role. */
  public Optional<Path> find(String role) {
    return Optional.ofNullable(roles.get(role));
  }

  /**
   * The file of the first role that the model has.
   *
   * @throws CheckpointException if it has none of them
   */
  public Path need(String... oneOf) {
    for (String role : oneOf) {
      if (roles.containsKey(role)) {
        return roles.get(role);
      }
    }
    throw new CheckpointException(
        "The model %s names no file for %s. Add it to its entry, or a part that has it."
            .formatted(id, String.join(" or ", oneOf)));
  }

  /** The same with files of more roles, where it has none of its own. */
  public ModelFolder with(Map<String, Path> more) {
    Map<String, Path> all = new HashMap<>(more);
    all.putAll(roles);
    return new ModelFolder(id, folder, all, traits);
  }

  /** Sizes of the files by role; a missing one counts nothing. */
  public Map<String, Long> byteCounts() {
    Map<String, Long> sizes = new HashMap<>();
    roles.forEach((role, file) -> sizes.put(role, file.toFile().length()));
    return sizes;
  }
}
