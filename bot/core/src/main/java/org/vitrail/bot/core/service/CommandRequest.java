package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.InstanceSecret;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.inference.protocol.ImageJob;

/**
 * Who asks for a command, and how it may be answered.
 *
 * @param audience of the answer
 * @param pictures that were sent along
 * @param origin empty where nobody else is and nothing is shown, as for a copy
 * @param ownId the id of the job that comes of it, where no chat's request says it
 */
record CommandRequest(
    Person who,
    Audience audience,
    SentPictures<PictureFile> pictures,
    Optional<Origin> origin,
    String ownId) {
  CommandRequest(
      Person who, Audience audience, SentPictures<PictureFile> pictures, Optional<Origin> origin) {
    this(who, audience, pictures, origin, ImageJob.newId());
  }

  /**
   * The id of the job that comes of it: the same, however often the request arrives or is tried.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer and the secret
   *     is not known
   */
  String jobId(InstanceSecret secret) {
    return origin
        .filter(Origin::isChat)
        .map(from -> ImageJob.idOf(secret.mac("job", who.platform() + ":" + from.request())))
        .orElse(ownId);
  }

  Reply said(String text) {
    return new Reply.Said(text, audience);
  }

  /** What goes wrong is no secret, unless the answer would have been one. */
  Reply refused(Verdict.Refusal verdict, String text) {
    return new Reply.Refused(verdict, text, audience.atMost(Audience.ASKER_OR_EVERYBODY));
  }

  /** For what cannot be done as it was asked, whoever asks. */
  Reply impossible(String sentence) {
    return refused(new Verdict.Impossible(sentence), sentence);
  }
}
