package org.vitrail.inference.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.inference.model.weights.FileUse;

/**
 * The files that a family's models have, by role: what each is, which go together, and what is to
 * be said of a model besides.
 *
 * @param roles in the order in which people read them
 * @param traits values that each trait may have; a model that says nothing has the first, but for
 *     {@code shape}, the published size that it has: of that it says nothing then
 * @param requiredTraits those that every model says something of
 */
public record FileRoles(
    List<FileRole> roles,
    List<FileRule> rules,
    Map<String, List<String>> traits,
    Set<String> requiredTraits) {
  /**
   * One file.
   *
   * @param name as catalogues write it
   * @param description what is to be given, for an error
   */
  public record FileRole(String name, String description, FileUse use) {}

  /**
   * Something that a model's files do not satisfy.
   *
   * @param role at fault; empty if it is that none is there
   * @param problem a sentence
   */
  public record Mistake(Optional<String> role, String problem) {}

  /** What must hold for a model's files. */
  public interface FileRule {
    /** The mistake, if there is one. */
    Optional<Mistake> broken(FileRoles roles, Map<String, String> files);

    /** A role is there if and only if another is. */
    static FileRule together(String role, String other) {
      return (roles, files) ->
          roles.refuse(
              files.containsKey(role) != files.containsKey(other),
              role,
              files.getOrDefault(role, "absence"));
    }

    /** Of two roles one is there at most. */
    static FileRule insteadOf(String role, String other) {
      return (roles, files) ->
          roles.refuse(
              files.containsKey(role) && files.containsKey(other),
              role,
              files.get(role) + " beside " + files.get(other));
    }

    /** A role is there only if another is. */
    static FileRule onlyBeside(String role, String other) {
      return (roles, files) ->
          roles.refuse(files.containsKey(role) && !files.containsKey(other), role, files.get(role));
    }

    /** One of several roles is there. */
    static FileRule oneOf(String purpose, String help, String... oneOf) {
      return (roles, files) ->
          List.of(oneOf).stream().anyMatch(files::containsKey)
              ? Optional.empty()
              : Optional.of(
                  new Mistake(
                      Optional.empty(), "no file for %s; give %s.".formatted(purpose, help)));
    }
  }

  private Optional<Mistake> refuse(boolean broken, String role, String shown) {
    return broken
        ? Optional.of(
            new Mistake(
                Optional.of(role),
                "%s is not allowed; give %s.".formatted(shown, find(role).get().description())))
        : Optional.empty();
  }

  public Optional<FileRole> find(String role) {
    return roles.stream().filter(it -> it.name().equals(role)).findFirst();
  }

  /** The first rule that a model's files break. */
  public Optional<Mistake> mistake(Map<String, String> files) {
    return rules.stream().flatMap(rule -> rule.broken(this, files).stream()).findFirst();
  }
}
