package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.JobCard;
import org.vitrail.bot.core.imagesafety.VisiblePictures;
import org.vitrail.bot.core.service.BotService;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.RedisTrouble;

/**
 * Serves pictures to the person who asked for them; knows nothing of how they are made.
 *
 * <p>Job ids are short enough to type, so they are no secret: a picture is shown only with the
 * cookie of the session that asked for it. To anybody else it does not exist. A finished picture
 * never changes, so a browser may keep it, unless a part of it is covered: what is covered may
 * change. A preview does change, and may not be kept.
 */
final class PictureRoutes {
  private static final Pattern JOB = Pattern.compile("[0-9A-Za-z]{1,32}");
  private static final Pattern NAME =
      Pattern.compile("(grid|preview|[1-9])\\.png|sticker\\.webp|film\\.mp4");
  private static final String GRID = "grid.png";
  private static final String PREVIEW = "preview.png";
  private static final String FOREVER = "private, max-age=31536000, immutable";

  private static final Logger LOG = LoggerFactory.getLogger(PictureRoutes.class);

  private final BotService botService;
  private final Sessions sessions;

  PictureRoutes(BotService botService, Sessions sessions) {
    this.botService = botService;
    this.sessions = sessions;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/images/{job}/{name}", this::serve);
  }

  private void serve(Context request) {
    String job = request.pathParam("job");
    String name = request.pathParam("name");
    JobCard card =
        Optional.of(job)
            .filter(id -> JOB.matcher(id).matches() && NAME.matcher(name).matches())
            .flatMap(id -> theirs(request, id))
            .orElseThrow(PictureRoutes::none);
    // Pictures are there a moment before everybody has heard that the job is done.
    boolean early = !card.isFinal() && !name.equals(PREVIEW);
    send(request, early ? botService.jobs().cardNow(job).orElse(card) : card, name);
  }

  private void send(Context request, JobCard card, String name) {
    try {
      VisiblePictures visiblePictures = botService.gallery().visiblePictures(card);
      byte[] bytes = bytes(visiblePictures, name).orElseThrow(PictureRoutes::none);
      boolean isFinal = card.isFinal() && !visiblePictures.isAltered() && !name.equals(PREVIEW);
      request
          .header("Cache-Control", isFinal ? FOREVER : "no-store")
          .contentType(name.equals(ImageStore.STICKER) ? "image/webp" : "image/png");
      if (name.equals(ImageStore.FILM)) {
        // Players jump to and fro in it.
        request.writeSeekableStream(new ByteArrayInputStream(bytes), "video/mp4", bytes.length);
      } else {
        request.result(bytes);
      }
    } catch (RequestRefusal none) {
      throw none;
    } catch (RuntimeException away) {
      if (RedisTrouble.of(away) == RedisTrouble.OTHER) {
        LOG.warn(
            "The pictures of job {} cannot be read; the page will show them later.",
            card.id(),
            away);
      }
      throw new RequestRefusal(
          HttpStatus.SERVICE_UNAVAILABLE, "The pictures cannot be read now; try again soon.");
    }
  }

  private static Optional<byte[]> bytes(VisiblePictures visiblePictures, String name) {
    return switch (name) {
      case GRID -> visiblePictures.grid();
      case PREVIEW -> visiblePictures.preview();
      case ImageStore.STICKER -> visiblePictures.sticker();
      case ImageStore.FILM -> visiblePictures.film();
      default -> visiblePictures.picture(Integer.parseInt(name.substring(0, 1)));
    };
  }

  private Optional<JobCard> theirs(Context request, String job) {
    return sessions
        .known(request)
        .flatMap(
            who -> botService.jobs().card(job).filter(card -> card.who().key().equals(who.key())));
  }

  private static RequestRefusal none() {
    return new RequestRefusal(
        HttpStatus.NOT_FOUND,
        "There is no such picture of yours; pictures are kept for a limited time.");
  }
}
