package org.vitrail.bot.core.service;

import java.time.Duration;

/**
 * How long things are kept once a job has ended.
 *
 * @param pictures at most as long as the history: what nobody remembers nobody could erase
 * @param history prompts, who sent them and how they were drawn
 */
public record Retention(Duration pictures, Duration history) {
  public Retention {
    pictures = pictures.compareTo(history) > 0 ? history : pictures;
  }
}
