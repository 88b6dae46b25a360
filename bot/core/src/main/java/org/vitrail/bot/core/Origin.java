package org.vitrail.bot.core;

import java.util.Map;
import java.util.Objects;

/**
 * Where a command came from on a chat platform, and where its pictures belong; a value that
 * survives a restart.
 *
 * @param request the platform's own id of the message, click or interaction: the same one makes the
 *     same job, however often it arrives
 * @param place the guild, group or private chat, for its settings
 * @param mayManagePlace whether the person may change the place's settings
 * @param address where the job's message belongs, in the adapter's own words
 * @param privateAddress where it belongs if nobody else may see it
 */
public record Origin(
    String request,
    String place,
    boolean mayManagePlace,
    Map<String, String> address,
    Map<String, String> privateAddress) {
  public Origin {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(place, "place");
    address = Map.copyOf(address);
    privateAddress = Map.copyOf(privateAddress);
  }

  /** From a place where nobody else listens. */
  public Origin(String request, String place, boolean mayManagePlace, Map<String, String> address) {
    this(request, place, mayManagePlace, address, address);
  }

  /** Where a job's message belongs. */
  public Map<String, String> addressOf(boolean isPrivate) {
    return isPrivate ? privateAddress : address;
  }
}
