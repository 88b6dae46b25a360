package org.vitrail.bot.core.service;

import java.util.Optional;
import org.vitrail.bot.command.Audience;
import org.vitrail.bot.core.Origin;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.admission.Verdict;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;

/**
 * Who asks for a command, and how it may be answered.
 *
 * @param audience of the answer
 * @param pictures that were sent along
 * @param origin empty where nobody else is and nothing is shown, as for a copy
 */
record CommandRequest(
    Person who, Audience audience, SentPictures<PictureFile> pictures, Optional<Origin> origin) {
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
