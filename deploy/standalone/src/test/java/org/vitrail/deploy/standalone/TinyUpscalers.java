package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrail.inference.model.upscaling.rrdbnet.RrdbConfig;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** Networks of a few thousand weights in the authors' layout, where pulled ones lie. */
final class TinyUpscalers {
  private TinyUpscalers() {}

  static void put(Path file, int factor) throws IOException {
    Files.createDirectories(file.getParent());
    SafetensorsWriter writer = new SafetensorsWriter();
    RandomWeights.of(new RrdbConfig(8, 1, 4, factor).weights())
        .forEach((name, tensor) -> writer.put("params." + name, tensor));
    writer.write(file);
  }
}
