package org.vitrail.inference.fetch;

import org.vitrail.config.ByteSize;

/**
 * How many bytes a file may have: those that the catalogue gives, or, where it knows the size
 * roughly, not a quarter of it and not much more.
 */
record Bounds(RemoteFile file, long least, long most) {
  private static final int ROUGHLY = 4;
  private static final long SLACK_BYTES = 64_000_000;

  static Bounds of(RemoteFile file) {
    return file.exactBytes().isPresent()
        ? new Bounds(file, file.exactBytes().getAsLong(), file.exactBytes().getAsLong())
        : new Bounds(
            file,
            Math.max(1, file.expectedBytes() / ROUGHLY),
            file.expectedBytes() * 3 / 2 + SLACK_BYTES);
  }

  /**
   * @param whoSays such as "example.org announces"
   * @throws FetchException for a size that the file cannot have
   */
  void check(long bytes, String whoSays) {
    if (bytes >= least && bytes <= most) {
      return;
    }
    if (bytes == 0) {
      throw new FetchException(
          "%s nothing (0 bytes) for %s. Is there a login page on this network? Run the same command again; if it stays so, look at %s."
              .formatted(whoSays, file, file.page()));
    }
    throw new FetchException(
        "%s %d bytes for %s, but config/models.yaml says %s. It is another file now: look at %s%s"
            .formatted(
                whoSays,
                bytes,
                file,
                file.exactBytes().isPresent()
                    ? Long.toString(least)
                    : "about " + ByteSize.text(file.expectedBytes()),
                file.page(),
                bytes < least ? ", or is there a login page on this network?" : "."));
  }
}
