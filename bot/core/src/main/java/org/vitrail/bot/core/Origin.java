package org.vitrail.bot.core;

import java.util.Map;
import java.util.Objects;
import org.vitrail.inference.protocol.Venue;

/**
 * Where a command came from on a chat platform, and where its pictures belong; a value that
 * survives a restart.
 *
 * @param request the platform's own id of the message, click or interaction: the same one makes the
 *     same job, however often it arrives; empty where each request stands for itself
 * @param community the guild, group or private chat, for what holds there
 * @param channel the part of it where it was said
 * @param standing what the person may do there
 * @param address where the job's message belongs, in the adapter's own words
 * @param privateAddress where it belongs if nobody else may see it
 */
public record Origin(
    String request,
    String community,
    String channel,
    Standing standing,
    Map<String, String> address,
    Map<String, String> privateAddress) {
  public Origin {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(community, "community");
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(standing, "standing");
    address = Map.copyOf(address);
    privateAddress = Map.copyOf(privateAddress);
  }

  /** From a community where nobody else listens. */
  public Origin(
      String request,
      String community,
      String channel,
      Standing standing,
      Map<String, String> address) {
    this(request, community, channel, standing, address, address);
  }

  /**
   * From the page, which keeps no message of a job.
   *
   * @param community {@code web}, or the community that an operator decides for
   */
  public static Origin ofPage(String community, Standing standing) {
    return new Origin("", community, "", standing, Map.of());
  }

  /** Whether a message of the job belongs anywhere. */
  public boolean isChat() {
    return !address.isEmpty();
  }

  /** For the job that comes of it. */
  public Venue venue() {
    return new Venue(community, channel);
  }

  /** Where a job's message belongs. */
  public Map<String, String> addressOf(boolean isPrivate) {
    return isPrivate ? privateAddress : address;
  }
}
