package org.vitrail.bot.core.studio;

import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.picture.InitImage;
import org.vitrail.bot.core.picture.InitImageException;
import org.vitrail.bot.core.picture.InitImageReader;
import org.vitrail.bot.core.picture.PictureFile;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.config.Messages;

/** Takes the pictures that people send to begin from, or says what is wrong with them. */
final class PictureDesk {
  private static final Logger LOG = LoggerFactory.getLogger(PictureDesk.class);

  private final Messages messages;

  PictureDesk(Messages messages) {
    this.messages = messages;
  }

  /**
   * @throws ImpossibleException when no picture can be begun from the file
   */
  InitImage take(Person who, PictureFile file) throws ImpossibleException {
    try {
      return InitImageReader.read(file.fetch());
    } catch (InitImageException e) {
      String key = "image." + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new ImpossibleException(messages.text(who.locale(), key, e.values()));
    } catch (IOException e) {
      LOG.warn("A picture of {} could not be fetched: {}", who.key(), e.getMessage());
      throw new ImpossibleException(messages.text(who.locale(), "image.unreachable"));
    }
  }
}
