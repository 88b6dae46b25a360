package org.vitrail.bot.command.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.config.AllowedValues;
import org.vitrail.inference.protocol.ServedModel.Cells;

/**
 * What a model's workers say that it can do.
 *
 * @param options by which people choose how it draws, by name
 * @param enlargements in which its pictures can be enlarged, the one for those who do not choose
 *     first; empty where that is not known
 * @param cells that its pictures are drawn in; empty where nobody says
 * @param languages that it reads, as codes; empty where nobody says
 * @param codecs that its workers put pictures through
 */
public record AnnouncedModel(
    Set<ModelAbility> abilities,
    Map<String, AllowedValues> options,
    List<ModelEnlargement> enlargements,
    Optional<Cells> cells,
    List<String> languages,
    List<String> codecs) {
  /** Of which nothing more is said. */
  public AnnouncedModel(Set<ModelAbility> abilities, Map<String, AllowedValues> options) {
    this(abilities, options, List.of(), Optional.empty(), List.of(), List.of());
  }

  public AnnouncedModel {
    abilities = Set.copyOf(abilities);
    enlargements = List.copyOf(enlargements);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    languages = List.copyOf(languages);
    codecs = List.copyOf(codecs);
  }

  /** What this and another worker can both do, so that either may draw. */
  public AnnouncedModel and(AnnouncedModel other) {
    Set<ModelAbility> both = EnumSet.noneOf(ModelAbility.class);
    both.addAll(abilities);
    both.retainAll(other.abilities);
    return new AnnouncedModel(
        both,
        common(options, other.options),
        common(enlargements, other.enlargements),
        cells.map(it -> smaller(it, other.cells.orElse(it))).or(other::cells),
        languages.isEmpty() ? other.languages : languages,
        codecs.stream().filter(other.codecs::contains).toList());
  }

  private static Cells smaller(Cells one, Cells other) {
    return new Cells(Math.min(one.columns(), other.columns()), Math.min(one.rows(), other.rows()));
  }

  private static List<ModelEnlargement> common(
      List<ModelEnlargement> some, List<ModelEnlargement> others) {
    List<ModelEnlargement> common = new ArrayList<>();
    for (ModelEnlargement one : some) {
      others.stream()
          .filter(it -> it.factor() == one.factor())
          .map(it -> new ModelEnlargement(one.factor(), one.denoises() && it.denoises()))
          .forEach(common::add);
    }
    return common;
  }

  /**
   * Options as they may be chosen here: an option of the catalogue within what is announced, with
   * the catalogue's default for those who choose none, and what is announced besides.
   */
  Map<String, AllowedValues> narrowing(Map<String, AllowedValues> catalogued) {
    Map<String, AllowedValues> narrowed = common(catalogued, options);
    options.forEach(
        (name, values) -> {
          if (!catalogued.containsKey(name)) {
            narrowed.put(name, values);
          }
        });
    return narrowed;
  }

  private static Map<String, AllowedValues> common(
      Map<String, AllowedValues> some, Map<String, AllowedValues> others) {
    Map<String, AllowedValues> common = new LinkedHashMap<>();
    some.forEach(
        (name, values) -> {
          if (others.containsKey(name)) {
            values.common(others.get(name)).ifPresent(it -> common.put(name, it));
          }
        });
    return common;
  }
}
