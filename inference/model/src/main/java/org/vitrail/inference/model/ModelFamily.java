package org.vitrail.inference.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.vitrail.inference.model.tensor.GpuNeed;
import org.vitrail.inference.model.tensor.NumberBytes;
import org.vitrail.inference.model.tensor.RunOptions;

/** A way to draw: what is known of it before any model is loaded, and how one is. */
public interface ModelFamily {
  /** What catalogues call it. */
  String name();

  /** What each of its models can do; some of them may be able to more. */
  default Set<Ability> abilities() {
    return Set.of();
  }

  /** The files of its models. */
  FileRoles files();

  /** The options that people may choose, in the order in which they read them. */
  List<ModelOption> options();

  /** Those of a model that has files of these roles, its own and its parts'. */
  default List<ModelOption> options(Set<String> roles) {
    return options();
  }

  /**
   * Options by name; those that are not named have the family's defaults.
   *
   * @throws IllegalArgumentException for a name that is none of the family's or a value that is not
   *     allowed, in a sentence that begins with the name
   */
  DrawOptions drawOptions(Map<String, String> named);

  /**
   * How much of a GPU's memory a model takes.
   *
   * @param batchImages pictures drawn at once
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its shape cannot be
   *     read
   */
  GpuNeed gpuNeed(ModelFolder files, RunOptions options, int batchImages);

  /**
   * How much memory a model takes of whatever it lives in, about.
   *
   * @param fileBytes sizes of its files by role, of those that are still to be fetched, too
   * @param batchImages pictures drawn at once
   * @return empty where nothing tells: its files are not here, and no published size is said of it
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its files are here, and
   *     their shape cannot be read
   */
  OptionalLong memoryBytes(
      ModelFolder files, Map<String, Long> fileBytes, NumberBytes number, int batchImages);

  /**
   * The most pixels that a picture can have where a model with these options would live, about,
   * told before it is loaded.
   *
   * @return empty where people do not choose how large pictures are, and where nothing tells
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if its files are here, and
   *     their shape cannot be read
   */
  default OptionalLong mostPixels(ModelFolder files, RunOptions options) {
    return OptionalLong.empty();
  }

  /**
   * Loads a model.
   *
   * @param concepts what its pictures are searched for, if it can tell
   * @param batchImages pictures drawn at once: a GPU must have the memory for them
   * @throws org.vitrail.inference.model.weights.file.CheckpointException if a file is missing,
   *     broken or of another kind
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  InstrumentedModel open(ModelFolder files, RunOptions options, Concepts concepts, int batchImages);

  /** The names of published sizes that can be timed without their files. */
  List<String> shapes();

  /**
   * A model of a published size with random weights: it draws noise.
   *
   * @param lender a model of this family whose small files are used
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  InstrumentedModel untrained(String shape, ModelFolder lender, RunOptions options);
}
