package org.vitrail.inference.protocol;

/**
 * How far a job has come within its stage.
 *
 * @param done steps done, from 0 to {@code total}; in {@link Stage#DRAWING} a step is one token, in
 *     {@link Stage#UPSCALING} of a job that enlarges a hundredth of a tile
 * @param total steps of the stage, 0 where a stage has none
 * @param previewNumber 0 for no preview yet, raised by each new preview in the image store
 */
public record Progress(Stage stage, int done, int total, int previewNumber) {
  /** The progress of a job that no worker has taken yet. */
  public static final Progress NONE = new Progress(Stage.WAITING, 0, 0, 0);

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Progress {
    Require.present("progress.stage", stage);
    Require.between("progress.total", total, 0, Integer.MAX_VALUE);
    Require.between("progress.done", done, 0, total);
    Require.between("progress.previewNumber", previewNumber, 0, Integer.MAX_VALUE);
  }
}
