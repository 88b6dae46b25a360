package org.vitrail.bot.initimage;

import java.util.Optional;

/**
 * What somebody sent along with their words.
 *
 * @param beginning to begin from
 * @param target to draw towards
 * @param <T> what they are by now: files, or pictures that were read
 */
public record SentPictures<T>(Optional<T> beginning, Optional<T> target) {
  /** One picture, or none, that nobody said was a target. */
  public static <T> SentPictures<T> of(Optional<T> picture) {
    return new SentPictures<>(picture, Optional.empty());
  }

  /** The same where the one picture that there is is meant to be the target. */
  public SentPictures<T> targeted() {
    return target.isPresent() ? this : new SentPictures<>(Optional.empty(), beginning);
  }
}
