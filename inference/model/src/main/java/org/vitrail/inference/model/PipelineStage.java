package org.vitrail.inference.model;

/** What happens to pictures once their tokens are drawn. */
public enum PipelineStage {
  DECODING,
  RANKING,
  UPSCALING
}
