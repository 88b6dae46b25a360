package org.vitrail.inference.fetch;

import java.util.List;
import org.vitrail.config.ByteSize;

/**
 * What of a model's published files is on this machine.
 *
 * @param missing files that are not here, or not whole
 * @param bytesHere of whole files and of begun ones
 * @param bytesTotal of all files, as far as it is known
 * @param exact whether the total is known to the byte
 */
public record Stock(List<RemoteFile> missing, long bytesHere, long bytesTotal, boolean exact) {
  public Stock {
    missing = List.copyOf(missing);
  }

  public boolean isReady() {
    return missing.isEmpty();
  }

  /** What is still to be downloaded. */
  public long bytesToGo() {
    return bytesTotal - bytesHere;
  }

  /** The total for people. */
  public String total() {
    return (exact ? "" : "about ") + ByteSize.text(bytesTotal);
  }

  /** What is still to be downloaded, for people. */
  public String toGo() {
    return (exact ? "" : "about ") + ByteSize.text(bytesToGo());
  }
}
