package org.vitrail.inference.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vitrail.inference.model.Ability;
import org.vitrail.inference.model.Drawn;
import org.vitrail.inference.model.ImageModel;
import org.vitrail.inference.model.PipelineStage;
import org.vitrail.inference.model.RankedPicture;
import org.vitrail.inference.model.image.GridImage;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.image.ReproductionCard;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.JobOutcome;
import org.vitrail.inference.protocol.Picture;
import org.vitrail.inference.protocol.Progress;
import org.vitrail.inference.protocol.Score;
import org.vitrail.inference.protocol.Stage;

/** Turns what was drawn for a job into ranked pictures and ends the job with them. */
final class PostProcessor {
  private final ImageModel model;
  private final Publisher publisher;
  private final Pace pace;
  private final WorkParts parts;
  private final IdleModels idleModels;
  private final Runnable betweenStages;
  private final String version;
  private final LongSupplier nanos;

  /**
   * @param betweenStages what the worker has to see to now and then, as a stage may take long
   * @param version of the program, for the pictures' cards
   */
  PostProcessor(
      ImageModel model,
      Publisher publisher,
      Pace pace,
      IdleModels idleModels,
      Runnable betweenStages,
      String version,
      LongSupplier nanos) {
    this.model = model;
    this.publisher = publisher;
    this.pace = pace;
    this.parts = new WorkParts(pace);
    this.idleModels = idleModels;
    this.betweenStages = betweenStages;
    this.version = version;
    this.nanos = nanos;
  }

  /** Which part of its work a job is at. */
  WorkParts parts() {
    return parts;
  }

  void finish(RunningJob job, Drawn drawn) {
    long start = nanos.getAsLong();
    StageWatch watch = new StageWatch(nanos);
    List<RankedPicture> ranked =
        idleModels.retrying(() -> model.finish(drawn, stage -> begin(job, stage(stage), watch)));
    begin(job, Stage.SAVING, watch);
    List<Pixels> pictures = ranked.stream().map(RankedPicture::pixels).toList();
    ReproductionCard card = drawn.request().card(model.facts(), version);
    ReproductionCard scored = RankedPicture.scores(ranked).map(card::scored).orElse(card);
    Map<String, byte[]> files =
        publisher.files(
            GridImage.compose(pictures),
            pictures,
            number ->
                Optional.of(
                    number == 0 ? scored : scored.drawnAs(ranked.get(number - 1).caption())));
    for (int number = 1; number <= ranked.size(); number++) {
      files.put(ImageStore.state(number), ranked.get(number - 1).state());
    }
    Optional<byte[]> film = job.film(ranked);
    film.ifPresent(mp4 -> files.put(ImageStore.FILM, mp4));
    watch.end(parts.finish());
    pace.finished(job.draw().countedImages(), nanos.getAsLong() - start);
    publisher.done(job.claimed(), files, done(job, drawn, ranked, film.isPresent()));
  }

  private void begin(RunningJob job, Stage stage, StageWatch watch) {
    watch.begin(stage);
    publisher.progress(
        job.id(),
        new Progress(stage, 0, 0, job.previewNumber()),
        Optional.of(parts.finishing(job, stage)));
    betweenStages.run();
  }

  private static Stage stage(PipelineStage stage) {
    return switch (stage) {
      case DECODING -> Stage.DECODING;
      case RANKING -> Stage.RANKING;
      case UPSCALING -> Stage.UPSCALING;
    };
  }

  /** Nothing where the value says no more than the order does. */
  private static Optional<Score> score(RankedPicture picture) {
    Optional<Score.By> named =
        switch (picture.score().by()) {
          case CLIP -> Optional.of(Score.By.CLIP);
          case RUCLIP -> Optional.of(Score.By.RUCLIP);
          case PERPLEXITY -> Optional.of(Score.By.PERPLEXITY);
          case CLARITY -> Optional.empty();
        };
    return named.map(by -> new Score(by, picture.score().value(), picture.score().atStart()));
  }

  private JobOutcome done(
      RunningJob job, Drawn drawn, List<RankedPicture> ranked, boolean hasFilm) {
    String prompt = drawn.request().prompt();
    List<Picture> pictures = new ArrayList<>();
    for (RankedPicture picture : ranked) {
      pictures.add(
          new Picture(
              pictures.size() + 1,
              picture.imageIndex(),
              score(picture),
              model.facts().can(Ability.VARY),
              Optional.of(picture.caption()).filter(it -> !it.equals(prompt)),
              picture.concerns()));
    }
    return new JobOutcome.Done(
        pictures,
        GridImage.layout(ranked.stream().map(RankedPicture::pixels).toList()).columns(),
        model.facts().id(),
        model.facts().weightsHash(),
        job.age(),
        job.understanding(),
        hasFilm);
  }
}
