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
 * @param codec that it optimises pictures in; empty for others
 */
public record ModelTraits(
    boolean harmless,
    List<String> languages,
    Optional<ModelCost> cost,
    Set<ModelAbility> abilities,
    Optional<String> codec) {
  /** By which people choose another codec, and so another model. */
  public static final String CODEC_OPTION = "codec";

  public ModelTraits {
    languages = List.copyOf(languages);
    abilities = Set.copyOf(abilities);
  }

  /** Of which no more is known. */
  public ModelTraits(boolean harmless) {
    this(harmless, List.of(), Optional.empty(), Set.of(), Optional.empty());
  }

  /** The same where workers say which languages it reads. */
  ModelTraits reading(List<String> others) {
    return others.isEmpty() ? this : new ModelTraits(harmless, others, cost, abilities, codec);
  }

  /** The same of a model of such a family. */
  ModelTraits of(Family family) {
    return new ModelTraits(harmless, languages, cost, family.abilities, family.codec);
  }

  /**
   * What is known of a model by its family and its files.
   *
   * @param abilities what every model of the family can do
   * @param codec that the model optimises pictures in; empty for others
   */
  public record Family(Set<ModelAbility> abilities, Optional<String> codec) {}
}
