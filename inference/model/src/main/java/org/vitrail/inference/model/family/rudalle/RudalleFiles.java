package org.vitrail.inference.model.family.rudalle;

import static org.vitrail.inference.model.FileRoles.FileRule.oneOf;
import static org.vitrail.inference.model.FileRoles.FileRule.onlyBeside;
import static org.vitrail.inference.model.FileRoles.FileRule.together;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.vitrail.inference.model.FileRoles;
import org.vitrail.inference.model.FileRoles.FileRole;
import org.vitrail.inference.model.ModelFolder;
import org.vitrail.inference.model.codec.vqgan.PixelRange;
import org.vitrail.inference.model.disk.FileSizes;
import org.vitrail.inference.model.weights.ConfigFile;
import org.vitrail.inference.model.weights.FileUse;

/** The files of a model of this family. */
public record RudalleFiles(ModelFolder folder) {
  private static final String TOKENIZER = "tokenizer";
  private static final String TRANSFORMER = "transformer";
  private static final String TRANSFORMER_CONFIG = "dalleConfig";
  private static final String VQGAN = "vqgan";
  private static final String VQGAN_CONFIG = "vqganConfig";
  static final String CLIP = "clip";
  private static final String CLIP_CONFIG = "clipConfig";
  private static final String CLIP_TOKENIZER = "clipTokenizer";
  private static final String UPSCALER = "upscaler";
  private static final String UPSCALER_CONFIG = "upscalerConfig";
  private static final String TEXT = "text";
  private static final String PIXELS = "pixels";
  private static final String SHAPE = "shape";

  static final FileRoles ROLES =
      new FileRoles(
          List.of(
              role(TOKENIZER, "the path of bpe.model", FileUse.TEXT),
              role(TRANSFORMER, "the path of the transformer's weights", FileUse.WEIGHTS),
              role(
                  TRANSFORMER_CONFIG,
                  "the path of a config.json with num_attention_heads, only beside transformer",
                  FileUse.CONFIG),
              role(VQGAN, "the path of the VQGAN's weights", FileUse.WEIGHTS),
              role(
                  VQGAN_CONFIG,
                  "the path of the VQGAN's config, only beside vqgan",
                  FileUse.CONFIG),
              role(CLIP, "the path of ruCLIP's weights", FileUse.WEIGHTS),
              role(
                  CLIP_CONFIG,
                  "the path of ruCLIP's config.json: it goes together with clip",
                  FileUse.CONFIG),
              role(
                  CLIP_TOKENIZER,
                  "the path of ruCLIP's own bpe.model: it goes together with clip",
                  FileUse.TEXT),
              role(UPSCALER, "the path of the upscaler's weights", FileUse.WEIGHTS),
              role(
                  UPSCALER_CONFIG,
                  "the path of the upscaler's config.json: it goes together with upscaler",
                  FileUse.CONFIG)),
          List.of(
              together(CLIP_CONFIG, CLIP),
              together(CLIP_TOKENIZER, CLIP),
              together(UPSCALER_CONFIG, UPSCALER),
              onlyBeside(TRANSFORMER_CONFIG, TRANSFORMER),
              onlyBeside(VQGAN_CONFIG, VQGAN),
              oneOf("a tokenizer", "tokenizer, or a part that has it", TOKENIZER),
              oneOf("image tokens", "transformer", TRANSFORMER),
              oneOf("pixels", "vqgan, or a part that has it", VQGAN)),
          Map.of(
              TEXT, List.of("v3", "v2"),
              PIXELS, List.of("truncated", "symmetric", "unit"),
              SHAPE, PublishedRudalle.names()),
          Set.of(TEXT));

  private static FileRole role(String name, String description, FileUse use) {
    return new FileRole(name, description, use);
  }

  public String id() {
    return folder.id();
  }

  /** How the transformer reads its input. */
  public RudalleVersion version() {
    return RudalleVersion.of(trait(TEXT));
  }

  /** Of the VQGAN's training. */
  public PixelRange pixelRange() {
    return PixelRange.of(trait(PIXELS));
  }

  /** The published size that is said of the model, for what is asked before its files are here. */
  public Optional<PublishedRudalle> shape() {
    return Optional.ofNullable(folder.traits().get(SHAPE)).map(PublishedRudalle::of);
  }

  private String trait(String name) {
    return folder.traits().getOrDefault(name, ROLES.traits().get(name).get(0));
  }

  /** {@code bpe.model}. */
  public Path tokenizer() {
    return folder.need(TOKENIZER);
  }

  public Path transformer() {
    return folder.need(TRANSFORMER);
  }

  /** Empty for the published widths. */
  public OptionalInt attentionHeadCount() {
    Optional<Path> config = folder.find(TRANSFORMER_CONFIG);
    return config.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(ConfigFile.read(config.get()).count("num_attention_heads"));
  }

  public Path vqgan() {
    return folder.need(VQGAN);
  }

  /** Absent where the shape follows from the tensors. */
  public Optional<Path> vqganConfig() {
    return folder.find(VQGAN_CONFIG);
  }

  /** Weights of the ruCLIP that ranks pictures; absent where their perplexity does. */
  public Optional<Path> clip() {
    return folder.find(CLIP);
  }

  public Path clipConfig() {
    return folder.need(CLIP_CONFIG);
  }

  /** {@code bpe.model} of ruCLIP. */
  public Path clipTokenizer() {
    return folder.need(CLIP_TOKENIZER);
  }

  public Path upscaler() {
    return folder.need(UPSCALER);
  }

  public Path upscalerConfig() {
    return folder.need(UPSCALER_CONFIG);
  }

  /** The files that decide what a seed draws, and in which order. */
  public List<Path> weights() {
    List<Path> weights = new ArrayList<>(List.of(transformer(), vqgan(), upscaler()));
    clip().ifPresent(weights::add);
    return weights;
  }

  /** Of sizes by role those of ruCLIP and the upscaler. */
  long otherBytes(Map<String, Long> fileBytes) {
    return fileBytes.getOrDefault(CLIP, 0L) + fileBytes.getOrDefault(UPSCALER, 0L);
  }

  /** Size of those files; a missing one counts nothing here and is told of when it is read. */
  public long weightBytes() {
    return FileSizes.byteCount(weights());
  }
}
