package org.vitrail.inference.worker;

import org.vitrail.inference.model.codec.ImageCodec;

/** A codec that any picture can go through, before it is loaded. */
public interface AvailableCodec {
  /** What people call it. */
  String id();

  /** Pixels along each side of the pictures that it was trained on. */
  int side();

  /**
   * Loads it.
   *
   * @throws RuntimeException if it cannot be loaded, saying why in a sentence for the operator
   */
  ImageCodec open();
}
