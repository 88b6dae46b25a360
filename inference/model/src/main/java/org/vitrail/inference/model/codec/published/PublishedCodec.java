package org.vitrail.inference.model.codec.published;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrail.inference.model.codec.ImageCodec;
import org.vitrail.inference.model.codec.dvae.Dvae;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.image.Pixels;
import org.vitrail.inference.model.tensor.RunOptions;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.file.CheckpointException;

/**
 * A codec before it is loaded: what is known of it without opening its files.
 *
 * @param id what people call it
 * @param side pixels along each side of the pictures that it was trained on
 */
public record PublishedCodec(String id, int side, CodecFiles files) {
  /** A kind of network in its files. */
  public interface CodecFiles {
    /** All of them. */
    Set<Path> all();

    /** Loads the network. */
    ImageCodec read(TensorEngine engine);
  }

  /**
   * A VQGAN's.
   *
   * @param config may be absent: the shape follows from the tensors
   */
  public record VqganFiles(Path weights, Optional<Path> config, PixelRange range)
      implements CodecFiles {
    @Override
    public Set<Path> all() {
      return Stream.concat(Stream.of(weights), config.stream())
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ImageCodec read(TensorEngine engine) {
      return Vqgan.read(engine, config, weights, range);
    }
  }

  /** The two of OpenAI's discrete VAE. */
  public record DvaeFiles(Path encoder, Path decoder) implements CodecFiles {
    @Override
    public Set<Path> all() {
      return Set.of(encoder, decoder);
    }

    @Override
    public ImageCodec read(TensorEngine engine) {
      return Dvae.read(engine, encoder, decoder);
    }
  }

  /**
   * Loads the codec with an engine of its own, which is closed with it.
   *
   * @throws CheckpointException if a file is missing, broken or of another kind, or has no encoder
   * @throws IllegalArgumentException if the options ask for what this machine lacks
   */
  public ImageCodec open(RunOptions options) {
    TensorEngine engine = TensorEngine.start(options, FileSizes.byteCount(files.all()));
    try {
      ImageCodec codec = files.read(engine);
      requireWhole(codec);
      return new Loaded(codec, engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private void requireWhole(ImageCodec codec) {
    if (!codec.encodes()) {
      throw new CheckpointException(
          "The codec "
              + id
              + " has no encoder, so that it sees no pictures. Correct its entry, or get the whole"
              + " network.");
    }
    if (side % codec.pixelsPerToken() != 0) {
      throw new CheckpointException(
          "The codec %s has tokens of %d pixels, and its entry says pictures of %d. Give a multiple."
              .formatted(id, codec.pixelsPerToken(), side));
    }
  }

  private record Loaded(ImageCodec codec, TensorEngine engine) implements ImageCodec {
    @Override
    public int codeCount() {
      return codec.codeCount();
    }

    @Override
    public int pixelsPerToken() {
      return codec.pixelsPerToken();
    }

    @Override
    public boolean encodes() {
      return codec.encodes();
    }

    @Override
    public List<Pixels> decode(int[][] tokens, int columns) {
      return codec.decode(tokens, columns);
    }

    @Override
    public int[][] encode(List<Pixels> pictures) {
      return codec.encode(pictures);
    }

    @Override
    public void close() {
      codec.close();
      engine.close();
    }
  }
}
