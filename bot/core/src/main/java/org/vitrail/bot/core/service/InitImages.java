package org.vitrail.bot.core.service;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.queue.ImpossibleException;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.config.Messages;

/** Takes the pictures that people send to begin from, or says what is wrong with them. */
final class InitImages {
  private static final Logger LOG = LoggerFactory.getLogger(InitImages.class);

  /** Files in memory at once: each can have 20 MB, and Java's heap has to hold all else, too. */
  private static final int MAX_IN_HAND = 2;

  private static final long MAX_WAIT_SECONDS = 60;

  private final Semaphore free = new Semaphore(MAX_IN_HAND, true);
  private final Messages messages;

  InitImages(Messages messages) {
    this.messages = messages;
  }

  /**
   * @throws ImpossibleException when no picture can be begun from the file
   */
  InitImage take(Person who, PictureFile file) throws ImpossibleException {
    try {
      return read(file);
    } catch (InitImageException e) {
      String key = "image." + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new ImpossibleException(messages.text(who.locale(), key, e.values()));
    } catch (IOException e) {
      LOG.warn("A picture of {} could not be fetched: {}", who.key(), e.getMessage());
      throw new ImpossibleException(messages.text(who.locale(), "image.unreachable"));
    }
  }

  private InitImage read(PictureFile file) throws IOException, InitImageException {
    try {
      if (!free.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw InitImageException.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InitImageException.busy();
    }
    try {
      return InitImageReader.read(file.fetch());
    } finally {
      free.release();
    }
  }
}
