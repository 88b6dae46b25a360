package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelPart;
import org.vitrail.inference.model.sticker.CutoutNetwork;
import org.vitrail.inference.model.tensor.RunOptions;

/** The network of the catalogue that tells a thing from its background, where it was pulled. */
final class PulledCutout {
  private static final Logger LOG = LoggerFactory.getLogger(PulledCutout.class);

  private PulledCutout() {}

  /** Its file, if it is here. */
  static Optional<Path> file(ModelCatalogue catalogue, ModelShelf shelf) {
    return catalogue.cutouts().stream()
        .filter(shelf::isHere)
        .map(part -> shelf.store().folder(part).resolve(part.files().get(ModelPart.CUTOUT)))
        .findFirst();
  }

  /**
   * Loads it from its file. Stickers are made without it where it cannot be loaded, and operators
   * find out why in the log.
   */
  static Optional<CutoutNetwork> open(Path file, RunOptions options) {
    try {
      return Optional.of(CutoutNetwork.open(file, options));
    } catch (RuntimeException e) {
      LOG.warn("Stickers are cut out by colour alone: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
