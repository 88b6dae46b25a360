package org.vitrail.bot.command;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command whose options a platform let somebody choose one by one.
 *
 * @param action the way to use it; empty for the only one
 * @param values by the names of the options; what is absent was not given
 * @param targetRoles ids of the roles of whoever is named, where the platform tells them
 */
public record Given(
    CommandSpec spec, String action, Map<String, String> values, Set<String> targetRoles) {
  public Given {
    values = Map.copyOf(values);
    targetRoles = Set.copyOf(targetRoles);
  }

  Optional<String> value(OptionSpec option) {
    return Optional.ofNullable(values.get(option.name()));
  }
}
