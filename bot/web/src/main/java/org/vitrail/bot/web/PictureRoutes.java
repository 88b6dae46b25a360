package org.vitrail.bot.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.bot.core.studio.Studio;
import org.vitrail.inference.protocol.ImageStore;

/**
 * Serves pictures to the person who asked for them; knows nothing of how they are made.
 *
 * <p>Job ids are short enough to type, so they are no secret: a picture is shown only with the
 * cookie of the session that asked for it. To anybody else it does not exist. A finished picture
 * never changes, so a browser may keep it; a preview does, and may not be kept.
 */
final class PictureRoutes {
  private static final Pattern JOB = Pattern.compile("[0-9A-Za-z]{1,32}");
  private static final Pattern NAME = Pattern.compile("(grid|preview|[1-9])\\.png");
  private static final String FOREVER = "private, max-age=31536000, immutable";

  private static final Logger log = LoggerFactory.getLogger(PictureRoutes.class);

  private final Studio studio;
  private final ImageStore images;
  private final Sessions sessions;

  PictureRoutes(Studio studio, ImageStore images, Sessions sessions) {
    this.studio = studio;
    this.images = images;
    this.sessions = sessions;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/images/{job}/{name}", this::serve);
  }

  private void serve(Context request) {
    String job = request.pathParam("job");
    String name = request.pathParam("name");
    byte[] png =
        Optional.of(job)
            .filter(id -> JOB.matcher(id).matches() && NAME.matcher(name).matches())
            .filter(id -> isTheirs(request, id))
            .flatMap(id -> bytes(id, name))
            .orElseThrow(
                () ->
                    new Refusal(
                        HttpStatus.NOT_FOUND,
                        "There is no such picture of yours; pictures are kept for a limited"
                            + " time."));
    boolean isFinal = !name.equals("preview.png");
    request
        .header("Cache-Control", isFinal ? FOREVER : "no-store")
        .contentType("image/png")
        .result(png);
  }

  private Optional<byte[]> bytes(String job, String name) {
    try {
      return images.get(job, name);
    } catch (RuntimeException away) {
      log.warn("The pictures of job {} cannot be read; the page will show them later.", job, away);
      throw new Refusal(
          HttpStatus.SERVICE_UNAVAILABLE, "The pictures cannot be read now; try again soon.");
    }
  }

  private boolean isTheirs(Context request, String job) {
    return sessions
        .known(request)
        .flatMap(who -> studio.card(job).filter(card -> card.who().key().equals(who.key())))
        .isPresent();
  }
}
