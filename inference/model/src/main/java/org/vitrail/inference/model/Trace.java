package org.vitrail.inference.model;

import java.io.IOException;
import java.nio.file.Path;

/** Every stage's tensors of one request, for comparing with a reference. */
public interface Trace {
  /** An empty batch that is watched; the request is to be drawn in it. */
  Batch batch();

  /** Adds what came out and writes the file as safetensors, replacing an older one. */
  void write(Path file, Drawn drawn) throws IOException;
}
