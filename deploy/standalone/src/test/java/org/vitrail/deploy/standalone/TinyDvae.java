package org.vitrail.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vitrail.inference.model.codec.dvae.DvaeConfig;
import org.vitrail.inference.model.weights.RandomWeights;
import org.vitrail.inference.model.weights.safetensors.SafetensorsWriter;

/** Files like those of the pulled dVAE, of a network that nobody trained. */
final class TinyDvae {
  private static final DvaeConfig CONFIG =
      new DvaeConfig(24, 8, new DvaeConfig.Half(4, 1), new DvaeConfig.Half(4, 1));

  private TinyDvae() {}

  static void put(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String half : List.of("encoder", "decoder")) {
      SafetensorsWriter writer = new SafetensorsWriter();
      RandomWeights.of(CONFIG.weights())
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(half + ".")) {
                  writer.put(name.substring(half.length() + 1), tensor);
                }
              });
      writer.write(folder.resolve(half + ".pkl"));
    }
  }
}
