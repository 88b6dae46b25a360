package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vitrail.inference.model.Batch;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.Request;
import org.vitrail.inference.model.film.RequestFilm;

/** A film of one grid that is drawn at the terminal, and the file that it becomes. */
final class FilmFile {
  private final Path file;
  private RequestFilm film;

  FilmFile(Path file) {
    this.file = file;
  }

  /** To be called after each step. */
  void look(Batch batch, Request request) {
    if (film == null) {
      film = RequestFilm.of(request, batch.progress(request.id()).total());
    }
    film.look(batch);
  }

  void write(List<RankedPicture> ranked) throws IOException {
    if (film != null) {
      OutputFile.write(file, film.finish(ranked));
    }
  }
}
