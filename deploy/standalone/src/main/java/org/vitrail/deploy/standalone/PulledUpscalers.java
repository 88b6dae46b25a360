package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelPart;
import org.vitrail.config.UpscalerTraits;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.upscaling.Upscaler;
import org.vitrail.inference.model.upscaling.published.PublishedUpscaler;
import org.vitrail.inference.model.upscaling.published.UpscalerKind;
import org.vitrail.inference.worker.AvailableUpscaler;

/** The networks of the catalogue that enlarge pictures and whose files are here, the best first. */
final class PulledUpscalers {
  static final String WEIGHTS = "upscaler";

  private PulledUpscalers() {}

  /** The files that a network of a kind may have. */
  static List<String> roles(UpscalerKind kind) {
    return kind == UpscalerKind.COMPACT ? List.of(WEIGHTS, UpscalerTraits.NOISY) : List.of(WEIGHTS);
  }

  static List<AvailableUpscaler> of(
      ModelCatalogue catalogue, ModelShelf shelf, RunOptions options) {
    return here(catalogue, shelf).stream()
        .<AvailableUpscaler>map(files -> new Pulled(files, options))
        .toList();
  }

  /** The same as files, without a machine to compute on. */
  static List<PublishedUpscaler> here(ModelCatalogue catalogue, ModelShelf shelf) {
    return catalogue.upscalers().stream()
        .filter(shelf::isHere)
        .map(part -> published(part, shelf))
        .toList();
  }

  private static PublishedUpscaler published(ModelPart part, ModelShelf shelf) {
    Path folder = shelf.store().folder(part);
    UpscalerTraits traits = part.upscaler().orElseThrow();
    return new PublishedUpscaler(
        part.id(),
        UpscalerKind.of(traits.network()).orElseThrow(),
        traits.factor(),
        folder.resolve(part.files().get(WEIGHTS)),
        Optional.ofNullable(part.files().get(UpscalerTraits.NOISY)).map(folder::resolve));
  }

  private record Pulled(PublishedUpscaler files, RunOptions options) implements AvailableUpscaler {
    @Override
    public String id() {
      return files.id();
    }

    @Override
    public int factor() {
      return files.factor();
    }

    @Override
    public boolean denoises() {
      return files.denoises();
    }

    @Override
    public Upscaler open(OptionalDouble denoise) {
      return files.open(options, denoise);
    }
  }
}
