package org.vitrail.inference.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Keeps the finished bytes of a job's images for a while; knows nothing of what is in them.
 *
 * <p>Names in use: {@code grid.png}, {@code 1.png} to {@code 9.png} in the order shown to the
 * person, {@code 1.state} to {@code 9.state} beside them (see {@link PictureStates}), {@code
 * preview.png}, which is replaced while the job is drawn, {@link #INIT_IMAGE}, {@link #target},
 * {@link #STICKER}, {@link #FILM} and {@link #SAVED}. Every method throws {@link
 * redis.clients.jedis.exceptions.JedisException} when Redis is away, and may be repeated.
 */
public final class ImageStore {
  /** What a job's pictures begin like, where {@link BeginFrom#INIT_IMAGE} says so. */
  public static final String INIT_IMAGE = "init.png";

  /** What a job that makes a sticker has beside its picture. */
  public static final String STICKER = "sticker.webp";

  /** What a job's pictures look like so far. */
  public static final String PREVIEW = "preview.png";

  /** What {@link #PREVIEW} shows that people may not want to see, as {@link Concerns}. */
  public static final String PREVIEW_CONCERNS = "preview.concerns";

  /** How a job's pictures came into being, as MP4. */
  public static final String FILM = "film.mp4";

  /**
   * Where a job that is drawn has come to, for whoever takes it over; replaced from time to time,
   * and gone once it has ended.
   */
  public static final String SAVED = "saved.state";

  /** How far the film of such a job has come, beside {@link #SAVED} and as long. */
  public static final String SAVED_FILM = "saved.film";

  private final UnifiedJedis redis;
  private final Duration retention;
  private final Duration unseenRetention;

  /**
   * @param retention how long an image can be fetched after it was put, at least 1 ms
   */
  public ImageStore(UnifiedJedis redis, Duration retention) {
    this(redis, retention, retention);
  }

  /**
   * @param retention how long an image can be fetched after somebody saw its job's end, at least 1
   *     ms
   * @param unseenRetention how long it can be fetched after it was put, where that is longer
   */
  public ImageStore(UnifiedJedis redis, Duration retention, Duration unseenRetention) {
    this.redis = Require.present("redis", redis);
    this.retention = Require.atLeastOneMilli("retention", retention);
    this.unseenRetention = unseenRetention.compareTo(retention) > 0 ? unseenRetention : retention;
  }

  /** The name of a picture by its number, as shown to the person. */
  public static String picture(int pictureNumber) {
    return pictureNumber + ".png";
  }

  /** The name of what others need to be drawn like a picture. */
  public static String state(int pictureNumber) {
    return pictureNumber + ".state";
  }

  /**
   * The name of a picture that a job's are drawn towards.
   *
   * @param number from 1 on, in the order of {@link ImageTask.Draw#targets}
   */
  public static String target(int number) {
    return "target-" + number + ".png";
  }

  /** Stores an image, replacing one of the same name, and starts its retention anew. */
  public void put(String jobId, String name, byte[] bytes) {
    redis.set(
        key(Require.identifier("jobId", jobId), Require.identifier("name", name)),
        bytes,
        SetParams.setParams().px(unseenRetention.toMillis()));
  }

  /** An image's bytes, empty if it was never put or has expired. */
  public Optional<byte[]> get(String jobId, String name) {
    return Optional.ofNullable(redis.get(key(jobId, name)));
  }

  /** Whether {@link #get} has something to get. */
  public boolean has(String jobId, String name) {
    return redis.exists(key(jobId, name));
  }

  /** Begins the retention of all that there is of a job, as somebody has seen its end. */
  public void endSeen(String jobId, int imageCount) {
    if (unseenRetention.compareTo(retention) > 0) {
      Stream.concat(drawn(imageCount), sent())
          .forEach(name -> redis.pexpire(key(jobId, name), retention.toMillis()));
    }
  }

  /** Forgets what a worker stored of a job; what is not there is forgotten already. */
  public void deletePictures(String jobId, int imageCount) {
    drawn(imageCount).forEach(name -> delete(jobId, name));
    deleteSaved(jobId);
  }

  /** Forgets what a job's person sent with it. */
  public void deleteSent(String jobId) {
    sent().forEach(name -> delete(jobId, name));
  }

  private static Stream<String> drawn(int imageCount) {
    return Stream.concat(
        Stream.of("grid.png", PREVIEW, PREVIEW_CONCERNS, STICKER, FILM),
        IntStream.rangeClosed(1, imageCount)
            .boxed()
            .flatMap(number -> Stream.of(picture(number), state(number))));
  }

  private static Stream<String> sent() {
    return Stream.concat(
        Stream.of(INIT_IMAGE),
        IntStream.rangeClosed(1, ImageTask.Draw.MOST_TARGETS).mapToObj(ImageStore::target));
  }

  /** Forgets where a job had come to: it has ended. */
  public void deleteSaved(String jobId) {
    delete(jobId, SAVED);
    delete(jobId, SAVED_FILM);
  }

  /** Forgets an image; one that is not there is forgotten already. */
  public void delete(String jobId, String name) {
    redis.del(key(jobId, name));
  }

  private static byte[] key(String jobId, String name) {
    return Keys.image(jobId, name).getBytes(StandardCharsets.UTF_8);
  }
}
