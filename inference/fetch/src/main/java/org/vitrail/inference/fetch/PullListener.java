package org.vitrail.inference.fetch;

import java.time.Duration;

/** Told how downloads get on, by several threads at once. */
public interface PullListener {
  /** Bytes more of the file are here; negative when a begun file starts again from zero. */
  void advanced(RemoteFile file, long bytes);

  /** The file's download was cut and goes on after the pause. */
  void retrying(RemoteFile file, String reason, Duration pause);

  /** The file is here, whole and compared. */
  void finished(RemoteFile file);
}
