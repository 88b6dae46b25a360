package org.vitrail.inference.model.weights.file;

import java.nio.file.Path;

/**
 * The names of one file's tensors, made of the keys on the way to them. Strangers choose the keys:
 * long ones, nested or thousandfold, would make a small file fill the memory.
 */
public final class TensorPaths {
  /** Published networks stay below 150. */
  private static final int MAX_CHARACTERS = 1_000;

  /** Of all names together; those of a network of a thousand layers take less than one million. */
  private static final long MAX_TOGETHER = 16L << 20;

  private final Path file;
  private long together;

  public TensorPaths(Path file) {
    this.file = file;
  }

  /**
   * The name of what has a key inside something named.
   *
   * @throws CheckpointException if it is longer than any network's
   */
  public String child(String parent, String key) {
    long length = (long) parent.length() + (parent.isEmpty() ? 0 : 1) + key.length();
    if (length > MAX_CHARACTERS) {
      throw new CheckpointException(
          file,
          "has a name of "
              + length
              + " characters ('"
              + TensorNames.shown(parent.isEmpty() ? key : parent + "." + key)
              + "'); no network's are longer than "
              + MAX_CHARACTERS
              + ".");
    }
    return parent.isEmpty() ? key : parent + "." + key;
  }

  /**
   * A name that is kept, as that of a tensor.
   *
   * @throws CheckpointException if all names together are longer than any network's
   */
  public String kept(String name) {
    together += child("", name).length();
    if (together > MAX_TOGETHER) {
      throw new CheckpointException(
          file,
          "has names of more than " + MAX_TOGETHER + " characters together; no network has so.");
    }
    return name;
  }
}
