package org.vitrail.inference.model.family.vqganclip;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to go on with a request's descents: a version, a sum over model and options, the
 * iterations that are done, and of each picture the tones that it may have, its points and what its
 * optimiser remembers, four bytes a number, big-endian.
 *
 * @param key of the model and the options that it was saved with
 * @param iterations that are done
 */
record SavedDescent(int key, int iterations, List<Picture> pictures) {
  private static final byte VERSION = 2;

  /**
   * One picture.
   *
   * @param strongest tones of the picture when it is moved; 0 before the first time
   * @param remembered by its optimiser, and whatever else the next iteration depends on, each as
   *     many numbers as the points
   */
  record Picture(Tones strongest, float[] points, float[][] remembered) {}

  byte[] toBytes() {
    int size = pictures.get(0).points().length;
    int arrays = 1 + pictures.get(0).remembered().length;
    ByteBuffer bytes =
        ByteBuffer.allocate(
            1 + 5 * Integer.BYTES + pictures.size() * (2 + arrays * size) * Float.BYTES);
    bytes.put(VERSION).putInt(key).putInt(iterations);
    bytes.putInt(pictures.size()).putInt(arrays - 1).putInt(size);
    FloatBuffer floats = bytes.asFloatBuffer();
    for (Picture picture : pictures) {
      floats.put(picture.strongest().colour()).put(picture.strongest().contrast());
      floats.put(picture.points());
      for (float[] moment : picture.remembered()) {
        floats.put(moment);
      }
    }
    return bytes.array();
  }

  /** Empty if it is of another version, or no such thing. */
  static Optional<SavedDescent> of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < 1 + 5 * Integer.BYTES || in.get() != VERSION) {
      return Optional.empty();
    }
    int key = in.getInt();
    int iterations = in.getInt();
    int count = in.getInt();
    int momentCount = in.getInt();
    int size = in.getInt();
    boolean isWhole =
        count > 0
            && momentCount >= 0
            && size > 0
            && iterations >= 0
            && (double) count * (2 + (1.0 + momentCount) * size) * Float.BYTES == in.remaining();
    return isWhole
        ? Optional.of(
            new SavedDescent(
                key, iterations, pictures(in.asFloatBuffer(), count, momentCount, size)))
        : Optional.empty();
  }

  private static List<Picture> pictures(FloatBuffer in, int count, int momentCount, int size) {
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Tones strongest = new Tones(in.get(), in.get());
      float[] points = new float[size];
      in.get(points);
      float[][] moments = new float[momentCount][size];
      for (float[] moment : moments) {
        in.get(moment);
      }
      pictures.add(new Picture(strongest, points, moments));
    }
    return pictures;
  }

  /** Whether it can be gone on with by pictures of these sizes. */
  boolean fits(int otherKey, List<PictureDescent> others) {
    return key == otherKey
        && pictures.size() == others.size()
        && pictures.get(0).points().length == others.get(0).points().length
        && pictures.get(0).remembered().length == others.get(0).saved().remembered().length;
  }
}
