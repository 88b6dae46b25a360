package org.vitrail.bot.command.catalogue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vitrail.config.OptionRange;

/**
 * What a model's workers say that it can do.
 *
 * @param options by which people choose how it draws, by name
 */
public record AnnouncedModel(Set<ModelAbility> abilities, Map<String, OptionRange> options) {
  public AnnouncedModel {
    abilities = Set.copyOf(abilities);
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** What this and another worker can both do, so that either may draw. */
  public AnnouncedModel and(AnnouncedModel other) {
    Set<ModelAbility> both = EnumSet.noneOf(ModelAbility.class);
    both.addAll(abilities);
    both.retainAll(other.abilities);
    return new AnnouncedModel(both, common(options, other.options));
  }

  /**
   * Options as they may be chosen here: an option of the catalogue within what is announced, with
   * the catalogue's number for those who choose none, and what is announced besides.
   */
  Map<String, OptionRange> narrowing(Map<String, OptionRange> catalogued) {
    Map<String, OptionRange> narrowed = common(catalogued, options);
    options.forEach(
        (name, range) -> {
          if (!catalogued.containsKey(name)) {
            narrowed.put(name, range);
          }
        });
    return narrowed;
  }

  private static Map<String, OptionRange> common(
      Map<String, OptionRange> some, Map<String, OptionRange> others) {
    Map<String, OptionRange> common = new LinkedHashMap<>();
    some.forEach(
        (name, range) -> {
          if (others.containsKey(name)) {
            range.within(others.get(name)).ifPresent(it -> common.put(name, it));
          }
        });
    return common;
  }
}
