package org.vitrail.inference.model;

/** What some models can do and others cannot. */
public enum Ability {
  /** Pictures can begin like another picture: {@link Beginning.Picture}. */
  INIT_IMAGE,
  /** People can choose what stays of such a picture: {@link Borders}. */
  KEEP,
  /** Pictures can begin like one that was drawn before: {@link Beginning.Relative}. */
  VARY,
  /** Pictures can be wider or higher than they are the other way: {@link AspectRatio}. */
  ASPECT,
  /** Pictures can be drawn towards others that are shown to the model: {@link ImagePrompt}. */
  IMAGE_PROMPTS,
  /**
   * A prompt can be several texts with weights: {@code desert:50 | in the snow:25}. Others read it
   * as it stands.
   */
  WEIGHTED_PROMPT,
  /** A request can be ended early with what is there: {@link Batch#endEarly}. */
  END_EARLY,
  /** Pictures are searched for the concepts that operators list. */
  JUDGES
}
