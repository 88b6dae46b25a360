package org.vitrail.bot.core.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The options a person gave; what is absent is the model's default (a random one for the seed).
 *
 * @param privacy whether nobody else shall see the pictures
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
    Optional<Boolean> privacy) {

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
          Optional.empty());

  /** Whether nobody else shall see the pictures. */
  public boolean isPrivate() {
    return privacy.orElse(false);
  }

  /** The same, with a community's own defaults for what was not given. */
  public ImagineOptions orElse(
      Optional<String> otherModel, Optional<String> otherStyle, Optional<Boolean> otherPrivacy) {
    return new ImagineOptions(
        seed,
        count,
        model.or(() -> otherModel),
        temperature,
        guidance,
        topK,
        topP,
        style.or(() -> otherStyle),
        privacy.or(() -> otherPrivacy));
  }
}
