package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.Optional;

/**
 * One thing that was asked for, and what became of it, as the fake platforms saw it.
 *
 * @param marker a number in its prompt, by which its messages are found
 * @param asked since the run began, as the others
 * @param acknowledged when the bot first showed its prompt
 * @param posted when its pictures were first seen
 * @param grids messages that show its pictures
 * @param lastWords of its last message, for who looks for what became of a lost one
 */
record Request(
    String marker,
    String person,
    Duration asked,
    Optional<Duration> acknowledged,
    Optional<Duration> posted,
    int grids,
    String lastWords) {

  static Request of(String marker, String person, Duration asked) {
    return new Request(marker, person, asked, Optional.empty(), Optional.empty(), 0, "");
  }

  /** The same after a look at its person's place. */
  Request seen(Place place, Duration now) {
    int shown = 0;
    int pictures = 0;
    String words = lastWords;
    for (Place.Shown message : place.shown()) {
      if (message.text().contains(marker)) {
        shown++;
        pictures += message.isGrid() ? 1 : 0;
        words = message.text();
      }
    }
    return new Request(
        marker,
        person,
        asked,
        shown > 0 && acknowledged.isEmpty() ? Optional.of(now) : acknowledged,
        pictures > 0 && posted.isEmpty() ? Optional.of(now) : posted,
        pictures,
        words);
  }
}
