package org.vitrail.inference.protocol;

/**
 * Where a job was asked for, in the adapter's own terms: moderators there decide about it.
 *
 * @param community the guild, group or private chat, such as {@code discord:81384788765712384}
 * @param channel the part of it where it was said, such as a channel or a topic
 */
public record Venue(String community, String channel) {
  /** Asked for outside any chat, or by a program that did not say where. */
  public static final Venue NOWHERE = new Venue("", "");

  /**
   * @throws IllegalArgumentException naming the part that is missing
   */
  public Venue {
    Require.present("venue.place", community);
    Require.present("venue.channel", channel);
  }
}
