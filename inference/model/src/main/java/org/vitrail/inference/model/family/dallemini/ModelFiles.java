package org.vitrail.inference.model.family.dallemini;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrail.inference.model.tokenizer.TextPath;
import org.vitrail.inference.model.vqgan.PixelRange;

/**
 * Where a model of family {@code dalle-mini} keeps its files.
 *
 * @param folder where all of them lie
 * @param id the model's name for people and jobs
 * @param pixelRange of the VQGAN's training
 * @param textPath how prompts are prepared
 * @param tokenizer {@code tokenizer.json}, or {@code vocab.json} where there are {@code merges}
 * @param merges {@code merges.txt} beside a {@code vocab.json}
 * @param transformerConfig absent for the published shapes
 * @param encoder weights; may be the same file as {@code decoder}
 * @param vqganConfig absent for the VQGAN of DALL·E mini
 * @param clipConfig absent where the shape follows from the tensors
 * @param clipTokenizer {@code tokenizer.json} of CLIP
 */
public record ModelFiles(
    Path folder,
    String id,
    PixelRange pixelRange,
    TextPath textPath,
    Path tokenizer,
    Optional<Path> merges,
    Optional<Path> transformerConfig,
    Path encoder,
    Path decoder,
    Optional<Path> vqganConfig,
    Path vqgan,
    Optional<Path> clipConfig,
    Path clip,
    Path clipTokenizer,
    Path upscalerConfig,
    Path upscaler) {

  /** The layout of the bundled model, in any folder. */
  public static ModelFiles in(Path folder, String id, PixelRange pixelRange) {
    Path tokenizer = folder.resolve("tokenizer/tokenizer.json");
    return new ModelFiles(
        folder,
        id,
        pixelRange,
        TextPath.PLAIN,
        tokenizer,
        Optional.empty(),
        Optional.of(folder.resolve("dalle/config.json")),
        folder.resolve("dalle/encoder.safetensors"),
        folder.resolve("dalle/decoder.safetensors"),
        Optional.of(folder.resolve("vqgan/config.json")),
        folder.resolve("vqgan/model.safetensors"),
        Optional.of(folder.resolve("clip/config.json")),
        folder.resolve("clip/model.safetensors"),
        tokenizer,
        folder.resolve("upscaler/config.json"),
        folder.resolve("upscaler/model.safetensors"));
  }

  /** The files that decide what a seed draws. */
  List<Path> weights() {
    return Stream.of(encoder, decoder, vqgan, clip, upscaler).distinct().toList();
  }

  /** Size of those files; a missing one counts nothing here and is told of when it is read. */
  long weightBytes() {
    return weights().stream().mapToLong(file -> file.toFile().length()).sum();
  }
}
