package org.vitrail.inference.worker;

import java.util.Optional;
import org.vitrail.inference.protocol.ImageStore;
import org.vitrail.inference.protocol.ImageTask.Source;
import org.vitrail.inference.protocol.JobOutcome.Failed;
import org.vitrail.inference.protocol.JobQueue;
import org.vitrail.inference.protocol.JobStatus;
import org.vitrail.inference.protocol.Picture;

/** Finished pictures that something is made of. */
record SourcePictures(JobQueue queue, ImageStore images) {
  /** Its file; empty when it is no longer kept. */
  Optional<byte[]> png(Source source) {
    return images.get(source.jobId(), ImageStore.picture(source.pictureNumber()));
  }

  /** What is made of it: score and concerns stay, as it shows the same. Varied is the source. */
  Picture made(Source source) {
    return queue
        .status(source.jobId())
        .flatMap(JobStatus::done)
        .flatMap(done -> done.picture(source.pictureNumber()))
        .map(
            picture ->
                new Picture(1, picture.imageIndex(), picture.score(), false, picture.concerns()))
        .orElse(new Picture(1, 0, Float.NaN, false));
  }

  /**
   * A job fails as the picture is no longer kept.
   *
   * @param then what to do with the picture once it is drawn again
   */
  static Failed expired(Source source, String then) {
    return new Failed(
        Failed.SOURCE_EXPIRED,
        "Picture %d of job %s is no longer kept. Draw it again with its seed, then %s."
            .formatted(source.pictureNumber(), source.jobId(), then));
  }
}
