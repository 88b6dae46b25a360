package org.vitrail.deploy.standalone.chaos;

import java.time.Duration;
import java.util.Optional;
import org.vitrail.config.Messages;

/**
 * One thing that was asked for, and what became of it, as the fake platforms saw it.
 *
 * @param marker a number in its prompt, by which its messages are found
 * @param asked since the run began, as the others
 * @param acknowledged when the bot first showed its prompt, or said that it keeps it until there is
 *     a queue
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
  /** The parts speak with the built-in texts, and people of the fake platforms speak English. */
  private static final String KEPT = Messages.load(null).text("en", "notice.kept");

  static Request of(String marker, String person, Duration asked) {
    return new Request(marker, person, asked, Optional.empty(), Optional.empty(), 0, "");
  }

  /** The same after a look at its person's place. */
  Request seen(Place place, Duration now) {
    boolean isHeard = false;
    int pictures = 0;
    String words = lastWords;
    for (Place.Shown message : place.shown()) {
      if (message.text().contains(marker) || isKept(message)) {
        isHeard = true;
        pictures += message.isGrid() ? 1 : 0;
        words = message.text();
      }
    }
    return new Request(
        marker,
        person,
        asked,
        isHeard && acknowledged.isEmpty() ? Optional.of(now) : acknowledged,
        pictures > 0 && posted.isEmpty() ? Optional.of(now) : posted,
        pictures,
        words);
  }

  /** A promise, though the prompt is not in it. */
  private boolean isKept(Place.Shown message) {
    return message.answers().contains(marker) && message.text().contains(KEPT);
  }
}
