package org.vitrail.inference.model.film;

import org.jcodec.codecs.h264.encode.RateControl;
import org.jcodec.codecs.h264.io.model.SliceType;
import org.jcodec.common.model.Size;

/**
 * Chooses how coarsely each frame is quantised so that a film fits into a number of bytes: the best
 * quality at first, and a lower one once the frames so far say that it would not last. A step of
 * six in H.264's quantiser doubles its step size, and about halves the bits.
 */
final class FrameBudget implements RateControl {
  /** Nobody sees better. */
  private static final int FINEST = 20;

  /** H.264 has none beyond it. */
  private static final int COARSEST = 51;

  private static final int HALVES = 6;

  /** Quality may fall at once, but returns little by little: otherwise it would pump. */
  private static final int RETURNS_BY = 1;

  private final int maxFrames;
  private final long maxBytes;
  private int quantiser = FINEST;
  private int frames;
  private long bytes;

  FrameBudget(int maxFrames, long maxBytes) {
    this.maxFrames = maxFrames;
    this.maxBytes = maxBytes;
  }

  /** Whether a frame of so many bytes still fits. */
  boolean fits(int size) {
    return bytes + size <= maxBytes;
  }

  /** A frame became so many bytes. */
  void spent(int size, boolean isKey) {
    frames++;
    bytes += size;
    double each = (double) (maxBytes - bytes) / Math.max(1, maxFrames - frames);
    if (isKey) {
      // Says little of those that follow, which only hold what changes.
      return;
    }
    double halvings = Math.log(size / Math.max(each, 1)) / Math.log(2);
    int wanted = quantiser + (int) Math.ceil(HALVES * halvings);
    quantiser = Math.max(FINEST, Math.min(COARSEST, Math.max(wanted, quantiser - RETURNS_BY)));
  }

  /** Whether there is a lower quality, which holds from now on. */
  boolean lowerQuality() {
    boolean canFall = quantiser < COARSEST;
    quantiser = Math.min(COARSEST, quantiser + HALVES);
    return canFall;
  }

  @Override
  public int startPicture(Size size, int maxSize, SliceType type) {
    return quantiser;
  }

  @Override
  public int initialQpDelta() {
    return 0;
  }

  @Override
  public int accept(int bits) {
    return 0;
  }
}
