package org.vitrail.bot.core.service;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.command.Command.Imagine;
import org.vitrail.bot.command.CommunitySetting;
import org.vitrail.bot.command.catalogue.ModelMenu;
import org.vitrail.bot.core.ImpossibleException;
import org.vitrail.bot.core.Person;
import org.vitrail.bot.core.community.CommunitySettings;
import org.vitrail.bot.core.community.CommunitySettingsStore;
import org.vitrail.bot.core.queue.ModelRules;
import org.vitrail.bot.initimage.InitImage;
import org.vitrail.bot.initimage.InitImageException;
import org.vitrail.bot.initimage.InitImageReader;
import org.vitrail.bot.initimage.PictureFile;
import org.vitrail.bot.initimage.SentPictures;
import org.vitrail.config.StyleCatalogue;

/**
 * Completes a request for pictures with what stands elsewhere than in its words: the picture that
 * was sent along, and what the community draws with where a request does not say.
 */
final class ImagineCompletion {
  private static final Logger LOG = LoggerFactory.getLogger(ImagineCompletion.class);

  /** Files in memory at once: each can have 20 MB, and Java's heap has to hold all else, too. */
  private static final int MAX_IN_HAND = 2;

  private static final long MAX_WAIT_SECONDS = 60;

  private final Semaphore free = new Semaphore(MAX_IN_HAND, true);
  private final CommunitySettingsStore book;
  private final ModelMenu models;
  private final StyleCatalogue styles;
  private final ModelRules rules;

  ImagineCompletion(
      CommunitySettingsStore book, ModelMenu models, StyleCatalogue styles, ModelRules rules) {
    this.book = book;
    this.models = models;
    this.styles = styles;
    this.rules = rules;
  }

  /** A model or style of the community that is no longer offered counts as not chosen. */
  Imagine withDefaults(Imagine imagine, String community) {
    CommunitySettings page = book.page(community);
    Optional<String> model =
        page.setting(CommunitySetting.MODEL)
            .filter(id -> models.find(id).filter(models::isOffered).isPresent());
    Optional<String> style =
        page.setting(CommunitySetting.STYLE).filter(id -> styles.find(id).isPresent());
    Optional<Boolean> privacy = page.setting(CommunitySetting.PRIVATE).map("yes"::equals);
    return new Imagine(imagine.prompt(), imagine.options().orElse(model, style, privacy));
  }

  /**
   * The pictures that were sent along, as what they are meant to be.
   *
   * @param imagine with the community's defaults
   * @throws ImpossibleException when a file is no picture that can be read, or the model has no use
   *     for it, in which case it is not fetched
   */
  SentPictures<InitImage> pictures(Person who, Imagine imagine, SentPictures<PictureFile> sent)
      throws ImpossibleException {
    boolean hasTarget = imagine.options().hasTarget();
    SentPictures<PictureFile> meant = hasTarget ? sent.targeted() : sent;
    ModelMenu.Item model = rules.require(imagine.options());
    if (meant.target().isPresent()) {
      rules.requireDrawsTowards(model);
    } else if (hasTarget) {
      throw new ImpossibleException("job.target-needs-picture");
    }
    if (meant.beginning().isPresent()) {
      rules.requireTakesPictures(model);
    }
    rules.requireReads(model, imagine.prompt());
    return read(who, meant);
  }

  /**
   * The pictures that were sent along.
   *
   * @throws ImpossibleException when a file is no picture that can be read
   */
  SentPictures<InitImage> read(Person who, SentPictures<PictureFile> sent)
      throws ImpossibleException {
    return new SentPictures<>(read(who, sent.beginning()), read(who, sent.target()));
  }

  /**
   * The picture that goes through a codec.
   *
   * @throws ImpossibleException when the file is no such picture, or nobody has the codec, in which
   *     case it is not fetched
   */
  InitImage picture(Person who, String codec, PictureFile file) throws ImpossibleException {
    rules.requireCodec(codec);
    return read(who, file);
  }

  private Optional<InitImage> read(Person who, Optional<PictureFile> file)
      throws ImpossibleException {
    return file.isPresent() ? Optional.of(read(who, file.get())) : Optional.empty();
  }

  private InitImage read(Person who, PictureFile file) throws ImpossibleException {
    try {
      return read(file);
    } catch (InitImageException e) {
      String key = "image." + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new ImpossibleException(key, e.values());
    } catch (IOException e) {
      LOG.warn("A picture of {} could not be fetched: {}", who.key(), e.getMessage());
      throw new ImpossibleException("image.unreachable");
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
