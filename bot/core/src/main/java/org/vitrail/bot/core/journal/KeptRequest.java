package org.vitrail.bot.core.journal;

import java.time.Instant;
import java.util.Optional;
import org.vitrail.bot.command.Command;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.initimage.SentPictures;

/**
 * A request for pictures that was accepted while Redis was away.
 *
 * @param jobId of the job that comes of it, fixed before it is kept, so that it comes of it once
 * @param pictures that were sent along, as files that were read before
 * @param at when it was accepted
 */
public record KeptRequest(
    String jobId,
    Person who,
    Command command,
    SentPictures<byte[]> pictures,
    Optional<Origin> origin,
    Instant at) {
  /** The same without what was sent along, which may be megabytes. */
  public KeptRequest withoutPictures() {
    return new KeptRequest(jobId, who, command, SentPictures.of(Optional.empty()), origin, at);
  }

  /** The community for which it was asked, or the platform where there is none. */
  public String place() {
    return origin.map(Origin::community).orElse(who.platform());
  }
}
