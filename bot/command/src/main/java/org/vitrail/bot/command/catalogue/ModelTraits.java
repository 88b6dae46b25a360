package org.vitrail.bot.command.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrail.config.ModelCost;

/**
 * What is known of a model before a worker says anything.
 *
 * @param harmless whether it can draw nothing that anybody would want hidden
 * @param languages that it reads, as codes; empty where nobody says
 * @param cost what its iterations cost, where it draws by such
 * @param abilities what it can do as every model of its family can
 */
public record ModelTraits(
    boolean harmless,
    List<String> languages,
    Optional<ModelCost> cost,
    Set<ModelAbility> abilities) {
  public ModelTraits {
    languages = List.copyOf(languages);
    abilities = Set.copyOf(abilities);
  }

  /** Of which no more is known. */
  public ModelTraits(boolean harmless) {
    this(harmless, List.of(), Optional.empty(), Set.of());
  }

  /** The same where workers say which languages it reads. */
  ModelTraits reading(List<String> others) {
    return others.isEmpty() ? this : new ModelTraits(harmless, others, cost, abilities);
  }

  /** The same of a model that can do so much. */
  ModelTraits able(Set<ModelAbility> all) {
    return new ModelTraits(harmless, languages, cost, all);
  }
}
