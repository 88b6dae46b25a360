package org.vitrail.deploy.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrail.config.CodecTraits;
import org.vitrail.config.ModelCatalogue;
import org.vitrail.config.ModelPart;
import org.vitrail.config.SettingsException;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.published.PublishedCodec;
import org.vitrail.inference.model.codec.published.PublishedCodec.CodecFiles;
import org.vitrail.inference.model.codec.published.PublishedCodec.DvaeFiles;
import org.vitrail.inference.model.codec.published.PublishedCodec.VqganFiles;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.family.dallemini.BundledModel;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.worker.AvailableCodec;

/** The catalogue's codecs whose files are here, and the bundled model's, which always is. */
final class PulledCodecs {
  static final String DALL_E = "dall-e";
  private static final String VQGAN = "vqgan";

  private static final String WEIGHTS = "vqgan";
  private static final String CONFIG = "vqganConfig";
  private static final String ENCODER = "dvaeEncoder";
  private static final String DECODER = "dvaeDecoder";

  private static final int BUNDLED_SIDE = 128;

  private PulledCodecs() {}

  /**
   * @throws SettingsException if a codec's entry has not the files of its network
   */
  static void check(ModelPart part, CodecTraits traits) {
    List<String> needed =
        switch (traits.network()) {
          case VQGAN -> List.of(WEIGHTS);
          case DALL_E -> List.of(ENCODER, DECODER);
          default ->
              throw SettingsException.ofKey(
                  "codec.network",
                  "\"%s\" is not allowed; give vqgan or dall-e.".formatted(traits.network()));
        };
    for (String role : needed) {
      if (!part.files().containsKey(role)) {
        throw SettingsException.ofKey(
            "files." + role, "the key is missing; give the path of the network's weights.");
      }
    }
    for (String role : part.files().keySet()) {
      if (!needed.contains(role) && !(traits.network().equals(VQGAN) && role.equals(CONFIG))) {
        throw SettingsException.ofKey("files." + role, "there is no such key for this network.");
      }
    }
    if (traits.network().equals(VQGAN) != part.pixels().isPresent()) {
      throw SettingsException.ofKey(
          "pixels", "a vqgan's entry says its pixels' range, and no other does.");
    }
  }

  /** As a worker offers them, the bundled one first. */
  static List<AvailableCodec> of(ModelCatalogue catalogue, ModelShelf shelf, RunOptions options) {
    return here(catalogue, shelf).stream()
        .<AvailableCodec>map(codec -> new Pulled(codec, shelf, options))
        .toList();
  }

  /** The same as files, without a machine to compute on. */
  static List<PublishedCodec> here(ModelCatalogue catalogue, ModelShelf shelf) {
    List<PublishedCodec> here = new ArrayList<>();
    ModelFolder bundled = BundledModel.in(shelf.bundledFolder(), BundledModel.ID);
    here.add(
        new PublishedCodec(
            BundledModel.ID,
            BUNDLED_SIDE,
            new VqganFiles(bundled.need(WEIGHTS), bundled.find(CONFIG), PixelRange.SYMMETRIC)));
    catalogue.codecs().stream()
        .filter(shelf::isHere)
        .map(part -> published(part, shelf.store().folder(part)))
        .forEach(here::add);
    return here;
  }

  private static PublishedCodec published(ModelPart part, Path folder) {
    CodecTraits traits = part.codec().orElseThrow();
    return new PublishedCodec(part.id(), traits.side(), files(part, folder));
  }

  private static CodecFiles files(ModelPart part, Path folder) {
    Map<String, String> files = part.files();
    return files.containsKey(ENCODER)
        ? new DvaeFiles(folder.resolve(files.get(ENCODER)), folder.resolve(files.get(DECODER)))
        : new VqganFiles(
            folder.resolve(files.get(WEIGHTS)),
            Optional.ofNullable(files.get(CONFIG)).map(folder::resolve),
            PixelRange.of(part.pixels().orElseThrow()));
  }

  /** Loads a codec; the bundled one is unpacked first. */
  static ImageCodec open(PublishedCodec codec, ModelShelf shelf, RunOptions options) {
    if (codec.id().equals(BundledModel.ID)) {
      BundledModel.unpack(shelf.bundledFolder());
    }
    return codec.open(options);
  }

  private record Pulled(PublishedCodec codec, ModelShelf shelf, RunOptions options)
      implements AvailableCodec {
    @Override
    public String id() {
      return codec.id();
    }

    @Override
    public int side() {
      return codec.side();
    }

    @Override
    public ImageCodec open() {
      return PulledCodecs.open(codec, shelf, options);
    }
  }
}
