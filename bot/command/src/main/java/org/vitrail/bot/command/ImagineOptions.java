package org.vitrail.bot.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vitrail.inference.protocol.AspectRatio;
import org.vitrail.inference.protocol.Keep;

/**
 * The options a person gave; what is absent is the model's default (a random one for the seed).
 *
 * @param own what was chosen of how the model draws, by the options' names in the order given:
 *     numbers, {@link AspectRatio} where the pictures are to be no squares, and the codec
 * @param keep what stays of the picture to begin from
 * @param privacy whether nobody else shall see the pictures
 * @param isFilmed whether a film is wanted of how the pictures come into being
 * @param target how much the picture counts that is drawn towards; empty where nothing says that
 *     there is one
 */
public record ImagineOptions(
    OptionalLong seed,
    OptionalInt count,
    Optional<String> model,
    Map<String, String> own,
    Optional<String> style,
    Optional<Keep> keep,
    Optional<Boolean> privacy,
    boolean isFilmed,
    OptionalDouble target) {

  /** What a picture to draw towards counts where nobody says: as much as the prompt. */
  public static final float USUAL_WEIGHT = 1;

  /** Without a film. */
  public ImagineOptions(
      OptionalLong seed,
      OptionalInt count,
      Optional<String> model,
      Map<String, String> own,
      Optional<String> style,
      Optional<Keep> keep,
      Optional<Boolean> privacy) {
    this(seed, count, model, own, style, keep, privacy, false, OptionalDouble.empty());
  }

  /** Nothing given. */
  public static final ImagineOptions NONE =
      new ImagineOptions(
          OptionalLong.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public ImagineOptions {
    own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
  }

  /** How wide the pictures are to be to how high. */
  public AspectRatio aspect() {
    return AspectRatio.of(own);
  }

  /** The codec that the pictures are to be optimised in. */
  public Optional<String> codec() {
    return Optional.ofNullable(own.get(ImagineOption.CODEC.word()));
  }

  /** What was chosen of how the model draws: the codec says which model it is instead. */
  public Map<String, String> drawn() {
    Map<String, String> drawn = new LinkedHashMap<>(own);
    drawn.remove(ImagineOption.CODEC.word());
    return drawn;
  }

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
        model.or(() -> codec().isPresent() ? Optional.empty() : otherModel),
        own,
        style.or(() -> otherStyle),
        keep,
        privacy.or(() -> otherPrivacy),
        isFilmed,
        target);
  }

  /** Whether a picture that is sent along is meant to be drawn towards. */
  public boolean hasTarget() {
    return target.isPresent();
  }

  /** How much it counts. */
  public float targetWeight() {
    return (float) target.orElse(USUAL_WEIGHT);
  }
}
