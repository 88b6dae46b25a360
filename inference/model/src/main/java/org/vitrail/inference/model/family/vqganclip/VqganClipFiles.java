package org.vitrail.inference.model.family.vqganclip;

import static org.vitrail.inference.model.FileRoles.FileRule.insteadOf;
import static org.vitrail.inference.model.FileRoles.FileRule.oneOf;
import static org.vitrail.inference.model.FileRoles.FileRule.onlyBeside;
import static org.vitrail.inference.model.FileRoles.FileRule.together;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.dvae.Dvae;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.codec.vqgan.Vqgan;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.tensor.TensorEngine;
import org.vitrail.inference.model.weights.FileUse;

/** The files of a model of this family. */
record VqganClipFiles(ModelFolder folder) {
  private static final String VQGAN = "vqgan";
  private static final String VQGAN_CONFIG = "vqganConfig";
  private static final String DVAE_ENCODER = "dvaeEncoder";
  private static final String DVAE_DECODER = "dvaeDecoder";
  private static final String CLIP = "clip";
  private static final String CLIP_CONFIG = "clipConfig";
  private static final String CLIP_TOKENIZER = "clipTokenizer";
  private static final String TOKENIZER = "tokenizer";
  private static final String UPSCALER = "upscaler";
  private static final String UPSCALER_CONFIG = "upscalerConfig";
  private static final String PIXELS = "pixels";
  private static final String SHAPE = "shape";

  static final FileRoles ROLES =
      new FileRoles(
          List.of(
              role(VQGAN, "the path of the VQGAN's weights", FileUse.WEIGHTS),
              role(
                  VQGAN_CONFIG,
                  "the path of the VQGAN's config, only beside vqgan",
                  FileUse.CONFIG),
              role(
                  DVAE_ENCODER,
                  "the path of a dVAE's encoder.pkl: it goes together with dvaeDecoder",
                  FileUse.WEIGHTS),
              role(
                  DVAE_DECODER,
                  "the path of a dVAE's decoder.pkl: it goes together with dvaeEncoder",
                  FileUse.WEIGHTS),
              role(CLIP, "the path of CLIP's weights", FileUse.WEIGHTS),
              role(CLIP_CONFIG, "the path of CLIP's config.json, only beside clip", FileUse.CONFIG),
              role(CLIP_TOKENIZER, "the path of CLIP's tokenizer.json", FileUse.JSON),
              role(UPSCALER, "the path of the upscaler's weights", FileUse.WEIGHTS),
              role(
                  UPSCALER_CONFIG,
                  "the path of the upscaler's config.json: it goes together with upscaler",
                  FileUse.CONFIG)),
          List.of(
              together(UPSCALER_CONFIG, UPSCALER),
              together(DVAE_ENCODER, DVAE_DECODER),
              insteadOf(DVAE_DECODER, VQGAN),
              onlyBeside(VQGAN_CONFIG, VQGAN),
              onlyBeside(CLIP_CONFIG, CLIP),
              oneOf("pixels", "vqgan, or a part that has a codec", VQGAN, DVAE_DECODER),
              oneOf("what prompts mean", "clip, or a part that has it", CLIP),
              oneOf("prompts", "clipTokenizer, or a part that has it", CLIP_TOKENIZER)),
          Map.of(
              PIXELS, List.of("symmetric", "unit", "truncated"),
              SHAPE, VqganClipShape.names()),
          Set.of());

  private static FileRole role(String name, String description, FileUse use) {
    return new FileRole(name, description, use);
  }

  String id() {
    return folder.id();
  }

  /** Of the VQGAN's training. */
  PixelRange pixelRange() {
    return PixelRange.of(folder.traits().getOrDefault(PIXELS, ROLES.traits().get(PIXELS).get(0)));
  }

  /** The published size that is said of the model, for what is asked before its files are here. */
  Optional<VqganClipShape> shape() {
    return Optional.ofNullable(folder.traits().get(SHAPE)).map(VqganClipShape::of);
  }

  /** Absent where the shape follows from the tensors. */
  Optional<Path> vqganConfig() {
    return folder.find(VQGAN_CONFIG);
  }

  /** Whether its codec is OpenAI's discrete VAE, and no VQGAN. */
  boolean hasDvae() {
    return folder.find(DVAE_DECODER).isPresent();
  }

  /** The codec, through which gradients flow: a VQGAN, or OpenAI's discrete VAE. */
  DescentCodec readCodec(TensorEngine engine) {
    return hasDvae()
        ? DescentCodec.of(
            Dvae.readForGradients(engine, folder.need(DVAE_ENCODER), folder.need(DVAE_DECODER)))
        : DescentCodec.of(
            engine, Vqgan.read(engine, vqganConfig(), folder.need(VQGAN), pixelRange()));
  }

  Path clip() {
    return folder.need(CLIP);
  }

  /** Absent where the shape follows from the tensors. */
  Optional<Path> clipConfig() {
    return folder.find(CLIP_CONFIG);
  }

  /** {@code tokenizer.json} of CLIP; where all networks of a folder share one, that. */
  Path clipTokenizer() {
    return folder.need(CLIP_TOKENIZER, TOKENIZER);
  }

  Path upscaler() {
    return folder.need(UPSCALER);
  }

  Path upscalerConfig() {
    return folder.need(UPSCALER_CONFIG);
  }

  /** The files that decide what a seed draws, and in which order. */
  List<Path> weights() {
    List<Path> weights = new ArrayList<>();
    if (hasDvae()) {
      weights.addAll(List.of(folder.need(DVAE_ENCODER), folder.need(DVAE_DECODER)));
    } else {
      weights.add(folder.need(VQGAN));
    }
    weights.addAll(List.of(clip(), upscaler()));
    return weights;
  }

  /** Of sizes by role those of CLIP and the upscaler. */
  long otherBytes(Map<String, Long> fileBytes) {
    return fileBytes.getOrDefault(CLIP, 0L) + fileBytes.getOrDefault(UPSCALER, 0L);
  }

  /** Size of those files; a missing one counts nothing here and is told of when it is read. */
  long weightBytes() {
    return FileSizes.byteCount(weights());
  }
}
