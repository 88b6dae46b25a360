package org.vitrail.bot.initimage;

import java.io.IOException;

/** A file that somebody sent, still on the platform. */
@FunctionalInterface
public interface PictureFile {
  /**
   * Fetches it from the platform's own hosts.
   *
   * @return at most one byte more than {@link InitImageReader#MAX_BYTES}
   * @throws IOException if it cannot be fetched
   * @throws InitImageException if the platform says beforehand that it is too large
   */
  byte[] fetch() throws IOException, InitImageException;
}
