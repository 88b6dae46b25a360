package org.vitrail.bot.command.catalogue;

import java.util.stream.Collectors;

/**
 * A way in which pictures can be enlarged.
 *
 * @param factor how many times as wide and high
 * @param denoises whether people choose how much noise is removed
 */
public record ModelEnlargement(int factor, boolean denoises) {
  /** All factors of a model, as {@code ×2, ×4}. */
  public static String factors(ModelMenu.Item model) {
    return model.enlargements().stream()
        .map(ModelEnlargement::factor)
        .sorted()
        .map(factor -> "×" + factor)
        .collect(Collectors.joining(", "));
  }
}
