package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The states of finished pictures: what a model needs to draw others like one of them. Only the
 * model that wrote a state knows what is in it; here it is bytes.
 *
 * <p>A state is kept in the {@link ImageStore} beside its picture and as long. Programs of version
 * 1 wrote it as text into the job's own hash, and it is read from there as well.
 */
public final class PictureStates {
  private final JobQueue queue;
  private final ImageStore images;

  public PictureStates(JobQueue queue, ImageStore images) {
    this.queue = Require.present("queue", queue);
    this.images = Require.present("images", images);
  }

  /**
   * A picture's state, empty if it has none or none any more.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away
   */
  public Optional<byte[]> find(String jobId, int pictureNumber) {
    return images
        .get(jobId, ImageStore.state(pictureNumber))
        .or(() -> inHash(jobId, pictureNumber).map(it -> it.getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Whether {@link #find} has something to find.
   *
   * @throws redis.clients.jedis.exceptions.JedisException if Redis is away
   */
  public boolean isKept(String jobId, int pictureNumber) {
    return images.has(jobId, ImageStore.state(pictureNumber))
        || inHash(jobId, pictureNumber).isPresent();
  }

  private Optional<String> inHash(String jobId, int pictureNumber) {
    return queue.field(jobId, VersionOne.stateField(pictureNumber)).filter(text -> !text.isEmpty());
  }
}
