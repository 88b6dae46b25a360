package org.vitrail.inference.model;

import java.nio.file.Path;
import java.util.List;
import org.vitrail.inference.model.vqgan.PixelRange;

/**
 * Where a model of family {@code dalle-mini} keeps its files.
 *
 * @param folder where all of them lie
 * @param id the model's name for people and jobs
 * @param pixelRange of the VQGAN's training
 */
public record ModelFiles(
    Path folder,
    String id,
    PixelRange pixelRange,
    Path tokenizer,
    Path transformerConfig,
    Path encoder,
    Path decoder,
    Path vqganConfig,
    Path vqgan,
    Path clipConfig,
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
        tokenizer,
        folder.resolve("dalle/config.json"),
        folder.resolve("dalle/encoder.safetensors"),
        folder.resolve("dalle/decoder.safetensors"),
        folder.resolve("vqgan/config.json"),
        folder.resolve("vqgan/model.safetensors"),
        folder.resolve("clip/config.json"),
        folder.resolve("clip/model.safetensors"),
        tokenizer,
        folder.resolve("upscaler/config.json"),
        folder.resolve("upscaler/model.safetensors"));
  }

  /** The files that decide what a seed draws. */
  List<Path> weights() {
    return List.of(encoder, decoder, vqgan, clip, upscaler);
  }
}
