package org.vitrail.bot.core.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The options a person gave; what is absent is the model's default (a random one for the seed).
 *
 * @param isPrivate whether nobody else shall see the pictures
 */
public record ImagineOptions(
    OptionalLong seed,
    OptionalInt count,
    Optional<String> model,
    Optional<Float> temperature,
    Optional<Float> guidance,
    OptionalInt topK,
    Optional<Float> topP,
    Optional<String> style,
    boolean isPrivate) {

  /** Nothing given. */
  public static final ImagineOptions NONE =
      new ImagineOptions(
          OptionalLong.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          false);
}
