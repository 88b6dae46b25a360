package org.vitrail.inference.protocol;

import java.util.OptionalInt;

/**
 * How far a job has come within its stage.
 *
 * @param done steps done, from 0 to {@code total}; in {@link Stage#DRAWING} a step is one token, in
 *     {@link Stage#UPSCALING} of a job that enlarges a hundredth of a tile
 * @param total steps of the stage, 0 where a stage has none
 * @param previewNumber 0 for no preview yet, raised by each new preview in the image store
 * @param percent how much of all the work is done by the time that it takes, when this was read;
 *     empty where its worker does not say, as those of earlier versions (see {@link WorkPart})
 */
public record Progress(Stage stage, int done, int total, int previewNumber, OptionalInt percent) {
  /** The progress of a job that no worker has taken yet. */
  public static final Progress NONE = new Progress(Stage.WAITING, 0, 0, 0);

  private static final int MOST_PERCENT = 99;

  /**
   * @throws IllegalArgumentException naming the part that is missing or not allowed
   */
  public Progress {
    Require.present("progress.stage", stage);
    Require.between("progress.total", total, 0, Integer.MAX_VALUE);
    Require.between("progress.done", done, 0, total);
    Require.between("progress.previewNumber", previewNumber, 0, Integer.MAX_VALUE);
    Require.present("progress.percent", percent);
    percent.ifPresent(it -> Require.between("progress.percent", it, 0, MOST_PERCENT));
  }

  /** Of which nobody says how much of all the work it is. */
  public Progress(Stage stage, int done, int total, int previewNumber) {
    this(stage, done, total, previewNumber, OptionalInt.empty());
  }

  /**
   * The same with how much of all the work is done.
   *
   * @param ofAll in percent; below 0 where nobody says it
   */
  Progress at(int ofAll) {
    return ofAll < 0
        ? this
        : new Progress(stage, done, total, previewNumber, OptionalInt.of(ofAll));
  }
}
