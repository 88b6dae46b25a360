package org.vitrail.bot.initimage.format;

import java.io.IOException;
import java.util.Optional;

/** A picture's file of which the header was read, and no pixel yet. */
public sealed interface EncodedPicture permits PngPicture, JpegPicture, GifPicture, WebpPicture {
  /** Beyond it even a stream of pixels takes too long. */
  long MAX_PIXELS = 50_000_000;

  /**
   * Reads the header. The format is what the bytes are.
   *
   * @return empty for a file of another format
   * @throws PictureException if the file is cut off or broken
   */
  static Optional<EncodedPicture> open(byte[] file) throws IOException {
    if (PngPicture.recognises(file)) {
      return Optional.of(PngPicture.open(file));
    }
    if (JpegPicture.recognises(file)) {
      return Optional.of(JpegPicture.open(file));
    }
    if (GifPicture.recognises(file)) {
      return Optional.of(GifPicture.open(file));
    }
    if (WebpPicture.recognises(file)) {
      return Optional.of(WebpPicture.open(file));
    }
    return Optional.empty();
  }

  /** Pixels; as the file says, so anything from 0 to 2³¹ − 1. */
  int width();

  int height();

  /** The most pixels that are decoded of a file of this kind. */
  default long mostPixels() {
    return MAX_PIXELS;
  }

  /** As EXIF counts it (2.32, tag 274), 1 = upright. */
  default int orientation() {
    return 1;
  }

  /** What the numbers of its pixels mean, where the file says so and it is not sRGB. */
  default Optional<ColorProfile> profile() {
    return Optional.empty();
  }

  /**
   * Hands the pixels over, in any order.
   *
   * @param square of this picture's size
   * @throws PictureException if they cannot all be decoded
   */
  void decode(MiddleSquare square, Deadline deadline) throws IOException;
}
