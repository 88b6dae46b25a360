package org.vitrail.inference.protocol;

/** How far a job has come, in the order in which a job passes through. */
public enum Stage {
  WAITING,
  STARTING,
  DRAWING,
  DECODING,
  RANKING,
  UPSCALING,
  SAVING
}
