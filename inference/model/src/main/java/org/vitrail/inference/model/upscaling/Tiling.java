package org.vitrail.inference.model.upscaling;

import java.util.ArrayList;
import java.util.List;

/**
 * How a picture is cut into tiles that overlap, so that a network's memory does not grow with the
 * picture. Along each side alike; what a tile gives of its overlap is thrown away.
 *
 * @param side pixels that a tile advances by
 * @param overlap pixels that it sees beyond them at both ends
 * @param border pixels that are put around the picture first, mirrored at its edge
 * @param padded whether a tile at the picture's end goes on beyond the border as all others do,
 *     with its outermost pixels over and over; otherwise it ends there. What is so far from all
 *     kept pixels that it does not show in them is left out
 * @param multiple that tiles are of, by a mirrored pixel at the picture's end
 */
public record Tiling(int side, int overlap, int border, boolean padded, int multiple) {
  /**
   * Repeated pixels beyond the last kept one that a tile sees at most: more than twice what
   * ruDALL-E's authors let a tile see of its neighbour.
   */
  private static final int BEYOND = 64;

  /** What networks see as one pixel is at most so many along a side. */
  private static final int EVEN = 4;

  /**
   * One tile along one side, in pixels of the picture, or beyond it.
   *
   * @param begin first pixel that it sees
   * @param end behind the last pixel that it sees
   * @param keptBegin first pixel of the picture that it is made for
   * @param keptEnd behind the last of them
   */
  public record Span(int begin, int end, int keptBegin, int keptEnd) {
    public int length() {
      return end - begin;
    }

    public int keptLength() {
      return keptEnd - keptBegin;
    }
  }

  /** The tiles along a side of so many pixels. */
  public List<Span> spans(int length) {
    int first = -border;
    int last = end(length);
    List<Span> spans = new ArrayList<>();
    for (int begin = first; begin < last; begin += side) {
      int end = padded ? begin + side : Math.min(begin + side, last);
      int keptBegin = Math.max(begin, 0);
      int keptEnd = Math.min(end, length);
      if (keptBegin < keptEnd) {
        spans.add(
            padded
                ? new Span(begin - overlap, padded(begin, end, keptEnd), keptBegin, keptEnd)
                : new Span(
                    Math.max(begin - overlap, first),
                    Math.min(end + overlap, last),
                    keptBegin,
                    keptEnd));
      }
    }
    return spans;
  }

  /** Behind the last pixel that a tile sees. */
  private int padded(int begin, int end, int keptEnd) {
    int first = begin - overlap;
    int length = (keptEnd + BEYOND - first + EVEN - 1) / EVEN * EVEN;
    return Math.min(end + overlap, first + length);
  }

  /**
   * The pixel of a side of so many that is seen at a place, which may lie beyond it. In the border
   * the edge itself is seen again, as ruDALL-E has it; beyond a picture without one it is not, as
   * Real-ESRGAN has it.
   */
  public int pixelAt(int place, int length) {
    int again = border > 0 ? 1 : 0;
    int cycle = Math.max(1, 2 * (length - 1 + again));
    int at = Math.floorMod(Math.max(-border, Math.min(place, end(length) - 1)), cycle);
    return at < length ? at : cycle - again - at;
  }

  /** Behind the last pixel of a side with its border. */
  private int end(int length) {
    return (length + border + multiple - 1) / multiple * multiple;
  }
}
