package org.vitrail.deploy.standalone.load;

import java.util.Locale;

/** Moments in a job's life, each as its person learns of it. */
enum LoadStage {
  /** The bot said that the job is queued. */
  ACCEPTED,
  /** A worker has it. */
  CLAIMED,
  /** Something can be seen of it. */
  PREVIEWED,
  /** Its last step is done; pictures are made of it. */
  DRAWN,
  /** Its pictures were fetched. */
  DELIVERED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
